"""Whisper by faster-whisper (CTranslate2): the default engine, on any processor, for any of Whisper's languages."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

from earwitness.errors import InputError, MissingExtra
from earwitness.extensions import EngineFacts
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.speech.hallucinations import compression, is_loop
from earwitness.speech.transcript_building import UNSPACED

BEAM = 5
_LOOPING = 2.4
"""Text that gzip shrinks more than this is a loop (Whisper's own threshold)."""


class FasterWhisper:
    """One model, shared by `workers` threads of one core each: twice as fast on two cores as one thread that uses both."""

    def __init__(self, model: str, folder: Path | None, *, workers: int) -> None:
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - the speech extra, and a second to import
        except ImportError as error:
            raise MissingExtra("faster-whisper", "is not installed", "pip install 'earwitness[speech]'") from error
        if folder is None or not (folder / "model.bin").is_file():
            raise InputError(f"model {model}", "is not here", f"earwitness models pull {model}")
        self.model = model
        self.beam = BEAM
        self.workers = workers
        try:
            self._whisper: Any = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=workers, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise InputError(f"model {model}", f"cannot be loaded ({_line(error)})", f"earwitness models verify {model}") from error

    @property
    def name(self) -> str:
        """Engine and model."""
        return f"faster-whisper/{self.model}" + ("" if self.beam == BEAM else f" (beam {self.beam})")

    def greedy(self) -> FasterWhisper:
        """The same model taking the likeliest word at every step: a second listener that costs no second model."""
        other = copy(self)
        other.beam = 1
        return other

    def facts(self) -> EngineFacts:
        """Languages, hints, parallel calls."""
        return EngineFacts(tuple(self._whisper.supported_languages), honours_hints=True, parallel=self.workers)

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        """What is said, decoded by beam search; where it runs in circles, once more with repeats forbidden. Nothing is drawn by lot."""
        transcribed = self._hear(pcm, language, hints, {})
        if any(_circles(utterance) for utterance in transcribed):
            again = self._hear(pcm, language, Hints(), {"no_repeat_ngram_size": 5, "repetition_penalty": 1.1})
            if not any(_circles(utterance) for utterance in again):
                return again
        return transcribed

    def _hear(self, pcm: bytes, language: str | None, hints: Hints, more: dict[str, Any]) -> tuple[Utterance, ...]:
        import numpy as np  # noqa: PLC0415 - part of the speech extra

        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0
        segments, info = self._whisper.transcribe(
            samples,
            language=language,
            beam_size=self.beam,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            initial_prompt=hints.prompt or None,
            hotwords=hints.hotwords or None,
            **more,
        )
        return tuple(_utterances(segments, spaced=info.language not in UNSPACED))


def _utterances(segments: Iterable[Any], *, spaced: bool) -> Iterable[Utterance]:
    for segment in segments:
        words: list[SpokenWord] = []
        for piece in segment.words or ():
            word = SpokenWord(piece.word.strip(), round(piece.start * 1000), round(piece.end * 1000), round(float(piece.probability), 4))
            if words and spaced and word.text and not piece.word.startswith(" "):
                words[-1] = _joined(words[-1], word)  # `9` and `,000`: only a space begins a word
            elif word.text:
                words.append(word)
        if words:
            yield Utterance(tuple(words), round(float(segment.no_speech_prob), 4), round(float(segment.avg_logprob), 4))


def _joined(word: SpokenWord, rest: SpokenWord) -> SpokenWord:
    return SpokenWord(word.text + rest.text, word.start_ms, rest.end_ms, min(word.confidence, rest.confidence))


def _circles(utterance: Utterance) -> bool:
    return compression(utterance.text) > _LOOPING or is_loop([word.text for word in utterance.words])


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
