"""Speech: our pipeline against the bare engine with the same model on the same files in the same run.

Word error rate by jiwer after Whisper's English normaliser (whisper-normalizer), over all words of all files together. Wall time and
processor time, both with the model loaded before. `EARWITNESS_SPEECH_HOURS=3` adds the memory of one recording that long, in a process of
its own.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earwitness.config import Settings
from earwitness.errors import NoText
from earwitness.network import model_files
from earwitness.speech import recordings
from earwitness.speech.audio.decoding import Decoding, Recording
from earwitness.speech.audio.samples import offset

PAUSE_MS = 800
LONG_SECONDS = 630


def run(data: Path) -> dict[str, object]:
    folder = data / "audio_asr"
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    english = [row for row in rows if row["lang"] == "en"]
    paths = [folder / "audio" / row["file"] for row in english]
    tools, bare = recordings.speech_tools(Settings(home=Path(tempfile.gettempdir()))), _bare()
    figures: dict[str, object] = {"clips": len(english), "clip seconds": round(sum(row["duration"] for row in english))}
    reported = [_ours(path, tools) for path in paths]
    figures |= _errors("clips, ours", [row["text"] for row in english], [text for text, _ in reported])
    figures["clips, ours: lowest mean confidence"] = round(min(confidence for _, confidence in reported), 3)
    figures |= _errors("clips, bare", [row["text"] for row in english], [bare(path) for path in paths])
    foreign = [row for row in rows if row["lang"] != "en"]
    figures["clips in other languages refused"] = (
        f"{sum(not _ours(folder / 'audio' / r['file'], tools)[0] for r in foreign)} of {len(foreign)}"
    )
    with tempfile.TemporaryDirectory() as result:
        long = Path(result) / "long.wav"
        reference, seconds = _long(english, paths, long, LONG_SECONDS)
        figures["long recording, seconds"] = round(seconds)
        for name, hear in (("ours", lambda: _ours(long, tools)[0]), ("bare", lambda: bare(long))):
            wall, cpu = time.perf_counter(), _cpu()
            text = hear()
            wall, cpu = time.perf_counter() - wall, _cpu() - cpu
            figures |= _errors(f"long, {name}", [reference], [text])
            figures |= {f"long, {name}: wall s": round(wall, 1), f"long, {name}: processor s": round(cpu, 1)}
            figures[f"long, {name}: times real time"] = round(seconds / wall, 1)
        if hours := float(os.environ.get("EARWITNESS_SPEECH_HOURS", "0")):
            longest = Path(result) / "longest.wav"
            _, seconds = _long(english, paths, longest, hours * 3600)
            figures[f"peak memory of {seconds / 3600:.2f} hours, MB"] = _peak(longest)
    return figures


def _ours(path: Path, tools: recordings.SpeechTools) -> tuple[str, float]:
    """The words we print, and their mean confidence; nothing where we refuse."""
    try:
        transcribed = recordings.transcribe(Recording(path.name, path), tools)
    except NoText:
        return "", 1.0
    words = [word for word in transcribed.words if not word.doubt]
    return " ".join(word.text for word in words), sum(word.confidence for word in words) / len(words)


def _bare() -> Any:
    """faster-whisper as its own documentation calls it, with word times, on both cores."""
    from faster_whisper import WhisperModel  # noqa: PLC0415 - the speech extra

    folder = model_files.place(Path(tempfile.gettempdir()), model_files.model(model_files.DEFAULT)).folder
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=os.cpu_count() or 1)

    def hear(path: Path) -> str:
        segments, _ = model.transcribe(str(path), language="en", beam_size=5, word_timestamps=True)
        return " ".join(segment.text for segment in segments)

    return hear


def _errors(name: str, reference: Sequence[str], heard: Sequence[str]) -> dict[str, object]:
    import jiwer  # noqa: PLC0415 - for developers
    from whisper_normalizer.english import EnglishTextNormalizer  # noqa: PLC0415

    plain = EnglishTextNormalizer()
    found = jiwer.process_words([plain(text) for text in reference], [plain(text) for text in heard])
    words = found.hits + found.substitutions + found.deletions
    return {
        f"{name}: WER %": round(100 * found.wer, 2),
        f"{name}: n": f"{words} words, {found.substitutions} wrong, {found.deletions} lost, {found.insertions} added",
    }


def _long(rows: Sequence[dict[str, Any]], paths: Sequence[Path], out: Path, seconds: float) -> tuple[str, float]:
    """The clips one after another with pauses, again and again, as a WAV file; what is said in it, and its length."""
    import wave  # noqa: PLC0415

    sounds = []
    for path in paths:
        with Decoding(Recording(path.name, path)) as decoding:
            sounds.append(b"".join(decoding.blocks()) + bytes(offset(PAUSE_MS)))
    words: list[str] = []
    length = at = 0
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        while length < seconds * offset(1000):
            file.writeframes(sounds[at % len(sounds)])
            words.append(rows[at % len(rows)]["text"])
            length += len(sounds[at % len(sounds)])
            at += 1
    return " ".join(words), length / offset(1000)


def _peak(path: Path) -> int:
    """Peak memory of `earwitness transcribe` in megabytes: its own, and that of its largest decoder as if both came at once.

    Both are VmHWM of the kernel, asked twice a second. `ru_maxrss` of a child will not do: between fork and exec it is the parent's.
    """
    command = [sys.executable, "-m", "earwitness", "transcribe", str(path), "--json"]
    own, children = 0, dict[str, int]()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            own = max(own, _high_water(str(process.pid)))
            for task in Path(f"/proc/{process.pid}/task").glob("*/children"):
                for child in _read(task).split():
                    if "decoder_child" in _read(Path(f"/proc/{child}/cmdline")):
                        children[child] = max(children.get(child, 0), _high_water(child))
            time.sleep(0.5)
        if process.returncode:
            raise RuntimeError(process.stderr.read().decode() if process.stderr else "earwitness transcribe failed")
    return (own + max(children.values(), default=0)) // 1024


def _high_water(pid: str) -> int:
    """Kilobytes."""
    found = re.search(r"VmHWM:\s+(\d+)", _read(Path(f"/proc/{pid}/status")))
    return int(found[1]) if found else 0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # it has just ended


def _cpu() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
