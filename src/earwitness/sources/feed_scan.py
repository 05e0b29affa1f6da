"""One tolerant pass over the mark-up of a feed: nesting depth, entry boundaries, and every podcast and iTunes tag.

feedparser keeps one of several tags of a name and lower-cases their attributes; this pass keeps all of them as they stand, in any
prefix, in any of the namespace's addresses, in feeds that are no well-formed XML, without building a tree, expanding an entity or
opening a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from earwitness.errors import InputError, TooDeep, TooLarge
from earwitness.sources.feed_text import MAX_DEPTH, attributes_of
from earwitness.text.invisible import strip_invisible

MAX_TAGS = 400_000
"""About 10,000 episodes of 40 tags; feedparser needs 20 microseconds a tag."""
MAX_ENTRIES = 20_000
MAX_VALUE = 20_000
"""Longest text or attribute of a tag kept, in characters."""
MAX_ATTRIBUTES = 2_000
MAX_PREFIXES = 500
"""Namespace prefixes a feed may declare; real feeds have up to about 20, and feedparser may go over all of them for every element."""
_LONG_AUTHOR = 600
"""An author's element longer than this is cut out: feedparser looks for a mail address in it in quadratic time (400 kB: minutes)."""
_AUTHORS = frozenset({"author", "creator", "managingeditor", "webmaster", "publisher", "owner", "contributor"})
MARK = "earwitness-place"
"""The element put into every entry handed to feedparser, so that what it found and what we found can be matched for certain."""

_TOKEN = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!)|(/?)([A-Za-z_][^\s<>/=\"']{0,99}))")
TAG_REST = re.compile(r"(?:[^<>\"']++|\"[^\"<]{0,20000}\"|'[^'<]{0,20000}')*+>")
"""The rest of a tag, quotation marks respected; a `<` inside them ends the attempt, so that the whole stays linear."""
_ENTITY = re.compile(r"<!ENTITY\s{1,20}([A-Za-z_][\w.-]{0,60})\s{1,20}(?:\"([^\"%<]{0,64})\"|'([^'%<]{0,64})')\s{0,20}>")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.-]{0,60});")
_PREFIX = re.compile(r"\sxmlns(?::([^\s=<>\"'/]{1,100}))?\s{0,20}=")
_UNCLOSED = frozenset({"br", "hr", "img"})
_PODCAST = re.compile(r"^https?://(?:www\.)?podcastindex\.org/namespace|podcastindex-org/podcast-namespace", re.IGNORECASE)
_ITUNES = re.compile(r"^https?://(?:www\.)?(?:itunes\.(?:apple\.)?com|example\.com)/dtds/podcast", re.IGNORECASE)
_OURS = frozenset({"duration", "image", "explicit", "episode", "season", "episodetype", "keywords", "block", "order"})
_PLAIN = frozenset({"guid", "id", "link"})


@dataclass(slots=True)
class Tag:
    """One podcast, iTunes, guid or link tag: names and values as they stand, `within` the podcast tag around it."""

    family: str
    """`podcast`, `itunes` or `plain` (guid, id and link of an entry)."""
    name: str
    attributes: Mapping[str, str]
    within: str = ""
    parent: str = ""
    """The local name of the element around it, in lower case."""
    pieces: list[str] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        """True for a tag that feedparser need not see, since we read it ourselves."""
        return self.family == "podcast" or (self.family == "itunes" and self.name.lower() in _OURS)

    @property
    def text(self) -> str:
        """The tag's own text, without that of the tags inside it."""
        cleaned, _ = strip_invisible("".join(self.pieces)[:MAX_VALUE])
        return cleaned.strip()

    def get(self, name: str) -> str:
        """An attribute's value, its name compared without case; empty when it is not there."""
        return next((value for key, value in self.attributes.items() if key.casefold() == name.casefold()), "").strip()


@dataclass
class FeedScan:
    """What the pass found: the tags of the feed itself and of each entry, and the mark-up to hand on."""

    root: str = ""
    """The local name of the first element, in lower case; empty when there is none."""
    feed: list[Tag] = field(default_factory=list)
    entries: list[list[Tag]] = field(default_factory=list)
    markup: str = ""
    """The feed from its first element on, the tags read here cut out and every entry numbered."""


def scan(text: str, name: str) -> FeedScan:
    """The tags of a feed. One pass, linear in its length. Raises `TooDeep`, `TooLarge` and `InputError` when there is no mark-up at all."""
    begin = _first_element(text)
    if begin < 0:
        raise InputError(name, "is no feed: it holds no mark-up", "give the address of an RSS, Atom or JSON feed")
    text = _expanded(text[:begin], text[begin:])
    pass_over = _Pass(text, name)
    pass_over.run()
    return pass_over.result()


def _first_element(text: str) -> int:
    """Where the first element begins: behind the declaration, comments and the document type, which is thrown away."""
    at = 0
    ends: set[str] = set()
    while match := _TOKEN.search(text, at):
        if match[6] and not match[5]:
            return match.start()
        at = match.end()
        end = "-->" if match[1] else "]]>" if match[2] else "?>" if match[3] else ""
        if end and end not in ends:
            found = text.find(end, at)
            if found < 0:
                ends.add(end)
            else:
                at = found + len(end)
    return -1


def _expanded(head: str, body: str) -> str:
    """The body with the plain entities its document type declares put in: text of at most 64 characters, together no more than 1 MiB."""
    if "<!ENTITY" not in head:
        return body
    declared = {found[1]: found[2] or found[3] or "" for found in _ENTITY.finditer(head[:262_144])}
    usable = {key: value for key, value in declared.items() if not _REFERENCE.search(value)}
    budget = 2**20

    def put(found: re.Match[str]) -> str:
        nonlocal budget
        value = usable.get(found[1])
        if value is None or budget <= 0:
            return found[0]
        budget -= len(value)
        return value

    return _REFERENCE.sub(put, body) if usable else body


class _Pass:
    """The state of one pass."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.spaces: dict[str, str] = {}
        self.prefixes: set[str] = set()
        self.stack: list[tuple[str, Tag | None, int, int]] = []
        self.open: dict[str, int] = {}
        self.items: list[int] = []
        self.live = 0
        self.found = FeedScan()
        self.edits: list[tuple[int, int, str]] = []
        self.ends: set[str] = set()

    def result(self) -> FeedScan:
        """What was found, with the mark-up rewritten."""
        out: list[str] = []
        at = 0
        for start, end, replacement in sorted(self.edits, key=lambda edit: (edit[0], -edit[1])):
            if start < at:
                continue
            out += (self.text[at:start], replacement)
            at = end
        self.found.markup = "".join((*out, self.text[at:]))
        return self.found

    def run(self) -> None:
        """Goes over the text once."""
        text, at, tags = self.text, 0, 0
        while match := _TOKEN.search(text, at):
            self._say(text, at, match.start())
            at = match.end()
            if match[6] is None:
                at = self._beside(match, at)
                continue
            tags += 1
            if tags > MAX_TAGS:
                raise TooLarge(
                    self.name, f"is a feed of more than {MAX_TAGS:,} tags", "no honest feed is; ask its publisher for a shorter one"
                )
            rest = TAG_REST.match(text, at)
            end = rest.end() if rest else self._broken_end(at)
            if end - at > 10_000 and text.count("=", at, end) > MAX_ATTRIBUTES:
                raise TooLarge(
                    self.name, f"is a feed with a tag of more than {MAX_ATTRIBUTES:,} attributes", "no honest feed is; it was not read"
                )
            self._declare(at, end)
            if match[5]:
                self._end(match[6], match.start(), end)
            else:
                self._start(match[6], match.start(), at, end)
            at = end
        self._say(text, at, len(text))

    def _say(self, text: str, start: int, end: int) -> None:
        """Text between tags: kept for the tag it stands in."""
        if start < end and self.stack and (tag := self.stack[-1][1]) is not None and len(tag.pieces) < 200:
            tag.pieces.append(unescape(text[start : min(end, start + MAX_VALUE)]))

    def _beside(self, match: re.Match[str], at: int) -> int:
        """The place behind a comment, a CDATA section, an instruction or a declaration."""
        end = "-->" if match[1] else "]]>" if match[2] else "?>" if match[3] else ">"
        stop = -1 if end in self.ends else self.text.find(end, at)
        if stop < 0:
            self.ends.add(end)
            return len(self.text) if match[2] else at
        if match[2] and self.stack and (tag := self.stack[-1][1]) is not None and len(tag.pieces) < 200:
            tag.pieces.append(self.text[at : min(stop, at + MAX_VALUE)])
        return stop + len(end)

    def _broken_end(self, at: int) -> int:
        """Where a tag ends whose quotation marks do not match: at its first `>`, or before the next `<`."""
        closing, opening = self.text.find(">", at, at + 4000), self.text.find("<", at, at + 4000)
        if closing >= 0 and (opening < 0 or closing < opening):
            return closing + 1
        return opening if opening >= 0 else min(len(self.text), at + 4000)

    def _start(self, name: str, start: int, inside: int, end: int) -> None:
        closes_itself = self.text[max(inside, end - 2) : end] == "/>"
        attributes = self._attributes(inside, end)
        prefix, _, local = name.rpartition(":")
        lowered = local.lower()
        if not self.found.root:
            self.found.root = lowered
        tag = self._tag(prefix, local, attributes)
        if tag is not None:
            self._keep(tag)
        is_entry = lowered in ("item", "entry") and not self.live and self._family(prefix) == ""
        if is_entry:
            self._entry(end, closes_itself=closes_itself)
        if closes_itself or lowered in _UNCLOSED:
            if tag is not None and tag.is_ours:
                self.edits.append((start, end, ""))
            if is_entry:
                self.items.pop()
            return
        self.live += tag is not None and tag.family == "podcast" and lowered == "liveitem"
        self.stack.append((name, tag, start, len(self.items) if is_entry else 0))
        self.open[name] = self.open.get(name, 0) + 1
        if len(self.stack) > MAX_DEPTH:
            raise TooDeep(self.name, f"is a feed nested more than {MAX_DEPTH} deep", "no honest feed is; it was not read")

    def _entry(self, end: int, *, closes_itself: bool) -> None:
        number = len(self.found.entries)
        if number >= MAX_ENTRIES:
            raise TooLarge(self.name, f"is a feed of more than {MAX_ENTRIES:,} entries", "ask its publisher for a shorter one")
        self.found.entries.append([])
        self.items.append(number)
        if not closes_itself:
            self.edits.append((end, end, f"<{MARK}>{number}</{MARK}>"))

    def _end(self, name: str, start: int, end: int) -> None:
        """Closes everything opened after the start tag, in the mark-up handed on too; an end tag without a start tag closes nothing."""
        if not self.open.get(name):
            return
        while self.stack:
            last, tag, begin, item = self.stack.pop()
            self.open[last] -= 1
            if item and len(self.items) >= item:
                del self.items[item - 1 :]
            if tag is not None and tag.is_ours:
                self.live -= tag.family == "podcast" and tag.name.lower() == "liveitem"
                if last == name:
                    self.edits.append((begin, end, ""))
            if last == name:
                if start - begin > _LONG_AUTHOR and name.rpartition(":")[2].lower() in _AUTHORS:
                    self.edits.append((begin, end, ""))
                return
            self.edits.append((start, start, f"</{last}>"))

    def _declare(self, inside: int, end: int) -> None:
        """Counts the prefixes declared so far; the same one again, as on every entry's own mark-up, is no new one."""
        if self.text.find("xmlns", inside, end) < 0:
            return
        self.prefixes.update(found[1] or "" for found in _PREFIX.finditer(self.text, max(0, inside - 1), end))
        if len(self.prefixes) > MAX_PREFIXES:
            raise TooLarge(self.name, f"is a feed of more than {MAX_PREFIXES} namespaces", "no honest feed is; it was not read")

    def _attributes(self, inside: int, end: int) -> dict[str, str]:
        found = attributes_of(self.text[inside:end])
        for name, value in found.items():
            if name == "xmlns" or name.startswith("xmlns:"):
                self.spaces[name[6:]] = value.strip()
        return found

    def _family(self, prefix: str) -> str:
        """`podcast`, `itunes`, a foreign prefix with its colon, or nothing for the feed format's own elements."""
        space = self.spaces.get(prefix, "")
        if _PODCAST.search(space) or (not space and prefix.lower() == "podcast"):
            return "podcast"
        if _ITUNES.search(space) or (not space and prefix.lower() == "itunes"):
            return "itunes"
        return "" if prefix.lower() in ("", "rss", "atom", "a", "rdf") or _OWN.search(space) else f"{prefix}:"

    def _tag(self, prefix: str, local: str, attributes: dict[str, str]) -> Tag | None:
        family = self._family(prefix)
        parent = self.stack[-1][0].rpartition(":")[2].lower() if self.stack else ""
        if family in ("podcast", "itunes"):
            within = next((tag.name for _, tag, _, _ in reversed(self.stack[-8:]) if tag is not None and tag.family == "podcast"), "")
            return Tag(family, local, attributes, within, parent)
        if family == "" and local.lower() in _PLAIN and parent in ("item", "entry") and not self.live:
            return Tag("plain", local, attributes, "", parent)
        return None

    def _keep(self, tag: Tag) -> None:
        """Puts a tag to the entry it stands in; what stands in a live item belongs to the feed, and of it only podcast tags."""
        if self.items and not self.live:
            self.found.entries[self.items[-1]].append(tag)
        elif tag.family == "podcast" or not self.live:
            self.found.feed.append(tag)


_OWN = re.compile(
    r"w3\.org/2005/atom|purl\.org/(?:rss/1\.0/$|atom/ns|pie|echo)|netscape\.com/rdf|backend\.userland|harvard\.edu/tech/rss|example\.com/(?:newformat|necho)",
    re.IGNORECASE,
)
