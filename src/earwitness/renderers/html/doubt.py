"""The audit section: what was proposed, verified and rejected and why, what was not read, and weaknesses of the source."""

from __future__ import annotations

from collections.abc import Sequence

from earwitness.model.digest import Digest, Range
from earwitness.model.evidence import Rejected, RejectionReason
from earwitness.renderers.html.cards import listed
from earwitness.renderers.html.elements import Elements, text
from earwitness.renderers.html.strip import Axis
from earwitness.renderers.labels import counted, gap_reasons, percent, read_share
from earwitness.renderers.stamps import StampPlace

REJECTED_SHOWN = 50
"""Rejections printed in full; all are counted, and all stand in the data."""
GAPS_SHOWN = 12
"""The longest gaps, each with a link."""
LEAST_GAP = 40
"""Characters below which a gap is a cough, not a passage."""

WHY: dict[RejectionReason, str] = {
    "not found": "its words stand nowhere in the source",
    "altered: negation": "the source says the opposite or does not deny it",
    "altered: number": "the source has another number",
    "altered: name": "the source has another name",
    "altered: words": "the source says it in other words",
    "outside the text": "it points outside the source",
    "empty": "it has no words",
    "noise": "its words are noise, nobody's statement",
    "promotion": "its words are advertisement",
    "value not in words": "its value does not follow from its words",
    "unsupported": "its sources do not bear it out",
    "duplicate": "it is there already",
    "outscored": "another proposal for the same place was more confident",
    "too short": "it is too short to mean anything",
}
"""The reasons for refusal as readers understand them."""


def audit(digest: Digest, elements: Elements) -> str:
    """The section's content."""
    sums = digest.audit
    facts = (
        ("proposed", f"{sums.proposed:,}"),
        ("proven", f"{sums.verified:,}"),
        ("refused", f"{len(sums.rejected):,}"),
        ("of the text read", percent(read_share(digest.coverage, digest.transcript.characters))),
        ("of that cited here", percent(digest.coverage.cited_share)),
    )
    figures = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    result = f'<dl class="figures">{figures}</dl>'
    if sums.warnings:
        result += "<h3>Be careful</h3>" + listed(f'<li class="warn">{text(warning)}</li>' for warning in sums.warnings)
    result += "<h3>Refused</h3>" + (_rejected(sums.rejected) or "<p>Nothing: every proposal was proven.</p>")
    return result + "<h3>Never read</h3>" + (_unread(digest, elements) or "<p>Nothing: the whole text was read.</p>")


def _rejected(rejected: Sequence[Rejected]) -> str:
    if not rejected:
        return ""
    counts: dict[RejectionReason, int] = {}
    for one in rejected:
        counts[one.reason] = counts.get(one.reason, 0) + 1
    reasons = listed(
        f'<li>{text(reason)} <b>{count:,}</b> <span class="note">{WHY[reason]}</span></li>'
        for reason, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    rows = "".join(
        f"<tr><td>{text(one.kind)}</td><td>{text(one.reason)}</td><td>{text(one.proposal[:300])}</td><td>{text(one.nearest[:300])}</td></tr>"
        for one in rejected[:REJECTED_SHOWN]
    )
    left = len(rejected) - REJECTED_SHOWN
    more = f'<p class="note">and {left:,} more, in the data of this page</p>' if left > 0 else ""
    table = table_of(("Kind", "Reason", "Proposed words", "Nearest words of the source"), rows)
    return f"{reasons}<details><summary>What was refused, word for word</summary>{table}{more}</details>"


def _unread(digest: Digest, elements: Elements) -> str:
    axis = Axis.of(digest, elements.transcript)
    gaps = digest.coverage.gaps
    longest = sorted((gap for gap in gaps if gap.end - gap.start >= LEAST_GAP), key=lambda gap: (gap.start - gap.end, gap.start))
    shown = sorted(longest[:GAPS_SHOWN], key=lambda gap: gap.start)
    totals = listed(f"<li>{text(row)}</li>" for row in gap_reasons(digest.coverage, digest.transcript.characters))
    places = "".join(_gap(gap, axis, elements) for gap in shown)
    return totals + (f"<p>The longest:</p>{listed([places])}" if places else "")


def _gap(gap: Range, axis: Axis, elements: Elements) -> str:
    link = elements.link(StampPlace(gap.start, gap.end, gap.t0_ms, gap.t1_ms), elements.passages.at(gap.start).anchor)
    interval = axis.stretch(gap)
    length = axis.words(interval.end - interval.start) if interval else counted(gap.end - gap.start, "character")
    words = elements.transcript.text[gap.start : gap.start + 120]
    return f'<li>{link} {text(gap.why or "not read")}, {length} <span class="note">{text(words)}…</span></li>'


def table_of(heads: tuple[str, ...], rows: str, kind: str = "rows") -> str:
    """A table that becomes a list on phones; nothing without rows."""
    if not rows:
        return ""
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return f'<div class="scroll"><table class="{kind}"><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>'
