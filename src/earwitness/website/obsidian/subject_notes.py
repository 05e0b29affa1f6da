"""The notes of a vault about people, organizations, products, works, places and topics.

They repeat no words of a source: what is said of a thing is embedded from the item's own note, where it can be verified.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from earwitness.renderers.writing import escape_markdown
from earwitness.text.clock import clock
from earwitness.text.words import single_line
from earwitness.website.obsidian.mentioned import TOPIC, NoteSubject, statements_about
from earwitness.website.publishing.catalogue import PublishedItem

SAID_SHOWN = 30
"""What is said of a thing, embedded; the items it is mentioned in are all listed."""
_WIKIDATA = "https://www.wikidata.org/wiki/"


def subject_properties(subject: NoteSubject) -> dict[str, object]:
    """The properties of a note about a subject."""
    properties: dict[str, object] = {
        "title": single_line(subject.name),
        "aliases": [] if subject.kind == TOPIC else [single_line(alias) for alias in subject.aliases],
        "kind": subject.kind,
        "category": single_line(subject.category),
        "earwitness": subject.id,
        **{single_line(name): single_line(value) for name, value in sorted(subject.ids.items()) if name not in ("tags", "aliases")},
    }
    return {name: value for name, value in properties.items() if value}


def subject_region(connection: sa.Connection, subject: NoteSubject, items: Mapping[str, PublishedItem], names: Mapping[str, str]) -> str:
    """The generated part of a note about a subject."""
    return "\n\n".join([*_head(subject), *_said(connection, subject, items, names), *_places(subject, items, names)]) + "\n"


def _head(subject: NoteSubject) -> Iterator[str]:
    yield f"# {escape_markdown(subject.name)}"
    times = sum(place.times for place in subject.places)
    often = f"{times:,}× in " if times else "in "
    facts = [subject.kind.capitalize(), escape_markdown(subject.category), often + _items(len(subject.places))]
    wikidata = subject.ids.get("wikidata", "")
    if wikidata[:1] == "Q" and wikidata[1:].isdigit():
        facts.append(f"[Wikidata]({_WIKIDATA}{wikidata})")
    yield " · ".join(fact for fact in facts if fact)
    if subject.aliases:
        label = "Keywords" if subject.kind == TOPIC else "Also heard or written as"
        yield f"{label}: {', '.join(escape_markdown(alias) for alias in subject.aliases)}"


def _said(connection: sa.Connection, subject: NoteSubject, items: Mapping[str, PublishedItem], names: Mapping[str, str]) -> Iterator[str]:
    found = statements_about(connection, subject.id, items, SAID_SHOWN) if subject.kind != TOPIC else ()
    if found:
        yield "## Said of it"
        yield from (f"![[{names[f'item/{item}']}#^{type_[0]}-{finding}]]" for item, type_, finding in found)


def _places(subject: NoteSubject, items: Mapping[str, PublishedItem], names: Mapping[str, str]) -> Iterator[str]:
    yield "## Where"
    rows = []
    for place in subject.places:
        note = names[f"item/{place.item_id}"]
        label = clock(place.t0_ms) if place.t0_ms is not None else "there"
        newsletter = "t" if subject.kind == TOPIC else "e"
        source = items[place.item_id].item.source
        shown = f" · {escape_markdown(source)}" if source else ""
        times = f" · {place.times:,}×" if place.times else ""
        rows.append(f"- [[{note}]]{shown}{times} · [[{note}#^{newsletter}-{place.finding}|{label}]]")
    yield "\n".join(rows)


def _items(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"
