"""The order of transcription: decode, split at pauses, recognise, stitch, diarize, build the transcript."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from earwitness.documents.chapter_marks import with_chapters
from earwitness.documents.postprocessing import finish
from earwitness.errors import NoText
from earwitness.extensions import Diarizer, SpeechEngine
from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.media import PublishedChapter
from earwitness.model.speech import Hints, RecognizedWord, SpokenWord, Utterance, VoiceTurn
from earwitness.speech.audio.chunks import Chunk, Cutter
from earwitness.speech.audio.decoding import AudioBlock, Decoding, DecodingLimits, Recording
from earwitness.speech.audio.media_info import MediaInfo
from earwitness.speech.audio.samples import offset
from earwitness.speech.audio.voice_activity import voice_detector
from earwitness.speech.diarization.channels import NAME as CHANNELS
from earwitness.speech.diarization.channels import Channels
from earwitness.speech.diarization.clustering import voices_warning
from earwitness.speech.glossary import apply_glossary
from earwitness.speech.hallucinations import doubt
from earwitness.speech.hints import hints_for
from earwitness.speech.punctuation import restore
from earwitness.speech.stitching import ChunkTranscript, stitch
from earwitness.speech.transcript_building import transcript_of

_HOLE_MS, _MARGIN_MS, _MAX_HOLES = 900, 300, 3
_LEAD_MS = 240
_REHEARD = 0.6
"""Mean confidence from which words heard in a hole are kept: below it they are mostly the neighbours' words, a little displaced."""
_REFUSED, _UNSURE = 0.6, 0.7
"""Mean confidence of a whole recording of eight words or more. Below the first, an English-only model is inventing: Whisper tiny.en hears
Spanish with 0.44 and French with 0.47 or 0.54 (two processors), English far from the microphone with 0.72 or more (36 recordings).
Below the second, the reader is warned."""
_MIN_WORDS = 8
_DOUBTFUL_SHARE = 0.2

Progress = Callable[[int, int | None], None]
"""Called with the milliseconds heard so far and those the file claims to hold."""


@dataclass(frozen=True)
class SpeechTools:
    """The parts a recording is heard with. Without a diarizer nobody is told apart."""

    engine: SpeechEngine
    diarizer: Diarizer | None = None
    glossary: Mapping[str, str] = field(default_factory=dict)
    """What the engine writes wrongly, and how it is written: the second are hints, the first are replaced afterwards."""
    ordinary_words: tuple[str, ...] = ()
    limits: DecodingLimits = field(default_factory=DecodingLimits)


class TranscribedRecording(NamedTuple):
    """A recording as a document, with what its file says and how much of it is speech."""

    document: ParsedDocument
    info: MediaInfo
    duration_ms: int
    speech_ms: int
    words: tuple[RecognizedWord, ...]


def transcribe_recording(
    recording: Recording,
    tools: SpeechTools,
    *,
    about: ItemDraft | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> TranscribedRecording:
    """The transcript of a recording. Raises `InputError` for what is no recording, `NoText` when nobody speaks in it."""
    about = about or ItemDraft()
    cutter = Cutter(voice_detector())
    spoken = language or _language(tools.engine, about)
    with Decoding(recording, limits=tools.limits) as decoding:
        info = decoding.info
        known = _known(tools, about, info)
        hear = partial(_hear, tools.engine, language=spoken, hints=known if tools.engine.facts().honours_hints else Hints())
        parts: list[ChunkTranscript] = []
        for part in _in_order(hear, cutter.cut(decoding.blocks()), tools.engine.facts().parallel):
            parts.append(part)
            if progress is not None:
                progress(part.end_ms, info.duration_ms)
        warnings = decoding.warnings
    words = stitch(parts)
    _believe(recording.name, words, tools.engine)
    words, by_glossary = apply_glossary(words, tools.glossary, tools.ordinary_words)
    words, by_rules = restore(words, language=spoken or about.language, names=known.hotwords.split(", "))
    turns, by = _who_speaks(recording, tools, info, words)
    transcript = transcript_of(
        words,
        origin=f"asr:{tools.engine.name}",
        language=spoken or about.language,
        turns=turns,
        warnings=(*warnings, *_weaknesses(words), *_loose_times(tools.engine), *by_glossary, *by_rules, *voices_warning(by, turns)),
    )
    draft = ItemDraft(
        title=about.title or info.title,
        source=about.source or info.show,
        kind=about.kind or ("video" if info.has_video else "podcast"),
        url=about.url,
        published=about.published or info.published,
        duration_ms=cutter.heard_ms,
        language=spoken or about.language,
        people=about.people,
    )
    chapters = [PublishedChapter(chapter.start_ms, chapter.title) for chapter in info.chapters]
    return TranscribedRecording(
        finish(ParsedDocument(draft, with_chapters(transcript, chapters))), info, cutter.heard_ms, cutter.speech_ms, words
    )


def _hear(engine: SpeechEngine, chunk: Chunk, *, language: str | None, hints: Hints) -> ChunkTranscript:
    """One chunk heard; where somebody speaks and no word was written, that moment is heard again by itself."""
    utterances = list(engine.transcribe(chunk.pcm, language=language, hints=hints))
    for start, end in _holes(chunk, utterances)[:_MAX_HOLES]:
        begin, until = max(start - _LEAD_MS, 0), end + _LEAD_MS
        again = engine.transcribe(chunk.pcm[offset(begin) : offset(until)], language=language, hints=hints)
        retained = (_inside(_moved(utterance, begin), start, end) for utterance in again)
        utterances += [utterance for utterance in retained if _mean(utterance.words) >= _REHEARD]
    words: list[RecognizedWord] = []
    for utterance in sorted(utterances, key=lambda utterance: utterance.words[0].start_ms if utterance.words else 0):
        reason = doubt(utterance, voiced=_voiced(chunk, utterance))
        words += [
            RecognizedWord(
                word.text, chunk.in_recording(word.start_ms), chunk.in_recording(word.end_ms, ends=True), word.confidence, reason
            )
            for word in utterance.words
        ]
    return ChunkTranscript(tuple(words), chunk.start_ms, chunk.end_ms, chunk.overlaps)


def _holes(chunk: Chunk, utterances: Sequence[Utterance]) -> list[tuple[int, int]]:
    """Stretches of speech in which no word was written."""
    transcribed = sorted((word.start_ms - _MARGIN_MS, word.end_ms + _MARGIN_MS) for utterance in utterances for word in utterance.words)
    holes: list[tuple[int, int]] = []
    reached = 0
    for start, end in [*transcribed, (1 << 40, 1 << 40)]:
        speech = [(max(a, reached), min(b, start)) for a, b in chunk.speech if a < start and b > reached]
        if sum(max(0, b - a) for a, b in speech) >= _HOLE_MS:
            holes.append((speech[0][0], speech[-1][1]))
        reached = max(reached, end)
    return holes


def _mean(words: Sequence[SpokenWord]) -> float:
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def _moved(utterance: Utterance, by_ms: int) -> Utterance:
    words = tuple(word._replace(start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms) for word in utterance.words)
    return utterance._replace(words=words)


def _inside(utterance: Utterance, start: int, end: int) -> Utterance:
    words = tuple(word for word in utterance.words if start - _LEAD_MS <= (word.start_ms + word.end_ms) // 2 < end + _LEAD_MS)
    return utterance._replace(words=words)


def _voiced(chunk: Chunk, utterance: Utterance) -> float:
    """The share of the utterance's time in which the voice detector heard somebody."""
    if not utterance.words:
        return 1.0
    start, end = utterance.words[0].start_ms, max(utterance.words[-1].end_ms, utterance.words[0].start_ms + 1)
    return sum(max(0, min(b, end) - max(a, start)) for a, b in chunk.speech) / (end - start)


def _in_order(hear: Callable[[Chunk], ChunkTranscript], chunks: Iterable[Chunk], parallel: int) -> Iterator[ChunkTranscript]:
    """Every chunk heard, several at a time, given back in order; no more of them in memory than are being worked on."""
    waiting: deque[Future[ChunkTranscript]] = deque()
    pool = ThreadPoolExecutor(parallel, thread_name_prefix="speech")
    try:
        for chunk in chunks:
            waiting.append(pool.submit(hear, chunk))
            if len(waiting) > 2 * parallel:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _who_speaks(
    recording: Recording, tools: SpeechTools, info: MediaInfo, words: Sequence[RecognizedWord]
) -> tuple[Sequence[VoiceTurn], str]:
    """The turns and the method they come from: by channel where two people are heard on two, else by the diarizer."""
    if tools.diarizer is None:
        return (), ""
    stereo = info.channels == 2
    with Decoding(recording, part=AudioBlock(channels=2 if stereo else 1), limits=tools.limits) as decoding:
        if not stereo:
            return tools.diarizer.turns(decoding.blocks(), words), tools.diarizer.name
        channels = Channels()
        mix = channels.mixed(decoding.blocks())
        turns = tools.diarizer.turns(mix, words)
        deque(mix, maxlen=0)  # what the diarizer left unread
    apart = channels.turns(words)
    return (apart, CHANNELS) if apart else (turns, tools.diarizer.name)


def _language(engine: SpeechEngine, about: ItemDraft) -> str | None:
    known = engine.facts().languages
    if len(known) == 1:
        return known[0]
    code = (about.language or "").partition("-")[0]
    return code if code in known else None


def _known(tools: SpeechTools, about: ItemDraft, info: MediaInfo) -> Hints:
    """What is known of the recording before it is heard."""
    people = [person.name for person in about.people]
    return hints_for(people=people, title=about.title or info.title, notes=info.notes, glossary=tools.glossary.values())


def _believe(name: str, words: Sequence[RecognizedWord], engine: SpeechEngine) -> None:
    """Raises `NoText` when there are no words, or none to be believed: a transcript is never invented."""
    sure = [word.confidence for word in words if not word.doubt]
    if not sure:
        raise NoText(name, "contains no recognizable speech" if words else "has no speech in it", "check that it contains speech")
    languages = engine.facts().languages
    if len(languages) == 1 and len(sure) >= _MIN_WORDS and sum(sure) / len(sure) < _REFUSED:
        problem = f"what {engine.name} heard is not to be believed: the speech is probably in another language than {languages[0]!r}"
        raise NoText(name, problem, "take a model for its language (earwitness models)")


def _loose_times(engine: SpeechEngine) -> Iterator[str]:
    if not engine.facts().own_times:
        yield f"{engine.name} did not time every word: times are estimated within its segments or chunks and may be seconds off"


def _weaknesses(words: Sequence[RecognizedWord]) -> Iterator[str]:
    doubtful = sum(bool(word.doubt) for word in words)
    if doubtful:
        yield f"{doubtful} of {len(words)} recognised words were probably never said (loops or phantoms) and count as noise"
    sure = [word.confidence for word in words if not word.doubt]
    if sure and sum(sure) / len(sure) < _UNSURE:
        yield "the recogniser was unsure of most words: the recording may be in another language than the model's, or hard to hear"
    if words and doubtful > _DOUBTFUL_SHARE * len(words):
        yield "much of the recording may be music or noise"
