"""Re-checks pages and digests on disk: each page with the transcript inside it, beside it, or given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from earwitness import plugins
from earwitness.errors import EvidenceError, InputError, NotFound, UsageError
from earwitness.extensions import ComparingPageReader
from earwitness.model.digest import Digest
from earwitness.model.pages import Page
from earwitness.model.transcript import Transcript
from earwitness.recheck.claims import Fault, recheck
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, read_transcript_json

PAGE_SUFFIXES = frozenset({".json", ".md", ".html", ".htm"})
"""What a folder is searched for; a file named by itself may have any name."""
DIGEST_SUFFIX = ".json"
"""The digest of a page that carries none lies beside it as `NAME.json`."""
_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^":?#<>]*/assets/[^"/?#<>]+\.(?:css|js))"')
TRANSCRIPTS_KEPT = 64
"""Transcripts held at once while pages are re-checked."""


class CheckedPage(NamedTuple):
    """What re-checking one page found."""

    page: Path
    claims: int
    faults: tuple[Fault, ...]


class Verification(NamedTuple):
    """The outcome of `verify`: the pages checked, and the files passed over because they are no page of ours."""

    checked: tuple[CheckedPage, ...]
    skipped: tuple[Path, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault of every page."""
        return tuple(fault for page in self.checked for fault in page.faults)


def verify(*paths: Path, transcript: Path | None = None) -> Verification:
    """Every claim of every page under `paths` compared with the transcript inside it, beside it, or given.

    Raises `NotFound` for a path that is not there and `UsageError` when there is no page at all.
    """
    given = _read_transcript(transcript) if transcript else None
    checked: list[CheckedPage] = []
    skipped: list[Path] = []
    beside = _Transcripts()
    for path in paths:
        if not path.exists():
            raise NotFound(str(path), "no such file or folder", "check the path")
        for file in sorted(_files(path)):
            page = _read_page(file, given, beside)
            if page is None:
                if not path.is_dir():
                    raise InputError(str(file), "is no page or digest made by earwitness", "give what `earwitness digest` wrote")
                skipped.append(file)
                continue
            checked.append(CheckedPage(file, len(page.claims), _faults(page, given, beside, file)))
        if path.is_dir():
            checked.extend(_orphans(path, [page.page for page in checked]))
    if not checked:
        raise UsageError(" ".join(map(str, paths)) or "verify", "nothing to verify", "give a page, a digest or a folder of them")
    return Verification(tuple(checked), tuple(skipped))


def _faults(page: Page, given: Transcript | None, beside: _Transcripts, file: Path) -> tuple[Fault, ...]:
    try:
        return recheck(page, given or beside.of(file, page))
    except EvidenceError as error:
        return (Fault(page=str(file), where=error.subject, kind="transcript", message=error.problem),)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in path.rglob("*"):
        if file.suffix in PAGE_SUFFIXES and not file.name.endswith(TRANSCRIPT_SUFFIX) and file.is_file():
            yield file


def _read_page(file: Path, given: Transcript | None, beside: _Transcripts) -> Page | None:
    """The page a file holds, compared with what lies beside it where it carries nothing itself, or None when it is not one of ours."""
    try:
        text = file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise InputError(str(file), f"cannot be read: {error.strerror}") from error
    reader = next((reader for reader in plugins.page_readers() if reader.recognises(text)), None)
    page = reader.read(text, str(file)) if reader else None
    if page is None or not page.digest_checksum or not isinstance(reader, ComparingPageReader):
        return page
    digest = _digest_beside(file)
    if digest is None:
        return page
    try:
        transcript = given or beside.of(file, page)
    except EvidenceError:
        transcript = None  # said where the page is re-checked
    compared = reader.read_beside(text, str(file), digest, transcript)
    return compared._replace(faults=(*compared.faults, *_asset_faults(file, text)))


def _asset_faults(file: Path, text: str) -> Iterator[str]:
    """Style sheets and scripts beside a page that are not ours: they can hide evidence and show other words."""
    from earwitness.website.asset_files import asset, unstamped  # noqa: PLC0415 - only pages of the hub have any

    for address in sorted(set(_ASSET.findall(text))):
        path = file.parent / address
        try:
            ours = asset(unstamped(path.name))
        except NotFound:
            yield f"{address} is no style sheet or script of this version"
            continue
        if path.is_file() and path.read_bytes() != ours:
            yield f"{address} was changed: it may show other than the page holds"


def _digest_beside(file: Path) -> Digest | None:
    """The digest that lies beside a page under the page's name; None as well for a damaged one, which is a page with faults of its own."""
    path = file.with_name(file.name.partition(".")[0] + DIGEST_SUFFIX)
    if path == file or not path.is_file():
        return None
    try:
        return Digest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError):
        return None


def _read_transcript(path: Path) -> Transcript:
    try:
        return read_transcript_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound(str(path), "no such file", "check the path") from error
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise EvidenceError(str(path), f"is damaged: byte {error.start:,} is no text", "write it again with earwitness digest") from error
    except EvidenceError as error:
        raise EvidenceError(str(path), error.problem, error.hint) from error


class _Transcripts:
    """The transcripts that lie beside pages: by name, else by the checksum of their text. Each is read once."""

    def __init__(self) -> None:
        self._read: dict[Path, Transcript] = {}

    def of(self, file: Path, page: Page) -> Transcript | None:
        """The transcript of a page from the page's own folder. Raises `EvidenceError` when it is damaged."""
        for stem in _stems(file):
            named = file.with_name(stem + TRANSCRIPT_SUFFIX)
            if named.is_file():
                return self._at(named)
        others = (self._at(other) for other in sorted(file.parent.glob(f"*{TRANSCRIPT_SUFFIX}")))
        return next((result for result in others if result.sha256 == page.transcript_sha256), None)

    def _at(self, path: Path) -> Transcript:
        if path not in self._read:
            if len(self._read) >= TRANSCRIPTS_KEPT:  # an archive of thousands must not fill the memory; pages come in the order of names
                self._read.clear()
            self._read[path] = _read_transcript(path)
        return self._read[path]


def _stems(page: Path) -> tuple[str, str]:
    """The names a page's transcript may have: a title may hold points itself."""
    return page.name.removesuffix(page.suffix), page.name.partition(".")[0]


def _orphans(folder: Path, pages: list[Path]) -> Iterator[CheckedPage]:
    """Transcripts whose page is gone: a page that was taken away must not pass for one that was never there."""
    stems = {(page.parent, stem) for page in pages for stem in _stems(page)}
    for file in sorted(folder.rglob(f"*{TRANSCRIPT_SUFFIX}")):
        if (file.parent, file.name.removesuffix(TRANSCRIPT_SUFFIX)) not in stems:
            yield CheckedPage(
                file, 0, (Fault(page=str(file), where="folder", kind="missing page", message="a transcript without its page"),)
            )
