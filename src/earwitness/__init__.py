"""Earwitness turns podcasts, videos, talks, newsletters and articles into digests with verifiable evidence.

    >>> import earwitness
    >>> result = earwitness.digest("talk.vtt")                      # doctest: +SKIP
    >>> result.digest.quotes[0].evidence[0].t0_ms                   # doctest: +SKIP
    754000
    >>> with earwitness.open_archive("~/podcasts") as archive:      # doctest: +SKIP
    ...     archive.search("heat pumps").hits

Names load when they are first used, so `import earwitness` loads nothing else. The guide is docs/library.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive, open_archive
    from earwitness.archive.single import digest, transcribe
    from earwitness.archive.syncing import SyncReport
    from earwitness.config import Settings, load_settings
    from earwitness.errors import (
        EarwitnessError,
        EvidenceError,
        InputError,
        MissingExtra,
        NotFound,
        SourceError,
        UsageError,
    )
    from earwitness.model.archive import ArchivedItem, Hit, Source
    from earwitness.model.digest import Audit, Coverage, Digest, Verified
    from earwitness.model.documents import ItemDraft
    from earwitness.model.evidence import Evidence, Rejected
    from earwitness.model.media import Item, Person
    from earwitness.model.transcript import Segment, Span, Transcript
    from earwitness.pipeline import Digested
    from earwitness.recheck.claims import Fault
    from earwitness.recheck.verify import CheckedPage, Verification, verify
    from earwitness.search.searching import SearchResult
    from earwitness.website.publishing.publish import PublishResult

_PLACES = {
    "Archive": "earwitness.archive.opening",
    "ArchivedItem": "earwitness.model.archive",
    "Audit": "earwitness.model.digest",
    "CheckedPage": "earwitness.recheck.verify",
    "Coverage": "earwitness.model.digest",
    "Digest": "earwitness.model.digest",
    "Digested": "earwitness.pipeline",
    "EarwitnessError": "earwitness.errors",
    "Evidence": "earwitness.model.evidence",
    "EvidenceError": "earwitness.errors",
    "Fault": "earwitness.recheck.claims",
    "Hit": "earwitness.model.archive",
    "InputError": "earwitness.errors",
    "Item": "earwitness.model.media",
    "ItemDraft": "earwitness.model.documents",
    "MissingExtra": "earwitness.errors",
    "NotFound": "earwitness.errors",
    "Person": "earwitness.model.media",
    "PublishResult": "earwitness.website.publishing.publish",
    "Rejected": "earwitness.model.evidence",
    "SearchResult": "earwitness.search.searching",
    "Segment": "earwitness.model.transcript",
    "Settings": "earwitness.config",
    "Source": "earwitness.model.archive",
    "SourceError": "earwitness.errors",
    "Span": "earwitness.model.transcript",
    "SyncReport": "earwitness.archive.syncing",
    "Transcript": "earwitness.model.transcript",
    "UsageError": "earwitness.errors",
    "Verification": "earwitness.recheck.verify",
    "Verified": "earwitness.model.digest",
    "digest": "earwitness.archive.single",
    "load_settings": "earwitness.config",
    "open_archive": "earwitness.archive.opening",
    "transcribe": "earwitness.archive.single",
    "verify": "earwitness.recheck.verify",
}
__all__ = [
    "Archive", "ArchivedItem", "Audit", "CheckedPage", "Coverage", "Digest", "Digested", "EarwitnessError", "Evidence", "EvidenceError",
    "Fault", "Hit", "InputError", "Item", "ItemDraft", "MissingExtra", "NotFound", "Person", "PublishResult", "Rejected", "SearchResult",
    "Segment", "Settings", "Source", "SourceError", "Span", "SyncReport", "Transcript", "UsageError", "Verification", "Verified", "digest",
    "load_settings", "open_archive", "transcribe", "verify",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'earwitness' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - nothing at all is loaded before it is asked for

    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
