"""Lines of a Markdown page that carry evidence: words, speaker, link to the place, and a stamp."""

from __future__ import annotations

from dataclasses import dataclass

from earwitness.model.digest import Verified, VerifiedChapter, VerifiedEntity, VerifiedNumber, VerifiedPrediction, VerifiedQuote
from earwitness.model.evidence import Evidence
from earwitness.model.transcript import Transcript
from earwitness.renderers.dialects import Dialect
from earwitness.renderers.labels import amount, number_notes
from earwitness.renderers.passages import Passages, PrintedPassage
from earwitness.renderers.stamps import StampPlace, stamp
from earwitness.renderers.writing import escape_markdown, printed, time_url
from earwitness.text.clock import clock


@dataclass(frozen=True)
class Lines:
    """Writes lines for one item; knows where its evidence can be looked up."""

    dialect: Dialect
    transcript: Transcript
    passages: Passages
    url: str | None

    def link(self, place: StampPlace) -> str:
        """`[12:34](media at that second)`, or `[¶12](#p12)` where there is no player or no time."""
        passage = self.passages.at(place.start)
        label = clock(place.t0_ms) if place.t0_ms is not None else f"¶{passage.number}"
        return f"[{label}]({self.player(place) or self.dialect.passage_target(passage.anchor)})"

    def player(self, place: StampPlace) -> str | None:
        """The address of the media at that second, if there is one."""
        return time_url(self.url, place.t0_ms)

    def _words(self, finding: Verified) -> str:
        """The source's words behind a finding, escaped."""
        return escape_markdown(printed(*(part.text for part in finding.evidence)))

    def _quoted(self, finding: Verified) -> str:
        """The words between quotation marks when they stand in the source in one piece, else without."""
        words = self._words(finding)
        return f"“{words}”" if in_quotation_marks(finding.evidence) else words

    def where(self, finding: Verified) -> str:
        """Who said it and links to each place."""
        who = attribution(finding)
        return (f"{who}, " if who else "") + " ".join(self.link(StampPlace.of(part)) for part in finding.evidence)

    def prose(self, finding: Verified, *, lead: str = "") -> str:
        """A sentence in the source's words: takeaway, summary, insight, principle, practice."""
        return self._stamped(f"{lead}{self._words(finding)} {self.where(finding)}", finding)

    def quote(self, quote: VerifiedQuote) -> str:
        """A quotation with speaker, place, score and reason on one line."""
        notes = [f"{quote.relevance_score}/10"]
        notes += [escape_markdown(note) for note in (quote.reason, ", ".join(quote.topics)) if note]
        head = "> [!quote]\n> " if self.dialect.wiki else "> "
        line = f"> {self._quoted(quote)}<br>— {self.where(quote)} · {' · '.join(notes)}"
        stamped = stamp(line, quote.TYPE, quote.id, [StampPlace.of(part) for part in quote.evidence])
        block = f"\n\n^q-{quote.id}" if self.dialect.wiki else ""
        return head + stamped.removeprefix("> ") + block

    def number(self, number: VerifiedNumber) -> str:
        """A number as a table row, or as a list line where rows cannot be linked to."""
        value = escape_markdown(amount(number))
        about = [escape_markdown(part) for part in number_notes(number)]
        if self.dialect.wiki:
            return self._stamped(f"- {self._quoted(number)} **{value}** {' · '.join(['', *about]).strip()} {self.where(number)}", number)
        cells = (value, self._quoted(number), " · ".join(about), self.where(number))
        return self._row(cells, number)

    def prediction(self, prediction: VerifiedPrediction) -> str:
        """A prediction as a table row, or as a list line where rows cannot be linked to."""
        due = " → ".join(escape_markdown(part) for part in (prediction.horizon, prediction.due or "") if part)
        terms = [escape_markdown(part) for part in (prediction.condition, prediction.hedge) if part]
        if self.dialect.wiki:
            extra = " · ".join(part for part in (due, *terms) if part)
            return self._stamped(f"- {self._quoted(prediction)} **{extra or 'open'}** {self.where(prediction)}", prediction)
        return self._row((self._quoted(prediction), due, " · ".join(terms), self.where(prediction)), prediction)

    def chapter(self, chapter: VerifiedChapter) -> str:
        """A chapter's title behind the link to its beginning."""
        place = self.stretch(chapter)
        line = f"- {self.link(place)} {escape_markdown(chapter.title)}"
        return stamp(line, chapter.TYPE, chapter.id, [place]) + self.dialect.block_id(f"c-{chapter.id}")

    def stretch(self, chapter: VerifiedChapter) -> StampPlace:
        """All of a chapter, with its times as the transcript gives them."""
        return StampPlace(chapter.start, chapter.end, *self.transcript.time_of(chapter.start, chapter.end)[:2])

    def entity(self, entity: VerifiedEntity) -> str:
        """An entity with its other spellings, category, number of mentions and first places."""
        also = ", ".join(escape_markdown(alias) for alias in entity.aliases if alias != entity.name)
        name = self.dialect.entity(entity.name, entity.kind) + (f" (also {also})" if also else "")
        count = str(max(len(entity.mentions), len(entity.evidence)))
        links = " ".join(self.link(StampPlace.of(part)) for part in entity.evidence)
        if self.dialect.wiki:
            category = f" · {escape_markdown(entity.category)}" if entity.category else ""
            return self._stamped(f"- {name}{category} · {count}× {links}", entity)
        return self._row((name, escape_markdown(entity.category), count, links), entity)

    def listed(self, text: str, finding: Verified) -> str:
        """A list line with wording of ours (topic, reference) and links to its places."""
        links = " ".join(self.link(StampPlace.of(part)) for part in finding.evidence)
        return self._stamped(f"- {text} {links}", finding)

    def passage(self, passage: PrintedPassage) -> str:
        """A paragraph of the source, a link target."""
        place = StampPlace(passage.start, passage.end, *self.transcript.time_of(passage.start, passage.end)[:2])
        player = self.player(place)
        when = "" if place.t0_ms is None else f" · [{clock(place.t0_ms)}]({player})" if player else f" · {clock(place.t0_ms)}"
        who = f" · *{escape_markdown(passage.speaker)}*" if passage.speaker else ""
        words = escape_markdown(printed(self.transcript.text[passage.start : passage.end]))
        line = f"{self.dialect.passage_prefix(passage.anchor)}¶{passage.number}{when}{who}<br>{words}"
        return stamp(line, "passage", passage.anchor, [place]) + self.dialect.block_id(passage.anchor)

    def _row(self, cells: tuple[str, ...], finding: Verified) -> str:
        return self._stamped("| " + " | ".join(cells), finding) + " |"

    def _stamped(self, line: str, finding: Verified) -> str:
        stamped = stamp(line, finding.TYPE, finding.id, [StampPlace.of(part) for part in finding.evidence])
        return stamped + self.dialect.block_id(f"{finding.TYPE[0]}-{finding.id}")


def in_quotation_marks(evidence: tuple[Evidence, ...]) -> bool:
    """True when the words are the source's own in one piece: only these are set in quotation marks."""
    return len(evidence) == 1 and evidence[0].tier in ("exact", "folded")


def attribution(finding: Verified) -> str:
    """`*Name*`: the one whom the transcript names for all of the evidence, else nobody."""
    speakers = {part.speaker for part in finding.evidence}
    who = speakers.pop() if len(speakers) == 1 else None
    return f"*{escape_markdown(who)}*" if who else ""
