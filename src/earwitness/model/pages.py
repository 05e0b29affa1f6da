"""What a published page claims, in the form in which it can be re-checked."""

from __future__ import annotations

from typing import NamedTuple

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript

AROUND_NAME = 60
"""Characters of the source on either side of a name that a page shows where nothing is said of the name."""


class Claim(NamedTuple):
    """One piece of evidence as a page prints it. `printed` must equal `expected(text[start:end])` in the page's own writing."""

    finding: str
    """Id of the finding it proves."""
    kind: str
    printed: str
    """The words as the page shows them, mark-up undone; empty where the page shows only the place (a chapter's or name's time)."""
    start: int
    end: int
    t0_ms: int | None = None
    t1_ms: int | None = None
    speaker: str | None = None
    """Who the page says it is by; empty where it shows nobody and would show a speaker; None where it cannot show one."""
    clock: str | None = None
    """The time as the page shows it (`12:34`), None where it shows none."""
    where: str = ""
    """Line, key or element of the page, for the fault message."""


class ContextClaim(NamedTuple):
    """The source's words that a page shows beside a finding's evidence: what a number is about, a condition, another spelling."""

    where: str
    name: str
    """`subject`, `terms`, `alias`, `context` ... for the fault message."""
    words: str
    spans: tuple[tuple[int, int], ...] = ()
    """The evidence near which they must stand; empty where any place of the source will do."""


class Page(NamedTuple):
    """A page read back."""

    name: str
    claims: tuple[Claim, ...]
    faults: tuple[str, ...] = ()
    """What is wrong with the page by itself: a claim its own manifest lists and the page lacks, unreadable parts."""
    digest: Digest | None = None
    """The digest inside the page, where it carries one."""
    transcript: Transcript | None = None
    """The transcript inside the page, where it carries one."""
    transcript_sha256: str = ""
    """The transcript the page says it was made from."""
    fingerprint: str = ""
    digest_checksum: str = ""
    """The digest that must lie beside the page, where it carries none: what `checksum_of` gives for it."""
    item: str = ""
    """Id of the item, on which the ids of claims depend, where the page carries no digest."""
    beside: tuple[ContextClaim, ...] = ()
    single_line: bool = True
    """True when the page prints `text.words.single_line(transcript.text[start:end])`, False when the characters as they are."""
