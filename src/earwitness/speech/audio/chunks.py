"""Splits long audio at pauses into chunks an engine can process, with silences shortened and times mapped back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from earwitness.speech.audio.voice_activity import FRAME_BYTES, FRAME_MS, VoiceDetector


class Cutting(NamedTuple):
    """How sound is cut. All lengths are in milliseconds."""

    longest: int = 28_000
    """A Whisper model looks at 30 s at once; the rest is room for silences at the ends."""
    shortest_share: float = 0.6
    """A chunk is filled to this share before the longest pause in the rest of it ends it."""
    speech: float = 0.5
    silence: float = 0.35
    """Speech begins above the one probability and ends below the other (Silero's own values)."""
    pause: int = 256
    """A silence shorter than this ends no stretch of speech: it may be the closure of a stop or a breath."""
    shortest_speech: int = 96
    pad: int = 320
    """Kept around speech: the detector is late at soft beginnings (f, h, s)."""
    kept_silence: int = 960
    """A longer silence inside a chunk is shortened to this."""
    overlap: int = 2_400
    """Heard twice where speech had to be cut without a pause; the stitcher finds the words both sides heard."""
    unbroken: float = 0.6
    """A dip of the probability below this is as good as a pause when one is needed."""


class SpeechPiece(NamedTuple):
    """A stretch of the recording inside a chunk: `at_ms` counts in the chunk, `start_ms` in the recording."""

    at_ms: int
    start_ms: int
    length_ms: int


class Chunk(NamedTuple):
    """Sound for one look of the engine; `overlaps` says that its beginning repeats the end of the chunk before."""

    pcm: bytes
    pieces: tuple[SpeechPiece, ...]
    overlaps: bool = False
    speech: tuple[tuple[int, int], ...] = ()
    """Where somebody speaks in it, in its own milliseconds."""

    @property
    def start_ms(self) -> int:
        """Where it begins in the recording."""
        return self.pieces[0].start_ms

    @property
    def end_ms(self) -> int:
        """Where it ends in the recording."""
        return self.pieces[-1].start_ms + self.pieces[-1].length_ms

    def in_recording(self, ms: int, *, ends: bool = False) -> int:
        """The moment of the recording behind a moment of the chunk; `ends` puts a border between two pieces into the first."""
        at = max(bisect_right([piece.at_ms for piece in self.pieces], ms - ends) - 1, 0)
        piece = self.pieces[at]
        return piece.start_ms + min(max(ms - piece.at_ms, 0), piece.length_ms)

    def in_chunk(self, ms: int) -> int:
        """The moment of the chunk at which a moment of the recording is heard; one that was cut out is at the cut."""
        at = max(bisect_right([piece.start_ms for piece in self.pieces], ms) - 1, 0)
        piece = self.pieces[at]
        return piece.at_ms + min(max(ms - piece.start_ms, 0), piece.length_ms)


class Region(NamedTuple):
    """Frames in which somebody speaks, `[start, end)`; `joined` when it goes on from the one before without a pause."""

    start: int
    end: int
    joined: bool = False


@dataclass
class Cutter:
    """Takes sound block by block, gives chunks as soon as they are known; holds no more than about a minute of it."""

    detector: VoiceDetector
    cutting: Cutting = field(default_factory=Cutting)
    speech_ms: int = 0
    """How much speech was found so far."""
    heard_ms: int = 0
    """How much sound was taken so far."""

    def __post_init__(self) -> None:
        self._rest = b""
        self._held = bytearray()
        self._held_from = 0
        """Frame at which `_held` begins."""
        self._probabilities: list[float] = []
        """For the frames of `_held`."""
        self._frame = 0
        self._open: int | None = None
        self._last_voice = 0
        self._open_joined = False
        self._regions: list[Region] = []
        self._given = 0
        """Frame at which the speech given out so far ends."""

    def cut(self, blocks: Iterable[bytes]) -> Iterator[Chunk]:
        """Every chunk of the sound, in order."""
        for block in blocks:
            yield from self._take(block)
        if self._rest:
            yield from self._take(bytes(FRAME_BYTES - len(self._rest)))
        if self._open is not None:
            self._close(self._frame)
        while self._regions:
            yield self._emit(self._fitting())

    def _take(self, block: bytes) -> Iterator[Chunk]:
        data = self._rest + block
        whole = len(data) - len(data) % FRAME_BYTES
        self._rest = data[whole:]
        self.heard_ms += len(block) // (FRAME_BYTES // FRAME_MS)
        for at, probability in enumerate(self.detector.probabilities(data[:whole])):
            self._held += data[at * FRAME_BYTES : (at + 1) * FRAME_BYTES]
            self._probabilities.append(probability)
            self._frame += 1
            self._hear(self._frame - 1, probability)
            while self._packed_ms() > self.cutting.longest:
                yield self._emit(self._fitting())
        self._forget()

    def _hear(self, frame: int, probability: float) -> None:
        """Opens, goes on with, or closes a stretch of speech."""
        if probability >= self.cutting.speech or (self._open is not None and probability >= self.cutting.silence):
            self._last_voice = frame
            if self._open is None:
                self._open, self._open_joined = frame, False
        elif self._open is not None and (frame - self._last_voice) * FRAME_MS >= self.cutting.pause:
            self._close(self._last_voice + 1)
        if self._open is not None and (frame + 1 - self._open) * FRAME_MS + 2 * self.cutting.pad >= self.cutting.longest:
            self._split()

    def _close(self, end: int) -> None:
        assert self._open is not None
        if self._open_joined or (end - self._open) * FRAME_MS >= self.cutting.shortest_speech:
            self._regions.append(Region(self._open, end, self._open_joined))
            self.speech_ms += (end - self._open) * FRAME_MS
        self._open = None

    def _split(self) -> None:
        """Cuts a stretch without a pause at the quietest moment of its second half, or anywhere, to be heard twice around there."""
        assert self._open is not None
        first = self._open + int(self.cutting.shortest_share * (self._frame - self._open))
        last = self._frame - self.cutting.overlap // (2 * FRAME_MS)
        at = min(range(first, last), key=lambda frame: (self._around(frame), -frame))
        quiet = self._around(at) < self.cutting.unbroken
        begun, self._open = self._open, at
        self._regions.append(Region(begun, at, self._open_joined))
        self.speech_ms += (at - begun) * FRAME_MS
        self._open_joined = not quiet

    def _around(self, frame: int) -> float:
        at = frame - self._held_from
        near = self._probabilities[max(at - 1, 0) : at + 2]
        return sum(near) / len(near)

    def _packed_ms(self) -> int:
        """How long a chunk of all that waits would be."""
        if not self._regions:
            return 0
        end = self._frame if self._open is not None else self._regions[-1].end
        total = (end - self._regions[0].start) * FRAME_MS + 2 * self.cutting.pad
        regions = [*self._regions, Region(self._open, end)] if self._open is not None else self._regions
        gaps = ((after.start - before.end) * FRAME_MS for before, after in pairwise(regions))
        return total - sum(max(0, gap - self.cutting.kept_silence) for gap in gaps)

    def _fitting(self) -> int:
        """How many of the waiting stretches make the next chunk: filled well, and ended by a long pause."""
        packed, fits = 2 * self.cutting.pad, 0
        best: tuple[int, int] | None = None
        for at, region in enumerate(self._regions):
            gap = (region.start - self._regions[at - 1].end) * FRAME_MS if at else 0
            packed += min(gap, self.cutting.kept_silence) + (region.end - region.start) * FRAME_MS
            if at and packed > self.cutting.longest:
                break
            fits = at + 1
            pause = (self._after(at) - region.end) * FRAME_MS
            if packed >= self.cutting.shortest_share * self.cutting.longest and (best is None or pause >= best[0]):
                best = (pause, fits)
        everything = fits == len(self._regions) and self._open is None
        return fits if everything or best is None else best[1]

    def _after(self, at: int) -> int:
        """The frame at which the stretch behind the `at`-th begins."""
        if at + 1 < len(self._regions):
            return self._regions[at + 1].start
        return self._open if self._open is not None else self._frame

    def _emit(self, count: int) -> Chunk:
        used, behind = self._regions[:count], self._after(count - 1)
        follows = self._regions[count].joined if count < len(self._regions) else (self._open is not None and self._open_joined)
        self._regions = self._regions[count:]
        overlap, pad = self.cutting.overlap // (2 * FRAME_MS), self.cutting.pad // FRAME_MS
        # A pause shorter than two pads is shared by halves, so that nothing in it is heard twice.
        start = used[0].start - (overlap if used[0].joined else min(pad, (used[0].start - self._given) // 2))
        end = used[-1].end + (overlap if follows else min(pad, (behind - used[-1].end + 1) // 2))
        self._given = used[-1].end
        spans: list[tuple[int, int]] = []
        half = self.cutting.kept_silence // (2 * FRAME_MS)
        begin = max(start, self._held_from)
        for before, after in pairwise(used):
            if after.start - before.end > 2 * half:
                spans.append((begin, before.end + half))
                begin = after.start - half
        spans.append((begin, min(end, self._frame)))
        pieces: list[SpeechPiece] = []
        pcm = bytearray()
        at_ms = 0
        for first, last in spans:
            pieces.append(SpeechPiece(at_ms, first * FRAME_MS, (last - first) * FRAME_MS))
            pcm += self._held[(first - self._held_from) * FRAME_BYTES : (last - self._held_from) * FRAME_BYTES]
            at_ms += (last - first) * FRAME_MS
        chunk = Chunk(bytes(pcm), tuple(pieces), overlaps=used[0].joined)
        return chunk._replace(speech=tuple((chunk.in_chunk(r.start * FRAME_MS), chunk.in_chunk(r.end * FRAME_MS)) for r in used))

    def _forget(self) -> None:
        """Lets go of the sound no chunk will need."""
        margin = max(self.cutting.overlap, 2 * self.cutting.pad) // FRAME_MS + 1
        needed = self._regions[0].start if self._regions else self._open if self._open is not None else self._frame
        drop = max(0, needed - margin - self._held_from)
        if drop:
            del self._held[: drop * FRAME_BYTES]
            del self._probabilities[:drop]
            self._held_from += drop
