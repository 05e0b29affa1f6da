"""The digest as an Obsidian note: wikilinks to people and things, callouts, and a block id on every line of evidence."""

from __future__ import annotations

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.renderers.dialects import OBSIDIAN, Dialect
from earwitness.renderers.front_matter import front_matter
from earwitness.renderers.markdown_body import page
from earwitness.renderers.writing import safe_url
from earwitness.text.words import single_line

ALIASES = 3
"""Other titles a note can be found by."""


class ObsidianRenderer:
    """Writes `--format obsidian`."""

    name = "obsidian"
    suffix = ".md"

    def render(self, digest: Digest, transcript: Transcript, *, with_transcript: bool = False, media: str | None = None) -> str:
        """The note; with the transcript's paragraphs and content at its end on request."""
        front = front_matter(note_properties(digest, OBSIDIAN))
        return page(digest, transcript, OBSIDIAN, front=front, with_transcript=with_transcript)


def note_properties(digest: Digest, dialect: Dialect) -> dict[str, object]:
    """The properties of an item's note, those that say something."""
    item = digest.item
    title = single_line(item.title)
    short = title.split(": ", 1)[-1]
    people = [link for person in item.people if (link := dialect.link(person.name, "person"))]
    properties: dict[str, object] = {
        "title": title,
        "aliases": [short] if short != title else [],
        "tags": [tag for text in digest.tags if (tag := _tag(text))],
        "kind": item.kind,
        "source": single_line(item.source or ""),
        "url": safe_url(item.url) or "",
        "date": (item.published or "")[:10],
        "people": people,
        "earwitness": item.id,
    }
    return {name: value for name, value in properties.items() if value}


def _tag(text: str) -> str:
    """`text` as an Obsidian tag: letters, digits, `-`, `_`, and at least one that is no digit."""
    tag = "-".join("".join(char if char.isalnum() or char in "-_" else " " for char in text).split())
    return tag if not tag.isdigit() else ""
