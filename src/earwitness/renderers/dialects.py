"""The differences between plain Markdown, Jekyll and Obsidian: links, anchors and layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from earwitness.renderers.writing import escape_markdown

_NOT_IN_WIKILINKS = re.compile(r"[\[\]|#^\\<>{}%:/*\"?]")


@dataclass(frozen=True)
class Dialect:
    """The choices a page of the Markdown family makes."""

    name: str
    wiki: bool = False
    """Wikilinks, block ids, callouts and lists (a block id cannot mark a table row) instead of anchors, quotes and tables."""
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The names of notes by kind (of an entity, or `topic`) and name, where they are not the names themselves."""

    def passage_target(self, anchor: str) -> str:
        """The link target of a passage on the same page."""
        return f"#^{anchor}" if self.wiki else f"#{anchor}"

    def passage_prefix(self, anchor: str) -> str:
        """What marks a passage as a link target in front."""
        return "" if self.wiki else f'<a id="{anchor}"></a>'

    def block_id(self, block: str) -> str:
        """What makes a line a link target at its end."""
        return f" ^{block}" if self.wiki else ""

    def entity(self, name: str, kind: str) -> str:
        """An entity's name, linked to its note where there are notes."""
        return self.link(name, kind) or f"**{escape_markdown(name)}**"

    def topic(self, name: str) -> str:
        """A topic's name, linked to its note where it has one."""
        known = ("topic", name) in self.notes
        return self.link(name, "topic") if known else f"**{escape_markdown(name)}**"

    def link(self, name: str, kind: str) -> str:
        """The wikilink to the note of a name; empty where there are no notes or the name cannot be one."""
        shown = wiki_name(name)
        note = self.notes.get((kind, name), shown)
        if not self.wiki or not note:
            return ""
        return f"[[{note}]]" if note == shown or not shown else f"[[{note}|{shown}]]"


def wiki_name(name: str) -> str:
    """`name` without the characters that cannot stand in a wikilink or a file name."""
    return " ".join(_NOT_IN_WIKILINKS.sub(" ", name).split()).strip(". ")


MARKDOWN = Dialect("md")
JEKYLL = Dialect("jekyll")
OBSIDIAN = Dialect("obsidian", wiki=True)
