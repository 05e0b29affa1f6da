"""The digest on a terminal: most important parts first, at the width available, in colour where supported."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from earwitness.model.digest import Digest, Verified
from earwitness.model.transcript import Transcript
from earwitness.renderers.labels import amount, by_kind, byline, coverage_line
from earwitness.renderers.passages import passages_of
from earwitness.renderers.writing import printed
from earwitness.text.clock import clock
from earwitness.text.words import single_line

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = {"insights": 6, "principles": 4, "practices": 4, "quotes": 6, "numbers": 10, "predictions": 6, "names": 10, "references": 6}
"""How many of each a screen shows; the rest is counted and stands in every other format."""

WIDEST = 110
"""Columns: longer lines are hard to read."""


class TerminalRenderer:
    """Writes what `earwitness digest` shows on a terminal."""

    name = "terminal"
    suffix = ".txt"

    def __init__(self, *, width: int | None = None, color: bool = True) -> None:
        self.width = width
        self.color = color

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """The digest with terminal colours; with `color=False` as plain text."""
        from rich.console import Console  # noqa: PLC0415  (100 ms that no other format needs)

        out = io.StringIO()
        console = Console(
            file=out,
            width=self.width,
            force_terminal=self.color,
            color_system="standard" if self.color else None,
            highlight=False,
            emoji=False,
        )
        console.width = min(WIDEST, console.width)
        screen = _Screen(console, digest, transcript)
        screen.show(with_transcript=with_transcript)
        return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


class _Screen:
    """Prints one digest on one console."""

    def __init__(self, console: Console, digest: Digest, transcript: Transcript) -> None:
        self.console = console
        self.digest = digest
        self.transcript = transcript
        self.passages = passages_of(transcript)

    def show(self, *, with_transcript: bool) -> None:
        """Everything, in reading order."""
        from rich.text import Text  # noqa: PLC0415

        digest = self.digest
        self.console.print()
        self.console.print(Text(clean(digest.item.title), style="bold"))
        self.console.print(Text(" · ".join(clean(part) for part in byline(digest)), style="dim"))
        if digest.takeaway:
            self.console.print()
            self._hanging("▌ ", _words(digest.takeaway), style="bold", where=digest.takeaway)
        self._summary()
        for heading, findings, name in (
            ("Insights", digest.insights, "insights"),
            ("Principles", digest.principles, "principles"),
            ("In practice", digest.practices, "practices"),
        ):
            self._section(heading, [("• ", _words(finding), finding) for finding in findings], SHOWN[name])
        self._chapters()
        self._quotes()
        self._numbers()
        self._section("Predictions", [("→ ", _words(found), found) for found in digest.predictions], SHOWN["predictions"])
        self._names()
        self._ends()
        if with_transcript:
            self._transcript()

    def _where(self, finding: Verified) -> str:
        """`Ada Brook 12:34`."""
        first = finding.evidence[0]
        who = getattr(finding, "speaker", None) or first.speaker
        place = clock(first.t0_ms) if first.t0_ms is not None else f"¶{self.passages.at(first.start).number}" if self.passages.all else ""
        return " ".join(part for part in (clean(who) if who else "", place) if part)

    def _hanging(self, mark: str, text: str, *, style: str = "", where: Verified | None = None, note: str = "") -> None:
        """`text` wrapped behind `mark`, with the place and a note in a quieter tone."""
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        line = Text(clean(text), style=style)
        if where is not None:
            line.append(f"  {self._where(where)}", style="not bold cyan")
        if note:
            line.append(f"  {clean(note)}", style="not bold dim")
        row = Table.grid(padding=0)
        row.add_column(width=len(mark) + 2, no_wrap=True)
        row.add_column(ratio=1)
        row.add_row(Text("  " + mark, style="cyan"), line)
        self.console.print(row)

    def _head(self, text: str) -> None:
        from rich.text import Text  # noqa: PLC0415

        self.console.print()
        self.console.print(Text(text.upper(), style="bold cyan"))

    def _section(self, heading: str, rows: Sequence[tuple[str, str, Verified]], most: int) -> None:
        if not rows:
            return
        self._head(heading)
        for mark, text, finding in rows[:most]:
            self._hanging(mark, text, where=finding)
        self._more(len(rows) - most)

    def _more(self, left: int) -> None:
        if left > 0:
            self.console.print(f"    and {left:,} more", style="dim")

    def _summary(self) -> None:
        from rich.text import Text  # noqa: PLC0415

        if not self.digest.summary:
            return
        self._head("Summary")
        heading = ""
        for sentence in self.digest.summary:
            if sentence.heading and sentence.heading != heading:
                heading = sentence.heading
                self.console.print(Text(f"  {clean(heading)}", style="bold"))
            self._hanging("", _words(sentence), where=sentence)

    def _chapters(self) -> None:
        from rich.text import Text  # noqa: PLC0415

        if not self.digest.chapters:
            return
        self._head("Chapters")
        for chapter in self.digest.chapters:
            t0 = self.transcript.time_of(chapter.start, chapter.end).t0_ms
            place = clock(t0) if t0 is not None else f"¶{self.passages.at(chapter.start).number}" if self.passages.all else ""
            line = Text(f"  {place:>7}  ", style="cyan")
            line.append(clean(chapter.title), style="default")
            self.console.print(line)

    def _quotes(self) -> None:
        if not self.digest.quotes:
            return
        self._head("Quotes")
        best = sorted(self.digest.quotes, key=lambda quote: (-quote.relevance_score, quote.evidence[0].start))
        for quote in best[: SHOWN["quotes"]]:
            whole = len(quote.evidence) == 1
            words = f"“{_words(quote)}”" if whole else _words(quote)
            self._hanging(f"{quote.relevance_score:>2} ", words, where=quote, note=quote.reason)
        self._more(len(best) - SHOWN["quotes"])

    def _numbers(self) -> None:
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        numbers = sorted(self.digest.numbers, key=lambda number: (-number.confidence, number.evidence[0].start))[: SHOWN["numbers"]]
        if not numbers:
            return
        self._head("Numbers")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", max_width=26)
        table.add_column(ratio=1)
        table.add_column(justify="right", no_wrap=True, max_width=28)
        for number in sorted(numbers, key=lambda number: number.evidence[0].start):
            table.add_row(Text(f"  {clean(amount(number))}", style="bold"), Text(_words(number)), Text(self._where(number), style="cyan"))
        self.console.print(table)
        self._more(len(self.digest.numbers) - len(numbers))

    def _names(self) -> None:
        from rich.padding import Padding  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        if not self.digest.entities:
            return
        self._head("Names")
        for heading, entities in by_kind(self.digest.entities):
            line = Text(f"{heading}: ", style="bold")
            shown = entities[: SHOWN["names"]]
            for at, entity in enumerate(shown):
                line.append(", " if at else "", style="not bold")
                line.append(clean(entity.name), style="not bold")
                line.append(f" {max(1, len(entity.mentions))}", style="not bold dim")
            if len(entities) > len(shown):
                line.append(f" and {len(entities) - len(shown)} more", style="not bold dim")
            self.console.print(Padding(line, (0, 0, 0, 2)))

    def _ends(self) -> None:
        digest = self.digest
        if digest.topics:
            self._plain("Topics", [topic.topic for topic in digest.topics])
        if digest.references:
            shown = [f"{one.title} {one.url}" if one.url and one.url != one.title else one.title for one in digest.references]
            self._head("References")
            for reference in shown[: SHOWN["references"]]:
                self._hanging("• ", reference)
            self._more(len(shown) - SHOWN["references"])
        if digest.best_for:
            self._plain("Best for", [role.role for role in digest.best_for])
        self._head("How sure")
        self._hanging("", f"{coverage_line(digest)}.")
        if digest.audit.rejected_by_reason:
            self._hanging("", "Rejected: " + ", ".join(f"{why} {n:,}" for why, n in sorted(digest.audit.rejected_by_reason.items())) + ".")
        for warning in digest.audit.warnings:
            self._hanging("! ", warning, style="yellow")
        self.console.print()

    def _plain(self, heading: str, parts: Sequence[str]) -> None:
        self._head(heading)
        self._hanging("", ", ".join(parts))

    def _transcript(self) -> None:
        self._head("Transcript")
        for passage in self.passages.all:
            mark = clock(passage.t0_ms) if passage.t0_ms is not None else f"¶{passage.number}"
            who = f"{passage.speaker}: " if passage.speaker else ""
            self._hanging(f"{mark:>7} ", who + self.transcript.text[passage.start : passage.end])


def _words(finding: Verified) -> str:
    return clean(printed(*(part.text for part in finding.evidence)))


def clean(text: str) -> str:
    """`text` on one line without control characters: a source must not be able to drive the terminal."""
    return single_line("".join(_printable(text)))


def _printable(text: str) -> Iterator[str]:
    for char in text:
        if char.isspace():
            yield " "
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn") or char in "\u200d\ufe0f":
            yield char
