"""Claims about an item imported from another site: no evidence until a transcript proves them."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from pydantic import Field

from earwitness.model.base import Frozen

ClaimKind = Literal["quote", "insight", "company"]
ClaimState = Literal["unverified", "verified", "refuted"]


class ImportedClaim(Frozen):
    """One quote, insight or company of another hub. It is kept apart from findings: nothing here may be printed as proven.

    `verified` quotes and insights that are exact or folded have become findings of the item's digest: `finding_id` names them.
    """

    kind: ClaimKind
    text: str
    """The hub's own words; wrongly decoded characters are mended, `fields["as found"]` then has them as they were."""
    fields: dict[str, Any] = Field(default_factory=dict)
    """What else the hub says of it: scores, topics, category, context ..."""
    state: ClaimState = "unverified"
    reason: str = ""
    """Why it is refuted, why it could not be judged, or what was put right."""
    nearest: str = ""
    """The source's own words that come nearest."""
    finding_id: str | None = None
    """The finding that proves it."""


class ImportKey(NamedTuple):
    """Which page of which hub: `origin` is `import:<hub>`, `path` the page's place in the hub."""

    origin: str
    path: str


class ImportedPage(Frozen):
    """What a hub's page says of an item, beside its claims: unproven, and kept as it was said."""

    origin: str
    path: str
    content_hash: str
    import_id: str
    """The id the item has when nothing in the archive is recognised in it."""
    said: dict[str, Any] = Field(default_factory=dict)
    """Title, date, source, summary, tags, topics ... as the page has them."""
    transcript: str = ""
    """Fingerprint of the transcript its claims were judged by; empty before."""
    judged_by: str = ""
    """Where that transcript comes from: `the archive`, or how a file was matched."""
    note: str = ""
    """Why no transcript was taken for it, where one was at hand."""
