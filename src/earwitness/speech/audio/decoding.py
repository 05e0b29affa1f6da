"""Decodes any recording to 16 kHz samples, block by block, in a confined child process."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from earwitness.errors import EmptyDocument, InputError, MissingExtra, NotFound, SourceError, TooLarge
from earwitness.speech.audio.media_info import MediaInfo, read_header
from earwitness.speech.audio.samples import RATE, WIDTH
from earwitness.text.clock import clock

CHILD = Path(__file__).with_name("decoder_child.py")
BLOCK = 1 << 18
"""8 seconds of sound."""
_MAX_HEADER = 16 << 20
_SPEECH_EXTRA = "pip install 'earwitness[speech]'"


class DecodingLimits(NamedTuple):
    """What one recording may cost."""

    hours: float = 12.0
    """The longest single recording of the public charts runs about eight hours."""
    cpu_seconds: int = 3600
    """Decoding runs at a few hundred times real time: this is for twelve hours on a very slow machine."""
    memory_bytes: int = 1 << 30
    silent_seconds: float = 60.0
    """The longest the child may stay without giving a byte while somebody waits for one."""


class Recording(NamedTuple):
    """A recording to be decoded: a file by its path, or bytes that came from elsewhere."""

    name: str
    path: Path | None = None
    content: bytes = b""
    url: str | None = None
    """Where it was fetched, when it comes from the web."""

    def open(self) -> IO[bytes]:
        """The recording as an open file. Raises `NotFound` or `SourceError`."""
        try:
            if self.path is not None:
                return self.path.open("rb")
            spool = TemporaryFile(prefix="earwitness-")  # noqa: SIM115 - handed to the caller
            spool.write(self.content)
            spool.flush()
            spool.seek(0)
        except FileNotFoundError as error:
            raise NotFound(self.name, "no such file", "check the path") from error
        except OSError as error:
            raise SourceError(self.name, f"cannot be read: {error.strerror}") from error
        return spool


class AudioBlock(NamedTuple):
    """Which part of a recording is wanted, and in how many channels (1 mixes them, 2 keeps left and right apart, interleaved)."""

    start_ms: int = 0
    end_ms: int | None = None
    channels: int = 1


class Decoding:
    """A recording being decoded: `info` at once, then `blocks()`; afterwards `warnings` says what was broken.

    Use as a context manager; leaving it ends the child.
    """

    def __init__(self, recording: Recording, *, part: AudioBlock | None = None, limits: DecodingLimits | None = None) -> None:
        if find_spec("av") is None:
            raise MissingExtra(recording.name, "recordings need the speech extra", _SPEECH_EXTRA)
        self.name = recording.name
        self.limits = limits or DecodingLimits()
        self.part = part or AudioBlock()
        self.warnings: tuple[str, ...] = ()
        self._read = 0
        with recording.open() as source:
            self._size = os.fstat(source.fileno()).st_size
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and script
                [sys.executable, "-P", str(CHILD), json.dumps(self._wanted())],
                stdin=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        try:
            self.info = self._header()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child, whatever it is at."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdout, self._child.stderr):
            if pipe is not None:
                pipe.close()

    def blocks(self) -> Iterator[bytes]:
        """The samples, in blocks of whole frames. Raises `InputError` when there are none or a limit is passed."""
        frame = WIDTH * self.part.channels
        rest = b""
        while data := self._some(BLOCK):
            self._read += len(data)
            data = rest + data
            whole = len(data) - len(data) % frame
            rest = data[whole:]
            if whole:
                yield data[:whole]
        self._finish()

    def _wanted(self) -> dict[str, Any]:
        return {
            "rate": RATE,
            **self.part._asdict(),
            "max_seconds": round(self.limits.hours * 3600),
            "cpu_seconds": self.limits.cpu_seconds,
            "memory_bytes": self.limits.memory_bytes,
        }

    def _header(self) -> MediaInfo:
        length = int.from_bytes(self._exactly(4), "big")
        if not length or length > _MAX_HEADER:
            self._finish()
            raise InputError(self.name, "the decoder gave no header")
        info = read_header(self._exactly(length))
        claimed = info.duration_ms or 0
        # Four kilobits a second is below any speech codec in use: less, and the header's length is not to be believed.
        if claimed > self.limits.hours * 3_600_000 and self._size * 8 / (claimed / 1000) >= 4_000:
            raise self._too_long()
        return info

    def _exactly(self, count: int) -> bytes:
        collected = b""
        while len(collected) < count and (data := self._some(count - len(collected))):
            collected += data
        if len(collected) < count:
            self._finish()
            raise InputError(self.name, "the decoder ended before its header")
        return collected

    def _some(self, count: int) -> bytes:
        """What the child has to give; empty at its end. Raises `TooLarge` when it stays silent for too long."""
        assert self._child.stdout is not None
        until = time.monotonic() + self.limits.silent_seconds
        while not select.select([self._child.stdout], [], [], 1.0)[0]:
            if time.monotonic() > until:
                raise TooLarge(self.name, f"gave no sound in {self.limits.silent_seconds:g} seconds of decoding", "convert it first")
        return os.read(self._child.stdout.fileno(), count)

    def _finish(self) -> None:
        """Reads how it ended. Raises the fitting `InputError`, or keeps what was broken as warnings."""
        assert self._child.stderr is not None
        source_text = self._child.stderr.read(1 << 20)
        code = self._child.wait()
        line = source_text.strip().rpartition(b"\n")[2]
        if not line.startswith(b"{"):
            raise InputError(self.name, f"broke the decoder ({_signal(code)})", "convert it with a trusted tool first")
        outcome = json.loads(line)
        reason, detail = outcome.get("reason"), outcome.get("detail", "")
        transcribed = outcome["samples"] > 0
        if reason and not (reason == "damaged" and transcribed):
            raise self._error(reason, detail)
        self.warnings = tuple(self._complaints(outcome, cut=bool(reason) or "cut" in outcome))

    def _complaints(self, outcome: dict[str, Any], *, cut: bool) -> Iterator[str]:
        if outcome["broken"]:
            yield f"{outcome['broken']} broken pieces of the recording could not be decoded"
        got = outcome["samples"] * 1000 // RATE
        if cut:
            yield f"the recording is damaged or cut off after {clock(got)}"
        claimed = self.info.duration_ms
        whole = self.part.start_ms == 0 and self.part.end_ms is None
        if whole and claimed is not None and abs(claimed - got) > max(5_000, got // 20):
            yield f"the file says it lasts {clock(claimed)}, it holds {clock(got)} of sound"

    def _too_long(self) -> TooLarge:
        return TooLarge(self.name, f"is longer than {self.limits.hours:g} hours", "split it or raise max_audio_hours in earwitness.toml")

    def _error(self, reason: str, detail: str) -> InputError:
        match reason:
            case "empty":
                return EmptyDocument(self.name, "is empty")
            case "format":
                return InputError(self.name, f"is of a kind not read as a recording ({detail})", "give an audio or video file")
            case "no media":
                return InputError(self.name, "is no audio or video file, or its beginning is damaged", "give an audio or video file")
            case "no audio":
                return InputError(self.name, "has no sound track", "give a file with sound")
            case "no samples":
                return InputError(self.name, "holds no sound that can be decoded", "check the file with a player")
            case "too long":
                return self._too_long()
            case "memory":
                return TooLarge(self.name, "needs more memory to decode than any honest recording", "convert it with a trusted tool first")
            case _:
                return InputError(self.name, f"cannot be decoded ({detail or reason})", "check the file with a player")


def _signal(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"
