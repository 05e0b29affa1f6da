"""Publishing 2,000 items of real talk: pages a second, one new item, and whether two runs leave the same bytes."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import tempfile
import time
from pathlib import Path

from earwitness.archive.opening import archive_url, open_archive
from earwitness.search.open import open_index
from earwitness.website.publishing.archive_formats import publication
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.formats import FormatName, Options
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.publish import PublishResult, publish
from evals._archive import archive_of, digested_piece, pieces, put_item

COUNT = int(os.environ.get("EARWITNESS_EVAL_ITEMS", "2000"))


def run(data: Path) -> dict[str, object]:
    """Figures of the site, and of the other formats beside it."""
    result = archive_of(data, COUNT)
    figures: dict[str, object] = {"items": COUNT, "processes": os.cpu_count() or 1}
    with tempfile.TemporaryDirectory(prefix="earwitness-publish-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(result, home)
        out = Path(folder) / "site"
        outcome, seconds = _timed(home, out, "site")
        pages = sum(1 for _ in out.rglob("*.html"))
        figures |= {
            "site: pages": pages,
            "site: files": outcome.files,
            "site: MB": round(sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6),
            "site: search index, MB": round(sum(path.stat().st_size for path in (out / "search").rglob("*.js")) / 1e6, 1),
            "site: largest index script, kB": round(max(path.stat().st_size for path in (out / "search").glob("b*.js")) / 1e3),
            "site: seconds": round(seconds, 1),
            "site: pages/s (bar 50)": round(pages / seconds, 1),
            "site: notes": len(outcome.notes),
        }
        again, seconds = _timed(home, out, "site")
        figures |= {"site, nothing new: seconds": round(seconds, 2), "site, nothing new: files written": again.written}
        other = Path(folder) / "other"
        _timed(home, other, "site", processes=1)
        figures["site: same bytes from one process"] = _fingerprint(out) == _fingerprint(other)
        shutil.rmtree(other)
        _add_one(data, home)
        one, seconds = _timed(home, out, "site")
        figures |= {"site, one new item: seconds (bar 5)": round(seconds, 2), "site, one new item: files written": one.written}
        for format_ in ("json", "jekyll", "obsidian"):
            outcome, seconds = _timed(home, Path(folder) / format_, format_)
            figures |= {f"{format_}: files": outcome.files, f"{format_}: files/s": round(outcome.files / seconds, 1)}
    return figures


def _timed(home: Path, out: Path, format_: FormatName, *, processes: int | None = None) -> tuple[PublishResult, float]:
    """A whole run, reading the archive included."""
    with open_archive(home) as archive:
        begun = time.perf_counter()
        makers = Makers(archive.database, archive_url(archive.settings), processes=processes or os.cpu_count() or 1)
        options = Options(format=format_, base_url="https://hub.example/")
        outcome = publish(Folder(out), format_, publication(archive.database, options), makers)
        return outcome, time.perf_counter() - begun


def _add_one(data: Path, home: Path) -> None:
    """One more item, as the next sync would bring it."""
    piece = next(itertools.islice(pieces(data), COUNT, None))
    digest, transcript = digested_piece(COUNT, piece)
    with open_archive(home) as archive:
        put_item(archive.database, open_index(archive.database), COUNT, digest, transcript)


def _fingerprint(folder: Path) -> str:
    """A hash over every file's name and bytes."""
    held = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            held.update(f"{path.relative_to(folder)}\0".encode())
            held.update(hashlib.sha256(path.read_bytes()).digest())
    return held.hexdigest()
