"""HTML elements that carry evidence: words, speaker, links into the transcript, and data for verification."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earwitness.model.digest import Verified, VerifiedEntity
from earwitness.model.transcript import Transcript
from earwitness.renderers.passages import Passages
from earwitness.renderers.stamps import StampPlace
from earwitness.renderers.writing import escape_html, moment_of, printed
from earwitness.text.clock import clock
from earwitness.text.words import single_line


class Leads(NamedTuple):
    """Addresses of the pages about what an item mentions, where there are such pages."""

    entity: Callable[[VerifiedEntity], str]
    topic: Callable[[str], str]
    speaker: Callable[[str], str]


@dataclass(frozen=True)
class Elements:
    """Writes elements for one item."""

    transcript: Transcript
    passages: Passages
    playable: bool
    """True when the page has a player that a time can start."""
    leads: Leads | None = None

    def link(self, place: StampPlace, target: str) -> str:
        """A time, or a passage number where there are no times, leading to the words in the transcript below."""
        words = f"¶{self.passages.at(place.start).number}" if place.t0_ms is None else clock(place.t0_ms)
        return f'<a class="t" href="#{escape_html(target)}">{words}</a>'

    def links(self, finding: Verified) -> str:
        """A link to each piece of a finding's evidence: its permanent address."""
        places = enumerate(map(StampPlace.of, finding.evidence))
        return " ".join(self.link(place, moment_of(place.t0_ms, evidence_key(finding.id, at))) for at, place in places)

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


def text(words: str) -> str:
    """`words` on one line, escaped."""
    return escape_html(single_line(words))


def data(kind: str, finding_id: str, places: Sequence[StampPlace]) -> str:
    """The attributes by which a checker finds a claim."""
    return f'data-ew="{kind}" data-id="{finding_id}" data-at="{",".join(place.write_short() for place in places)}"'


def claim(finding: Verified) -> str:
    """`data` for a finding's own evidence."""
    return data(finding.TYPE, finding.id, [StampPlace.of(part) for part in finding.evidence])


def evidence_key(finding_id: str, at: int) -> str:
    """`ID` for the first piece of evidence, `ID-2` for the second."""
    return finding_id if at == 0 else f"{finding_id}-{at + 1}"


def speaker(finding: Verified) -> str:
    """The one whom the transcript names for all of the evidence, else nothing."""
    speakers = {part.speaker for part in finding.evidence}
    who = speakers.pop() if len(speakers) == 1 else None
    return f'<cite class="who">{escape_html(who)}</cite>' if who else ""
