"""HTML elements that carry evidence: the words, who said them, links into the transcript, and the data a checker reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earwitness.model.digest import Verified
from earwitness.model.transcript import Transcript
from earwitness.publish.passages import Passages
from earwitness.publish.stamps import Place
from earwitness.publish.writing import escape_html, printed
from earwitness.text.clock import clock


@dataclass(frozen=True)
class Elements:
    """Writes elements for one item."""

    transcript: Transcript
    passages: Passages
    playable: bool
    """True when the page has a player that a time can start."""

    def link(self, place: Place, target: str) -> str:
        """A time, or a passage number where there are no times, leading to the words in the transcript below."""
        if place.t0_ms is None:
            return f'<a class="t" href="#{target}">¶{self.passages.at(place.start).number}</a>'
        seconds = f' data-s="{place.t0_ms / 1000:g}"' if self.playable else ""
        return f'<a class="t" href="#{target}"{seconds}>{clock(place.t0_ms)}</a>'

    def links(self, finding: Verified) -> str:
        """A link to each piece of a finding's evidence."""
        return " ".join(self.link(Place.of(part), target_of(finding.id, at)) for at, part in enumerate(finding.evidence))

    def words(self, finding: Verified) -> str:
        """The source's words behind a finding."""
        return f'<span class="w">{escape_html(printed(*(part.text for part in finding.evidence)))}</span>'

    def quoted(self, finding: Verified) -> str:
        """The words in quotation marks when they stand in the source in one piece, else without."""
        whole = len(finding.evidence) == 1 and finding.evidence[0].tier in ("exact", "folded")
        return f"“{self.words(finding)}”" if whole else self.words(finding)

    def where(self, finding: Verified) -> str:
        """Who said it and where."""
        who = speaker(finding)
        return f'<span class="where">{who + " " if who else ""}{self.links(finding)}</span>'


def data(kind: str, finding_id: str, places: Sequence[Place]) -> str:
    """The attributes by which a checker finds a claim."""
    return f'data-ew="{kind}" data-id="{finding_id}" data-at="{",".join(place.write() for place in places)}"'


def claim(finding: Verified) -> str:
    """`data` for a finding's own evidence."""
    return data(finding.TYPE, finding.id, [Place.of(part) for part in finding.evidence])


def target_of(finding_id: str, at: int) -> str:
    """The anchor of a finding's n-th piece of evidence in the transcript."""
    return f"e-{evidence_key(finding_id, at)}"


def evidence_key(finding_id: str, at: int) -> str:
    """`ID` for the first piece of evidence, `ID-2` for the second."""
    return finding_id if at == 0 else f"{finding_id}-{at + 1}"


def speaker(finding: Verified) -> str:
    """The speaker's name; one that only the text itself names is marked as attributed."""
    structural = {part.speaker for part in finding.evidence}
    named = getattr(finding, "speaker", None)
    who = named or (next(iter(structural)) if len(structural) == 1 else None)
    if not who:
        return ""
    if structural == {who}:
        return f'<cite class="who">{escape_html(who)}</cite>'
    return f'<cite class="who" data-attributed="">{escape_html(who)}</cite> <span class="note">(as attributed)</span>'
