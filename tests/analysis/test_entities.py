"""Names planted in texts of our own: found at their place, under the right name and kind; and what must not be found."""

from __future__ import annotations

import os
import pathlib
import re
from itertools import pairwise

import pytest
from evals import gold_speech
from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.analysis.names.analyzer import EntitiesAnalyzer
from earwitness.analysis.names.gazetteer import gazetteer, key_of
from earwitness.analysis.names.repair import alike, closest, skeleton
from earwitness.analysis.reading import read
from earwitness.model.findings import Entity
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Mark, Segment, Transcript

DATA = pathlib.Path(os.environ.get("EARWITNESS_DATA") or pathlib.Path(__file__).parents[3] / "shared" / "data")


def entities(text: str, *, people: tuple[str, ...] = (), source: str | None = None, marks: tuple[Mark, ...] = ()) -> list[Entity]:
    segments = tuple(Segment(start=m.start(), end=m.end(), kind="paragraph") for m in re.finditer(r"\S[^\n]*", text))
    item = Item(id="0" * 16, title="Untitled", source=source, people=tuple(Person(name=name) for name in people))
    reading = read(item, Transcript(text=text, segments=segments, marks=marks))
    return [e for e in EntitiesAnalyzer().propose(reading, ()) if isinstance(e, Entity)]


def found(text: str, **options) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {e.name: (e.kind, tuple(text[s.start : s.end] for s in e.spans)) for e in entities(text, **options)}


@pytest.mark.parametrize(
    ("text", "name", "kind", "words"),
    [
        ("Last week we moved our billing to OpenAI and never looked back.", "OpenAI", "organization", "OpenAI"),
        ("The engineers at Apple were quick to answer us.", "Apple", "organization", "Apple"),
        ("We wrote the parser in Python over a weekend.", "Python", "product", "Python"),
        ("Then Google's lawyers called us.", "Google", "organization", "Google"),
        ("The rack holds eight GB300s and a switch.", "GB300", "product", "GB300s"),
        ("They compared it with GPT 5.2 on their own questions.", "GPT-5.2", "product", "GPT 5.2"),
        ("It ran on Claude Opus 4.5 all night.", "Claude Opus 4.5", "product", "Claude Opus 4.5"),
        ("She had read the book Zero to One twice.", "Zero to One", "work", "Zero to One"),
        ("He grew up near Nairobi and studied there.", "Nairobi", "place", "Nairobi"),
        ("A talk by Marguerite Okonkwo opened the day.", "Marguerite Okonkwo", "person", "Marguerite Okonkwo"),
        ("They were funded by Kestrel Ventures in the spring.", "Kestrel Ventures", "organization", "Kestrel Ventures"),
        ("We now use a tool called Quoribase for that.", "Quoribase", "product", "Quoribase"),
        (
            "It was first shown at the Institute for Riverine Studies in May.",
            "Institute for Riverine Studies",
            "organization",
            "Institute for Riverine Studies",
        ),
    ],
)
def test_a_planted_name_is_found_at_its_place(text: str, name: str, kind: str, words: str) -> None:
    assert found(text).get(name) == (kind, (words,))


@pytest.mark.parametrize(
    "text",
    [
        "But I think so. And I agree. So We should go on.",
        "On Monday the CEO said that AI and every GPU would be cheaper by March.",
        "American and Chinese buyers like LLMs with an API and a PDF export.",
        "The apple trees were planted in rows. An amazon of paper lay there, and the meta question stayed.",
        "We need to excel and to notion our way out; the cursor blinked.",
        "Moore's Law and Jevons Paradox came up in Q3.",
        "OK. Right. Yeah. Exactly. Well, However, Maybe.",
        "See https://openai.com/research and mail jobs@anthropic.com for it.",
        "our sales force grew and we linked in the notes",
    ],
)
def test_what_names_nothing_in_particular_is_left_alone(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    ("text", "name", "heard"),
    [
        ("I asked chat GPT about it and chat GPT agreed.", "ChatGPT", "chat GPT"),
        ("He put money on Poly Market the same night.", "Polymarket", "Poly Market"),
        ("We met Ben Girtzil at a workshop on minds.", "Ben Goertzel", "Ben Girtzil"),
        ("Two papers at Nurups were about this.", "NeurIPS", "Nurups"),
        ("Claude and Gemini are fine, but I write with cloud code now.", "Claude Code", "cloud code"),
    ],
)
def test_a_name_heard_wrong_is_repaired_and_the_hearing_kept(text: str, name: str, heard: str) -> None:
    entity = next(e for e in entities(text) if e.name == name)
    assert heard in entity.aliases
    assert all(text[s.start : s.end] == heard for s in entity.spans)


@pytest.mark.parametrize(
    ("text", "name", "heard"),
    [
        ("He left for Palunteer and took his team along.", "Palantir", "Palunteer"),
        ("They asked Brad Gersner about the round.", "Brad Gerstner", "Brad Gersner"),
        ("The Hugging Fase people and OpenAI both replied.", "Hugging Face", "Hugging Fase"),
        ("Gemini and Claude did well, and codeex was quick.", "Codex", "codeex"),
        ("The old open cog project came before OpenAI and Anthropic.", "OpenCog", "open cog"),
    ],
)
def test_a_hearing_in_no_list_is_repaired_by_its_sound(text: str, name: str, heard: str) -> None:
    assert heard in next(e for e in entities(text) if e.name == name).aliases


def test_cost_grows_with_the_text_alone() -> None:
    text = "Ingrid Valtersen met Emod at OpenAI. Then Valtersen spoke of GPT 5.2 and Kestrel Ventures, and so on.\n" * 40
    assert [len(e.spans) * 3 for e in entities(text)] == [len(e.spans) for e in entities(text * 3)]


def test_no_repair_without_a_second_witness() -> None:
    assert "Emad Mostaque" not in found("So, Emod, any thoughts on this?")
    assert "Emad Mostaque" in found("So then, Emod, any thoughts on this?", people=("Emad Mostaque",))
    assert "Claude Code" not in found("The cloud code we wrote for the bank is old.")


def test_short_forms_go_under_the_full_name() -> None:
    text = "Ingrid Valtersen runs the lab. When Valtersen speaks, people listen, and Ingrid knows it."
    assert found(text) == {"Ingrid Valtersen": ("person", ("Ingrid Valtersen", "Valtersen", "Ingrid"))}


def test_a_first_name_alone_needs_the_company_in_the_text() -> None:
    assert found("NVIDIA sold out, and Jensen was cheerful.")["Jensen Huang"] == ("person", ("Jensen",))
    assert "Jensen Huang" not in found("My cousin Jensen was cheerful.")


def test_the_shows_cast_tells_first_names() -> None:
    assert "Salim Ismail" in found("I asked Salim about it.", source="Moonshots")


def test_a_version_said_alone_belongs_to_the_one_product_of_that_version() -> None:
    text = "We tried GPT 5.1 first. You can give 5.1 a longer brief. It cost 5.1 million dollars."
    assert found(text)["GPT-5.1"] == ("product", ("GPT 5.1", "5.1"))


def test_a_label_is_a_mention() -> None:
    text = "Oyelaran Quist: I would not say so."
    marks = (Mark(start=0, end=15, kind="label", value="Oyelaran Quist"),)
    assert found(text, marks=marks) == {"Oyelaran Quist": ("person", ("Oyelaran Quist",))}


def test_promotion_and_noise_name_nobody() -> None:
    text = "This show is brought to you by Shopify. We then spoke of Microsoft."
    marks = (Mark(start=0, end=39, kind="promotion"),)
    assert list(found(text, marks=marks)) == ["Microsoft"]


def test_ids_of_a_listed_company() -> None:
    entity = entities("Everybody in the room had worked at NVIDIA before.")[0]
    assert entity.ids["ticker"] == "NVDA"
    assert entity.ids["cik"] == "1045810"


def test_context_is_the_sources_own_words() -> None:
    text = "Long ago it was quiet. The people at Anthropic wrote about it in a long letter to everyone."
    entity = entities(text)[0]
    assert entity.context
    assert entity.context in text


def test_two_known_names_that_fit_equally_repair_nothing() -> None:
    assert closest("Mar", ("Mara", "Mari"), 0.8) is None
    assert closest("Girtzil", ("Goertzel", "Affleck"), 0.8) == "Goertzel"


def test_sound() -> None:
    assert skeleton("Emad") == skeleton("Ahmad") == skeleton("Emod")
    assert alike("Smith", "Goertzel") < 0.5
    assert alike("Sullean", "Suleyman") > alike("Sullean", "Sanderson")


def test_the_tables_agree_with_themselves() -> None:
    table = gazetteer()
    assert all(key == key_of(key) for key in table.keys)
    assert all(table.find(key) for keys in table.sounds.values() for key in keys)
    assert all(
        table.find(key_of(name))
        for names in table.casts.values()
        for name in names
        if " " in name and name in {"Peter Diamandis", "Chris Benson"}
    )
    assert {"the", "people", "think"} <= set(table.words)
    assert "will" not in table.given


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "OpenAI",
                "But",
                "I",
                "Sam",
                "Altman",
                "said",
                "the",
                "GPT",
                "5.2",
                ".",
                ",",
                "\n",
                "«",
                "Poly",
                "Market",
                "x",
                "R1",
                "O'Reilly’s",
            ]
        ),
        max_size=30,
    )
)
def test_spans_are_in_order_apart_and_inside_and_runs_agree(pieces: list[str]) -> None:
    text = " ".join(pieces)
    first, again = entities(text), entities(text)
    assert first == again
    spans = sorted(s for e in first for s in e.spans)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert [e.spans[0] for e in first] == sorted(e.spans[0] for e in first)


@pytest.mark.data
def test_hundreds_of_labelled_mentions() -> None:
    if not (DATA / "gold_speech").is_dir():
        pytest.skip("needs the shared data folder")
    figures = gold_speech.run(DATA)["earwitness"]
    assert figures["mentions"]["f1"] > 0.95
    assert figures["wrong_repair"] < 0.02
    assert figures["false_entities"] < 0.06


def test_a_name_with_the_consonants_of_a_known_one_is_left_alone() -> None:
    assert "Tomasz Lem" in found("Tomasz Lem, a reader in Gdansk, keeps a diary of the weather. We wrote to Tomasz Lem in May.")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("I asked Henrietta Vale about her index. Vale also told me about an experiment.", "Henrietta Vale", "person"),
        ("We met Henrietta Vale in May. Two days later Dr. Vale came to the quay.", "Henrietta Vale", "person"),
        ("We met Henrietta Vale in May. The shares of Vale rose, and Vale announced a mine.", "Vale", "organization"),
        ("We met Henrietta Vale in May. There was iron of Vale on the quay.", "Vale", "organization"),
        ("Michael Dell founded it. A Dell is a laptop that sells well.", "Dell", "organization"),
    ],
)
def test_a_surname_of_somebody_named_in_full_wins_over_a_company_unless_the_company_is_meant(text, name, kind):
    last = text.rindex("Vale" if "Vale" in text else "Dell")
    (found_there,) = [e for e in entities(text) if any(s.start <= last < s.end for s in e.spans)]
    assert (found_there.name.split(" ")[0], found_there.kind) == (name.split(" ")[0], kind)
