"""The grammar of Markdown page lines, for parsing them back: a line may hold only what its kind allows."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from earwitness.model.evidence import RejectionReason
from earwitness.renderers.labels import KIND_HEADINGS
from earwitness.renderers.writing import unescape_markdown

SAFE = r"(?:\\[!-/:-@\[-`{-~]|[^\\`*_\[\]<>&|~$#{}@^])*"
"""Words as `escape_markdown` leaves them: no sign that acts."""
LINK = r"\[(?:¶\d{1,9}|\d{1,4}:\d\d(?::\d\d)?)\]\([^()\s]{1,4000}\)"
_LINKS = rf"{LINK}(?: {LINK})*"
_WHO = r"(?:\*(?P<who>(?:\\.|[^\\*<>])+)\*, )?"
_WHERE = rf"{_WHO}(?P<links>{_LINKS})"
_GAPPED = rf"(?P<words>{SAFE}(?:\[…\]{SAFE})*)"
_NAME = rf"(?:\*\*{SAFE}\*\*|\[\[[^\[\]<>*`]{{1,400}}\]\])"
_ADDRESSED = rf"(?:\[{SAFE}\]\([^\s<>]{{1,4000}}\)|{SAFE})"
_STATEMENT = re.compile(rf"(?:\*\*Takeaway:\*\* |- )?{_GAPPED} {_WHERE}")
_LAYOUTS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    **dict.fromkeys(("takeaway", "summary", "insight", "principle", "practice"), (_STATEMENT, _STATEMENT)),
    "quote": 2 * (re.compile(rf"> {_GAPPED}<br>— {_WHERE} · \d{{1,2}}/10(?: · {SAFE})?"),),
    "number": (
        re.compile(rf"\| (?P<value>{SAFE}) \| {_GAPPED} \| (?P<beside>{SAFE}) \| {_WHERE}"),
        re.compile(rf"- {_GAPPED} \*\*(?P<value>{SAFE})\*\* (?P<beside>{SAFE}) ?{_WHERE}"),
    ),
    "prediction": (
        re.compile(rf"\| {_GAPPED} \| (?P<due>{SAFE}) \| (?P<beside>{SAFE}) \| {_WHERE}"),
        re.compile(rf"- {_GAPPED} \*\*(?P<terms>{SAFE})\*\* {_WHERE}"),
    ),
    "chapter": 2 * (re.compile(rf"- (?P<links>{LINK}) (?P<title>{SAFE})"),),
    "entity": (
        re.compile(rf"\| (?P<name>{_NAME})(?: \(also (?P<also>{SAFE})\))? \| {SAFE} \| \d{{1,9}} \| (?P<links>{_LINKS})"),
        re.compile(rf"- (?P<name>{_NAME})(?: \(also (?P<also>{SAFE})\))?(?: · {SAFE})? · \d{{1,9}}× (?P<links>{_LINKS})"),
    ),
    "topic": 2 * (re.compile(rf"- (?P<name>{_NAME}) · {SAFE} (?P<links>{_LINKS})"),),
    "reference": 2 * (re.compile(rf"- {_ADDRESSED} \([a-z]{{1,12}}\) (?P<links>{_LINKS})"),),
    "passage": 2
    * (
        re.compile(
            r"(?:<a id=\"p\d{1,9}\"></a>)?¶\d{1,9}"
            r"(?: · (?:\[(?P<clock>[\d:]{1,12})\]\((?P<target>[^()\s]{1,4000})\)|(?P<plain>[\d:]{1,12})))?"
            rf"(?: · \*(?P<who>(?:\\.|[^\\*<>])+)\*)?<br>{_GAPPED}"
        ),
    ),
}
"""By kind: in a table or list of plain Markdown, in an Obsidian note."""

_TITLES = (
    "Summary|Insights|Principles|In practice|Chapters|Quotes|Numbers|Predictions|Names|Topics|References|Audit|Transcript|Passages cited"
)
_PLAIN = re.compile(
    rf"## (?:{_TITLES})|### {SAFE}|\*{SAFE}\.\*|\|(?:---\|)+"
    r"|\| Value \| In the source’s words \| About \| Where \||\| In the source’s words \| By when \| Terms \| Where \|"
    r"|\| Name \| Category \| Mentions \| First places \|"
)
_HEAD = re.compile(rf"# {SAFE}|\*\*(?:Best for|Tags):\*\* {SAFE}|{SAFE}(?: · \[original\]\([^\s<>]{{1,4000}}\))?")
_AUDIT = re.compile(
    rf"- (?:Proposed: [\d,]+\. Proven: [\d,]+\. Rejected: [\d,]+\.|Rejected by reason: {SAFE}|Not read: {SAFE}|Warning: {SAFE}"
    rf"|and [\d,]+ more, all in the JSON"
    rf"|[a-z]{{1,12}}, (?:{'|'.join(get_args(RejectionReason))})(?:: \*{SAFE}\*)?(?: · nearest words: \*{SAFE}\*)?)"
)
_PROVEN = re.compile(r"(?:- Proposed: [\d,]+\. Proven: |\*.*, )([\d,]+)(?:\. Rejected: [\d,]+\.| of [\d,]+ findings proven\.\*)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_OPENED = re.compile(r"(?<!\\)<(!--|[A-Za-z][A-Za-z0-9-]*)|(?<!\\)</([A-Za-z][A-Za-z0-9-]*)|(-->)|(?<!\\)(%%)")
_ACTIVE = re.compile(r"(?<!\\)<(?:style|script|link|base|meta|template|object|embed|iframe)\b", re.IGNORECASE)
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})
_PLACED = re.compile(LINK)


class ShownText(NamedTuple):
    """What a line shows, by the parts of its layout; empty what it does not have."""

    parts: dict[str, str]

    def words(self, part: str) -> str:
        """The words of a part, mark-up undone."""
        return unescape_markdown(self.parts.get(part) or "").strip()


def laid_out(rest: str, kind: str, *, wiki: bool) -> ShownText | None:
    """The parts of a line with evidence; None when anything stands on it that its kind does not have."""
    layouts = _LAYOUTS.get(kind)
    match = layouts[wiki].fullmatch(rest) if layouts else None
    return ShownText({name: value or "" for name, value in match.groupdict().items()}) if match else None


def foreign_lines(lines: list[str], *, sealed: bool) -> list[tuple[int, str]]:
    """The lines without evidence, by number, that a page of ours does not have, or that hide or restyle evidence below them.

    Nobody writes into a sealed page; into an Obsidian note its owner may.
    """
    found: list[tuple[int, str]] = []
    first = _behind_front_matter(lines)
    section = ""
    hidden = _Hidden()
    for at, line in enumerate(lines[first:], first + 1):
        if "<!-- ew:" in line:
            if hidden.any and not line.startswith("<!-- ew:"):
                found.append((at, f"its evidence stands inside {hidden.what}"))
                hidden = _Hidden()
            continue
        section = line if line.startswith("## ") else section
        if sealed and not _is_ours(line, section):
            found.append((at, "a line that is no part of such a page"))
        elif not sealed:
            hidden = hidden.behind(line)
            if _ACTIVE.search(line):
                found.append((at, "an element that changes what the page shows"))
            if _PLACED.search(line):
                found.append((at, "a place without evidence"))
    return found


def _is_ours(line: str, section: str) -> bool:
    if not line or _PLAIN.fullmatch(line):
        return not line.startswith("### ") or (section in ("## Summary", "## Names", "## Audit") and _heading_fits(line[4:], section))
    return bool((_HEAD if not section else _AUDIT).fullmatch(line)) and section in ("", "## Audit")


def _heading_fits(heading: str, section: str) -> bool:
    """Headings under the summary are compared with the chapters elsewhere."""
    if section == "## Names":
        return heading in KIND_HEADINGS.values()
    return section == "## Summary" or heading == "Not proven, so not printed above"


def proven_on(line: str) -> int | None:
    """How many findings a line of the page's own account says are proven."""
    match = _PROVEN.fullmatch(line)
    return int(match[1].replace(",", "")) if match else None


def _behind_front_matter(lines: list[str]) -> int:
    if not lines or lines[0] != "---":
        return 0
    return next((at + 1 for at, line in enumerate(lines[1:], 1) if line == "---"), 0)


class _Hidden(NamedTuple):
    """What has been opened and not closed yet: code, a comment, an element."""

    fence: str = ""
    comment: str = ""
    elements: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """True when what follows is inside something."""
        return bool(self.fence or self.comment or self.elements)

    @property
    def what(self) -> str:
        """Its name for a message."""
        return "code" if self.fence else "a comment" if self.comment else f"an element {self.elements[-1]}"

    def behind(self, line: str) -> _Hidden:
        """What is open behind the line."""
        fence = _FENCE.match(line)
        if self.fence:
            return _Hidden() if fence and fence[1] == self.fence else self
        if fence and not self.comment:
            return self._replace(fence=fence[1])
        comment, elements = self.comment, list(self.elements)
        for opened, closed, comment_end, percent in _OPENED.findall(line):
            if comment:
                comment = "" if (comment_end and comment == "-->") or (percent and comment == "%%") else comment
            elif opened == "!--" or percent:
                comment = "-->" if opened else "%%"
            elif opened and opened.lower() not in _VOID:
                elements.append(opened.lower())
            elif closed and closed.lower() in elements:
                del elements[elements.index(closed.lower())]
        return _Hidden("", comment, tuple(elements))
