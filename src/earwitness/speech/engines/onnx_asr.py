"""Parakeet, Canary and Whisper by onnx-asr (ONNX Runtime), with models from a local folder; never downloads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from earwitness.errors import InputError, MissingExtra
from earwitness.extensions import EngineFacts
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.speech.engines.word_times import parted, spread

_CLOSING = ".,;:?!%'’)]}”»…"
"""Tokens of these signs belong to the word before, even where the vocabulary puts a space first."""
_TOKEN_MS, _LETTER_MS = 80, 60
"""How long a last token lasts when nobody follows: one step of the encoder, or a letter at the pace of quick speech."""
_EUROPEAN = ("bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "it", "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl")
_LANGUAGES: dict[str, tuple[str, ...]] = {
    "nemo-parakeet-tdt-0.6b-v2": ("en",),
    "nemo-parakeet-tdt-0.6b-v3": (*_EUROPEAN, "es", "sv", "ru", "uk"),
    "nemo-canary-1b-v2": (*_EUROPEAN, "es", "sv", "ru", "uk"),
}
_TAKES_LANGUAGE = ("canary", "whisper")


class _Piece(NamedTuple):
    """A word of tokens: when its first and last token begin, in milliseconds, when the engine says so."""

    text: str
    last: str
    start_ms: int | None
    last_ms: int | None
    log_probabilities: tuple[float, ...]


class OnnxAsr:
    """One model, shared by `workers` threads of one core each. Hints are not read; the language only by Canary and Whisper."""

    def __init__(self, model: str, folder: Path | None, *, workers: int, loaded: Any = None) -> None:
        self.model = model
        self.workers = workers
        self._estimated = False
        self._recogniser: Any = (loaded or _load(model, folder)).with_timestamps()

    @property
    def name(self) -> str:
        """Engine and model."""
        return f"onnx-asr/{self.model}"

    def facts(self) -> EngineFacts:
        """Languages, no hints, parallel calls, and whether the times it gave were its own."""
        return EngineFacts(_LANGUAGES.get(self.model, ()), parallel=self.workers, own_times=not self._estimated)

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        """What is said. Words begin when their first token does; where the model gives no times (Canary, Whisper) they are estimated."""
        import numpy as np  # noqa: PLC0415 - part of the parakeet extra

        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.float32) / 32768.0
        reported = {"language": language} if language and any(kind in self.model for kind in _TAKES_LANGUAGE) else {}
        try:
            result = self._recogniser.recognize(samples, sample_rate=16_000, **reported)
        except KeyError as error:
            raise InputError(f"model {self.model}", f"does not know the language {language!r}", "leave --language out") from error
        end_ms = len(samples) // 16
        pieces = _pieces(result.tokens or (), result.timestamps, result.logprobs)
        if pieces and all(piece.start_ms is not None for piece in pieces):
            words = _timed(pieces, end_ms)
        else:
            words = _estimated(pieces, parted(result.text, language), pcm, end_ms)
            self._estimated = self._estimated or bool(words)
        if not words:
            return ()
        return (Utterance(tuple(words), log_probability=round(_mean([value for piece in pieces for value in piece.log_probabilities]), 4)),)


def _load(model: str, folder: Path | None) -> Any:
    try:
        import onnx_asr  # noqa: PLC0415 - the parakeet extra
        import onnxruntime  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra("onnx-asr", "is not installed", "pip install 'earwitness[parakeet]'") from error
    if folder is None or not folder.is_dir():  # a folder that is there keeps onnx-asr from asking the network
        raise InputError(f"model {model}", "is not here", f"earwitness models pull {model}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    quantization = "int8" if any(folder.glob("*.int8.onnx")) else None
    try:
        return onnx_asr.load_model(model, folder, quantization=quantization, sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors have no common base but this
        line = " ".join(str(error).split())[:200]
        raise InputError(f"model {model}", f"cannot be loaded ({line})", f"earwitness models verify {model}") from error


def _pieces(tokens: Sequence[str], times: Sequence[float] | None, log_probabilities: Sequence[float] | None) -> list[_Piece]:
    """The tokens joined to words: a space begins one, except before closing signs."""
    pieces: list[_Piece] = []
    pending = True
    for at, token in enumerate(tokens):
        bare = "".join(char for char in token if char.isprintable() and not char.isspace())
        if not bare or (bare.startswith("<") and bare.endswith(">")):
            pending = pending or not bare
            continue
        time = round(times[at] * 1000) if times and at < len(times) else None
        value = (min(0.0, float(log_probabilities[at])),) if log_probabilities and at < len(log_probabilities) else ()
        begins = (pending or token[0].isspace()) and not (pieces and bare[0] in _CLOSING)
        if begins or not pieces:
            pieces.append(_Piece(bare, bare, time, time, value))
        else:
            held = pieces[-1]
            pieces[-1] = _Piece(held.text + bare, bare, held.start_ms, time, held.log_probabilities + value)
        pending = False
    return pieces


def _timed(pieces: Sequence[_Piece], end_ms: int) -> list[SpokenWord]:
    words: list[SpokenWord] = []
    reached = 0
    for at, piece in enumerate(pieces):
        start = min(max(piece.start_ms or 0, reached), end_ms)
        following = pieces[at + 1].start_ms if at + 1 < len(pieces) else None
        lasts = (piece.last_ms or start) + max(_TOKEN_MS, _LETTER_MS * sum(map(str.isalnum, piece.last)))
        until = min(lasts, end_ms, max(start, following) if following is not None else end_ms)
        words.append(SpokenWord(piece.text, start, max(start, until), _confidence(piece)))
        reached = start
    return words


def _estimated(pieces: Sequence[_Piece], texts: Sequence[str], pcm: bytes, end_ms: int) -> list[SpokenWord]:
    """The words of the text, with the tokens' confidence where tokens and text have the same words."""
    words = spread(texts, pcm, 0, end_ms)
    if [piece.text for piece in pieces] != list(texts):
        return words
    return [word._replace(confidence=_confidence(piece)) for word, piece in zip(words, pieces, strict=True)]


def _confidence(piece: _Piece) -> float:
    return round(math.exp(_mean(piece.log_probabilities)), 4)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
