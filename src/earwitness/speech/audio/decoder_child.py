"""The decoder process: reads an already opened file, and cannot open any other.

Started by `decode.py` as a script, not as a part of the package, so that it loads PyAV and nothing of ours. The file is standard input.
To standard output go a header (four bytes of length, then JSON) and the samples (signed 16 bit, little endian). The last line of standard
error is a JSON object that says how it ended.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import wave
from collections.abc import Iterator
from typing import Any

import av
import av.subtitles.stream
import av.subtitles.subtitle
import av.video.frame
import av.video.stream

FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,eac3,flac,flv,gsm,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp2,mp3,mpc,mpc8,mpeg,mpegts,"
    "ogg,tak,tta,w64,wav,wv"
)
"""Containers that hold their own sound. Play lists and session descriptions (HLS, DASH, SDP, concat) point elsewhere and are not here."""
PROTOCOLS = "none"
"""A protocol that does not exist: FFmpeg's own way of opening anything is shut, the file comes through a Python object."""
MAX_CHAPTERS, MAX_TAGS, MAX_TAG = 2_000, 60, 4_000
MAX_BROKEN = 10_000


class Stop(Exception):
    """The work ends here, for this reason and detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


def main() -> int:
    """Decodes standard input to standard output; 0 when some sound came out and nothing is wrong, else 1."""
    wanted = json.loads(sys.argv[1])
    av.logging.set_level(av.logging.PANIC)
    _warm_up(wanted["rate"])
    _lock_up(wanted)
    outcome: dict[str, Any] = {"samples": 0, "broken": 0}
    try:
        _decode(wanted, outcome)
    except Stop as stop:
        outcome |= {"reason": stop.reason, "detail": stop.detail}
    except MemoryError:
        outcome |= {"reason": "memory"}
    except BrokenPipeError:
        outcome |= {"reason": "reader gone"}
    except (av.error.FFmpegError, ValueError, OverflowError, RuntimeError, OSError) as error:
        no_memory = isinstance(error, OSError) and error.errno == 12
        outcome |= {"reason": "memory" if no_memory else "damaged", "detail": _line(str(error))}
    os.write(2, b"\n" + json.dumps(outcome).encode() + b"\n")
    os._exit(1 if "reason" in outcome else 0)  # skips FFmpeg's own tidying up, which hostile files like to crash


def _warm_up(rate: int) -> None:
    """Decodes a moment of silence, so that whatever PyAV loads late is loaded before the door is shut."""
    result = io.BytesIO()
    with wave.open(result, "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(4 * 512))
    result.seek(0)
    with av.open(
        result, mode="r", options={"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}, metadata_errors="replace"
    ) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
        for frame in container.decode(audio=0):
            resampler.resample(frame)
        container.chapters()
    try:
        av.open(io.BytesIO(b"no sound"), options={"format_whitelist": FORMATS})
    except av.error.FFmpegError as error:
        str(error)


def _lock_up(wanted: dict[str, Any]) -> None:
    """From here on the process can open no file and no socket, write no file, start no process and eat no more than its share."""
    limits = {
        resource.RLIMIT_NOFILE: 3,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: wanted["cpu_seconds"],
        resource.RLIMIT_AS: wanted["memory_bytes"],
    }
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (lower, lower))


def _decode(wanted: dict[str, Any], outcome: dict[str, Any]) -> None:
    container = _open()
    stream = container.streams.best("audio")
    if stream is None:
        raise Stop("no audio", container.format.name)
    os_write(_header(container, stream))
    resampler = av.AudioResampler(format="s16", layout="mono" if wanted["channels"] == 1 else "stereo", rate=wanted["rate"])
    width = 2 * wanted["channels"]
    skip = wanted["start_ms"] * wanted["rate"] // 1000
    last = wanted["end_ms"] * wanted["rate"] // 1000 if wanted["end_ms"] is not None else None
    limit = wanted["max_seconds"] * wanted["rate"]
    done = 0
    for frame in _frames(container, stream, outcome):
        for piece in resampler.resample(frame):
            data = bytes(piece.planes[0])[: piece.samples * width]
            begin, done = done, done + piece.samples
            if done > limit:
                raise Stop("too long")
            first = max(skip - begin, 0)
            end = piece.samples if last is None else min(piece.samples, last - begin)
            if first < end:
                os_write(data[first * width : end * width])
                outcome["samples"] += end - first
            if last is not None and done >= last:
                return
    if done == 0:
        raise Stop("no samples")


def _open() -> Any:
    options = {"protocol_whitelist": PROTOCOLS, "format_whitelist": FORMATS}
    source = os.fdopen(0, "rb", closefd=False)
    if not source.read(1):
        raise Stop("empty")
    source.seek(0)
    try:
        return av.open(source, options=options, metadata_errors="replace", buffer_size=1 << 16)
    except av.error.FFmpegError as error:
        text = str(error)
        if "not on whitelist" in text:
            raise Stop("format", _line(text.rpartition("[")[2].partition("]")[0])) from error
        if isinstance(error, MemoryError) or error.errno == 12:
            raise Stop("memory") from error
        raise Stop("no media", _line(text)) from error


def _frames(container: Any, stream: Any, outcome: dict[str, Any]) -> Iterator[Any]:
    """Every frame that can be decoded, then None, which empties the resampler. Broken packets are counted and passed over."""
    packets = container.demux(stream)
    while outcome["broken"] < MAX_BROKEN:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError as error:
            if isinstance(error, MemoryError) or error.errno == 12:
                raise
            outcome["cut"] = _line(str(error))
            break
        if packet is None:
            break
        try:
            frames = packet.decode()
        except (av.error.InvalidDataError, av.error.PatchWelcomeError, av.error.ArgumentError):
            outcome["broken"] += 1
            continue
        for frame in frames:
            frame.pts = None
            yield frame
    yield None


def _header(container: Any, stream: Any) -> bytes:
    codec = stream.codec_context
    duration = container.duration
    tags = {**stream.metadata, **container.metadata}
    chapters = [
        {
            "start_ms": round(1000 * chapter["start"] * chapter["time_base"]),
            "end_ms": round(1000 * chapter["end"] * chapter["time_base"]),
            "title": str(chapter["metadata"].get("title", ""))[:MAX_TAG],
        }
        for chapter in container.chapters()[:MAX_CHAPTERS]
    ]
    facts = {
        "format": container.format.name,
        "codec": codec.name if codec else "",
        "rate": (codec.sample_rate or 0) if codec else 0,
        "channels": codec.channels if codec else 0,
        "duration_ms": max(0, duration // 1000) if duration is not None else None,
        "size": container.size,
        "tags": {str(name)[:100].lower(): str(value)[:MAX_TAG] for name, value in list(tags.items())[:MAX_TAGS]},
        "chapters": chapters,
        "has_video": any(
            other.type == "video" and not other.disposition & av.stream.Disposition.attached_pic for other in container.streams
        ),
    }
    body = json.dumps(facts).encode("utf-8")
    return len(body).to_bytes(4, "big") + body


def os_write(data: bytes) -> None:
    """Writes all of it to standard output."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def _line(text: str) -> str:
    return " ".join(text.split())[:200]


if __name__ == "__main__":
    sys.exit(main())
