"""1,000 transcripts from files to a searchable archive, speech excluded: items a second, CPU, and whether memory stays flat."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

from evals._durable import follow
from evals._shows import make_folder

ITEMS, WORDS = 1000, 220


def run(_data: Path | None = None, *, items: int = ITEMS, words: int = WORDS) -> dict[str, object]:
    """The figures of one `sync` with its worker processes, one analyst a core."""
    from earwitness.config import load_settings  # noqa: PLC0415 - the engine is loaded by those who run it
    from earwitness.jobs.report import Event  # noqa: PLC0415
    from earwitness.jobs.sync import sync  # noqa: PLC0415
    from earwitness.sandbox import stop  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="earwitness-ingest-") as name:
        home = Path(name) / "home"
        messages = make_folder(Path(name) / "letters", items, words=words)
        follow(home, str(messages))
        settings = load_settings(home).model_copy(update={"processes": os.cpu_count()})
        done: list[tuple[float, int]] = []

        def note(event: Event) -> None:
            if event.kind == "digested":
                done.append((time.monotonic(), _resident()))

        before, started = _cpu(), time.monotonic()
        report = sync(settings, progress=note)
        seconds = time.monotonic() - started
        stop()  # the time of a child is counted once it has ended
        cpu = _cpu() - before
        size = sum(file.stat().st_size for file in home.glob("earwitness.db*"))
    quarter = len(done) // 4
    warm = (done[-1][0] - done[quarter][0]) or 1.0
    return {
        "items": report.digested,
        "words an item": words,
        "items a second": round(report.digested / seconds, 2),
        "items a second once warm (last three quarters)": round((len(done) - quarter) / warm, 2),
        "CPU seconds an item, all processes": round(cpu / max(1, report.digested), 3),
        "share of the cores that was ours": round(cpu / seconds / (os.cpu_count() or 1), 2),
        "load of the machine over the last minute": round(os.getloadavg()[0], 1),
        "memory of the parent after a quarter, MiB": done[quarter][1],
        "memory of the parent at the end, MiB": done[-1][1],
        "archive, kB an item": round(size / 1000 / max(1, report.digested), 1),
    }


def _cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime for used in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
