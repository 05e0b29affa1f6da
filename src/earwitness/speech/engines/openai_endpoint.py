"""Speech recognition by an OpenAI-compatible endpoint: sends WAV, validates every response."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from earwitness.errors import FetchFailed
from earwitness.extensions import EngineFacts
from earwitness.model.speech import Hints, SpokenWord, Utterance
from earwitness.speech.engines.word_times import parted, spread

Ask = Callable[[Mapping[str, str | Sequence[str]], bytes], bytes]
"""Sends fields and a WAV file, asks for the best times the server has, gives back the body; every failure is its own clear error."""
PARALLEL = 2
"""One request on its way while the other is being heard."""
_LONGEST_TEXT, _MOST_WORDS, _MOST_SEGMENTS = 20_000, 2_000, 500
"""Half a minute of quick speech has 150 words and 900 characters; ten times that is no transcript."""
_WINDOW = 40
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Logarithm = Annotated[float, Field(le=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Word(BaseModel):
    model_config = ConfigDict(extra="ignore")

    word: str = Field(max_length=500)
    start: Seconds
    end: Seconds
    probability: Share | None = None


class _Segment(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = Field(default="", max_length=_LONGEST_TEXT)
    start: Seconds
    end: Seconds
    avg_logprob: Logarithm | None = None
    no_speech_prob: Share | None = None
    words: list[_Word] | None = Field(default=None, max_length=_MOST_WORDS)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = Field(max_length=_LONGEST_TEXT)
    words: list[_Word] | None = Field(default=None, max_length=_MOST_WORDS)
    segments: list[_Segment] | None = Field(default=None, max_length=_MOST_SEGMENTS)


class OpenAiEndpoint:
    """A model behind an address. Word times where the server gives them, else estimated within its segments."""

    def __init__(self, model: str, ask: Ask, *, host: str) -> None:
        self.model = model
        self._ask = ask
        self._host = host
        self._estimated = False

    @property
    def name(self) -> str:
        """Engine and model."""
        return f"openai/{self.model}"

    def facts(self) -> EngineFacts:
        """Any language, hints as the interface defines them, and whether the times it gave were its own."""
        return EngineFacts((), honours_hints=True, parallel=PARALLEL, own_times=not self._estimated)

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        """What the server heard. Raises `FetchFailed` when its answer is none."""
        fields: dict[str, str | Sequence[str]] = {"model": self.model, "temperature": "0"}
        if language:
            fields["language"] = language
        if prompt := hints.prompt or hints.hotwords:
            fields["prompt"] = prompt
        answer = self._believed(self._ask(fields, _wav(pcm)))
        end_ms = len(pcm) // 32
        words = _words(answer, end_ms)
        if words:
            words = _as_written(words, answer.text)
            return tuple(_grouped(words, answer.segments or ()))
        transcribed = tuple(_estimated(answer, pcm, end_ms, language))
        self._estimated = self._estimated or bool(transcribed)
        return transcribed

    def _believed(self, body: bytes) -> _Answer:
        try:
            return _Answer.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            place = ".".join(map(str, first["loc"][:3])) or "answer"
            kind = "is no transcription" if first["type"] == "json_invalid" or not first["loc"] else "is not to be believed"
            problem = f"its answer {kind} ({place[:60]}: {first['msg'][:120]})"
            raise FetchFailed(self._host, problem, "check speech_url, and that the server knows response_format=verbose_json") from error


def _wav(pcm: bytes) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(pcm)
    return held.getvalue()


def _words(answer: _Answer, end_ms: int) -> list[SpokenWord]:
    """The timed words in order, inside the sound, at most one place each; nothing where the server gave none."""
    segments = answer.segments or []
    given = answer.words or [word for segment in segments for word in segment.words or ()][:_MOST_WORDS]
    words: list[SpokenWord] = []
    reached = 0
    for word in sorted(given, key=lambda word: word.start):
        text = " ".join(parted(word.word, None))
        if not text:
            continue
        start = min(max(round(word.start * 1000), reached), end_ms)
        stop = max(start, min(round(word.end * 1000), end_ms))
        sure = word.probability if word.probability is not None else _sure(segments, word.start)
        words.append(SpokenWord(text, start, stop, round(sure, 4)))
        reached = start
    return words


def _sure(segments: Iterable[_Segment], second: float) -> float:
    """The mean probability of the segment's tokens, where the server tells; else 1."""
    held = next((segment for segment in segments if segment.start <= second < segment.end), None)
    return math.exp(held.avg_logprob) if held and held.avg_logprob is not None else 1.0


def _as_written(words: Sequence[SpokenWord], text: str) -> list[SpokenWord]:
    """The words with the signs the text puts at them: many servers time bare words. What the text writes as one word becomes one."""
    folded = text if len(text.lower()) != len(text) else text.lower()
    result: list[SpokenWord] = []
    at = 0
    for word in words:
        if result and not any(map(str.isalnum, word.text)):
            continue  # a sign by itself: the text puts it at its word
        core = word.text.strip('.,;:?!"“”‘’()[]…- ').lower() or word.text.lower()
        found = folded.find(core, at, at + len(core) + _WINDOW)
        if found < 0:
            result.append(word)
            continue
        start, end = found, found + len(core)
        while start > at and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace() and not text[end].isalnum():
            end += 1
        if end < len(text) and text[end].isalnum():
            end = found + len(core)  # `That's`: the rest is a piece of its own
        written = text[start:end]
        if result and at and start == at and not text[at - 1].isspace():
            result[-1] = SpokenWord(
                result[-1].text + written, result[-1].start_ms, word.end_ms, min(result[-1].confidence, word.confidence)
            )
        else:
            result.append(word._replace(text=written))
        at = end
    return result


def _grouped(words: Sequence[SpokenWord], segments: Sequence[_Segment]) -> Iterable[Utterance]:
    """The words by the server's segments, with what it says of each; all together where it has none."""
    left = list(words)
    for segment in segments[:-1]:
        own = [word for word in left if word.start_ms < segment.end * 1000]
        left = left[len(own) :]
        if own:
            yield Utterance(tuple(own), segment.no_speech_prob or 0.0, segment.avg_logprob or 0.0)
    if left:
        last = segments[-1] if segments else None
        yield Utterance(tuple(left), (last and last.no_speech_prob) or 0.0, (last and last.avg_logprob) or 0.0)


def _estimated(answer: _Answer, pcm: bytes, end_ms: int, language: str | None) -> Iterable[Utterance]:
    """The words of every segment between its times; without segments, over the whole sound."""
    segments = answer.segments or [_Segment(text=answer.text, start=0, end=end_ms / 1000)]
    reached = 0
    for segment in sorted(segments, key=lambda segment: segment.start):
        start = min(max(round(segment.start * 1000), reached), end_ms)
        stop = max(start, min(round(segment.end * 1000), end_ms))
        texts = parted(segment.text, language)[:_MOST_WORDS]
        sure = math.exp(segment.avg_logprob) if segment.avg_logprob is not None else 1.0
        words = spread(texts, pcm, start, stop, round(sure, 4))
        if words:
            reached = words[-1].start_ms
            yield Utterance(tuple(words), segment.no_speech_prob or 0.0, segment.avg_logprob or 0.0)
