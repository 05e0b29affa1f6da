"""Kinds read off the words and names around an unlisted name: planted answers, and what must not be taken so."""

from __future__ import annotations

import re

import pytest

from earwitness.analysis.names.analyzer import EntitiesAnalyzer
from earwitness.analysis.reading import read
from earwitness.model.findings import Entity
from earwitness.model.media import Item
from earwitness.model.transcript import Mark, Segment, Transcript


def entities(text: str, *, source: str | None = None, marks: tuple[Mark, ...] = ()) -> list[Entity]:
    segments = tuple(Segment(start=m.start(), end=m.end(), kind="paragraph") for m in re.finditer(r"\S[^\n]*", text))
    reading = read(Item(id="0" * 16, title="Untitled", source=source), Transcript(text=text, segments=segments, marks=marks))
    return [e for e in EntitiesAnalyzer().propose(reading, ()) if isinstance(e, Entity)]


def found(text: str, *, source: str | None = None) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {e.name: (e.kind, tuple(text[s.start : s.end] for s in e.spans)) for e in entities(text, source=source)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Yesterday a company called Quorvane raised its prices.", "Quorvane", "organization"),
        ("He came from the pension fund Beacon, and he asked about rent.", "Beacon", "organization"),
        ("The spreadsheet is now called Harbour, and it is open source.", "Harbour", "product"),
        ("Then a small team in Norway called Veltrane beat us.", "Veltrane", "organization"),
        ("We spoke with Zorvik, which is a startup in our street.", "Zorvik", "organization"),
        ("I was director of Quelling Storage for nine years.", "Quelling Storage", "organization"),
        ("She keeps Adaeze Thornquist's book The Patient Ledger on her desk.", "The Patient Ledger", "work"),
        ("She keeps Adaeze Thornquist's book The Patient Ledger on her desk.", "Adaeze Thornquist", "person"),
        ("He works at the university hospital in Leiden and likes it.", "Leiden", "place"),
        ("We posted the picture on Facebook last night.", "Facebook", "product"),
        ("They compared Google, Microsoft, and Brelvix for the contract.", "Brelvix", "organization"),
    ],
)
def test_the_words_around_a_name_tell_its_kind(text: str, name: str, kind: str) -> None:
    assert found(text)[name][0] == kind


def test_houses_in_two_towns_are_two_organizations() -> None:
    names = found("They began in two hospitals, Velmarhof Kassel and Velmarhof Fulda, and Velmarhof paid for both.")
    assert {n: kind for n, (kind, _) in names.items() if n.startswith("Velmarhof")} == dict.fromkeys(
        ("Velmarhof Kassel", "Velmarhof Fulda", "Velmarhof"), "organization"
    )


def test_a_speakers_first_name_is_the_speaker_even_where_software_bears_it() -> None:
    text = "**Lucia Ferrante:** I stopped it.\n\n**Priya Raman:** So Lucia was right, and Lucia knew."
    marks = tuple(
        Mark(start=text.index(label), end=text.index(label) + len(label), kind="label")
        for label in ("**Lucia Ferrante:**", "**Priya Raman:**")
    )
    lucia = next(e for e in entities(text, marks=marks) if e.name == "Lucia Ferrante")
    assert lucia.kind == "person"
    assert len(lucia.spans) == 3


def test_first_names_of_three_heads_tell_who_they_are_and_who_was_heard_wrong() -> None:
    names = found("It was all first names. I saw Sam and then Demis, and Mustafa said that Daario was late.")
    assert {"Sam Altman", "Demis Hassabis", "Mustafa Suleyman", "Dario Amodei"} <= names.keys()


def test_first_names_alone_tell_nobody() -> None:
    assert "Sam Altman" not in found("I saw Sam and then Peter, and Maria said that Dora was late.")


def test_the_show_an_item_is_from_is_named_in_it() -> None:
    assert found("Welcome to Third Reading, where we look again.", source="Third Reading")["Third Reading"][0] == "organization"


@pytest.mark.parametrize("text", ["He read a book about Tuesday and rain.", "It was a paper on Monday morning."])
def test_no_title_without_a_title(text: str) -> None:
    assert not [e for e in entities(text) if e.kind == "work"]


def test_a_short_form_is_not_repaired_to_another_company() -> None:
    names = found("They bought it from Corvane Health. The nurses said Corvane never called back.")
    assert "Carvana" not in names
    assert len(names["Corvane Health"][1]) == 2
