"""Imported claims of an item, as `show --imported` prints them: with verdicts, apart from everything proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from earwitness.archive.items import StoredPage
from earwitness.cli.listing import as_json, counted
from earwitness.model.archive import ArchivedItem
from earwitness.model.claims import ImportedClaim
from earwitness.text.invisible import one_line as clean

_SIGNS = {"verified": "✓", "refuted": "✗", "unverified": "?"}
_TITLES = {"quote": "Quotes", "insight": "Insights", "company": "Companies"}
_SAID = ("title", "date", "source", "duration", "original_url", "tags", "summary")


def imported_json(archived: ArchivedItem, pages: Sequence[StoredPage]) -> str:
    """The item, and page by page what is said of it; nothing in here is evidence but what names a finding."""
    shown = [{**retained.page.model_dump(), "claims": [claim.model_dump() for claim in retained.claims]} for retained in pages]
    item: dict[str, Any] = archived.item.model_dump(mode="json")
    return as_json({"item": {**item, "state": archived.state, "copy_of": archived.copy_of}, "imported": shown})


def imported_text(archived: ArchivedItem, pages: Sequence[StoredPage]) -> str:
    """The same for reading."""
    lines = [clean(archived.item.title), f"{archived.state}: {clean(archived.reason)}" if archived.reason else archived.state]
    for retained in pages:
        lines += ["", f"What {clean(retained.page.origin)} says ({clean(retained.page.path)}): no evidence but where ✓ stands"]
        lines += [f"  {name}: {_value(retained.page.said[name])}" for name in _SAID if name in retained.page.said]
        lines += _verdict(retained)
        for kind, title in _TITLES.items():
            claims = [claim for claim in retained.claims if claim.kind == kind]
            lines += [f"  {title}: {summed(claims)}", *(line for claim in claims for line in claim_lines(claim))] if claims else []
    return "\n".join(lines) + "\n"


def imported_note(pages: Sequence[StoredPage]) -> str:
    """One line that there is more, for who looks at the digest."""
    claims = [claim for retained in pages for claim in retained.claims]
    hubs = ", ".join(dict.fromkeys(clean(retained.page.origin.partition(":")[2]) for retained in pages))
    return f"{hubs} says {counted(len(claims), 'thing')} of it ({summed(claims)}); --imported shows them"


def summed(claims: Sequence[ImportedClaim]) -> str:
    """How many are verified, refuted and unverified."""
    states = Counter[str](claim.state for claim in claims)
    return ", ".join(f"{states[state]:,} {state}" for state in _SIGNS if states[state]) or "none"


def _verdict(kept: StoredPage) -> list[str]:
    if kept.page.judged_by:
        return [f"  judged by: a transcript ({clean(kept.page.judged_by)})"]
    return [f"  not judged: {clean(kept.page.note)}" if kept.page.note else "  not judged: no transcript yet"]


def claim_lines(claim: ImportedClaim) -> Iterator[str]:
    """The claim with its verdict, and for a refuted one the nearest words of the source."""
    why = f" — {clean(claim.reason)}" if claim.reason else ""
    proof = f" [{claim.finding_id}]" if claim.finding_id else ""
    yield f"    {_SIGNS[claim.state]} {clean(claim.text)}{proof}{why}"
    if claim.nearest and claim.state == "refuted":
        yield f"        the source says: {clean(claim.nearest)}"


def _value(value: object) -> str:
    return clean(", ".join(map(str, value)) if isinstance(value, list) else str(value))[:400]
