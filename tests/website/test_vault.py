"""A vault that two write: we between the marks, its owner everywhere else."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renderers.harbour_talk import digest_of, talk
from tests.website.conftest import MILL
from tests.website.page_parts import read_front_matter
from tests.website.shared_archive import contents, drop, put, store

from earwitness.recheck.verify import verify
from earwitness.renderers.labels import KIND_HEADINGS
from earwitness.website.obsidian.note_regions import END, left_over, read_note, settled, written_note
from earwitness.website.publishing.file_names import note_name

NOTE = "Items/2026-02-03 The mill.md"
LINK = re.compile(r"\[\[([^\]|#]+)(?:#\^([a-z]-[0-9a-z]+|p\d+))?(?:\|[^\]]*)?\]\]")


def test_every_link_of_the_vault_leads_somewhere(run, out: Path) -> None:
    run("obsidian")
    notes = {Path(path).stem: content.decode() for path, content in contents(out).items() if path.endswith(".md")}
    followed = 0
    for text in notes.values():
        for name, block in LINK.findall(text):
            assert name in notes
            assert not block or re.search(rf" ?\^{block}$", notes[name], re.MULTILINE), (name, block)
            followed += 1
    assert followed > 20
    assert {"Ben Okafor", "Nereid Works"} <= set(notes)


def test_what_is_said_of_a_thing_is_embedded_not_copied(archive, run, out: Path) -> None:
    transcript = talk()
    result = digest_of(transcript, url=None)
    quoted = result.quotes[0].evidence[0]
    place = quoted.model_copy(update={"end": quoted.start + 4, "text": quoted.text[:4]})
    thing = result.entities[0].model_copy(update={"name": "Turbine", "mentions": (place,), "evidence": (place,), "id": "e" * 16})
    store(archive[0], result.model_copy(update={"entities": (thing,)}), transcript)
    run("obsidian")
    notes = {path: content.decode() for path, content in contents(out).items() if path.endswith(".md") and not path.startswith("Items/")}
    assert f"#^q-{result.quotes[0].id}]]" in notes[f"{KIND_HEADINGS[thing.kind]}/Turbine.md"]
    for text in notes.values():
        assert "most expensive turbine" not in text
        assert read_front_matter(text)["kind"]


def test_what_the_owner_wrote_survives_every_run(archive, run, out: Path) -> None:
    run("obsidian")
    note = out / NOTE
    result = note.read_text("utf-8")
    own = result.replace("title: The mill", "rating: 5\ntitle: The mill").replace(
        "<!-- earwitness:begin", "Before.\n\n<!-- earwitness:begin"
    )
    own = own.replace("kind: podcast", "kind: podcast\ncssclasses: [wide]") + "\nMy own words.\n\n- [ ] ask Ben\n"
    own = (
        re.sub(r"^tags:\n", "tags:\n- mine\n", own, flags=re.MULTILINE)
        if "\ntags:\n" in own
        else own.replace("title:", "tags: [mine]\ntitle:")
    )
    note.write_text(own, "utf-8")
    put(archive[0], MILL, "The old mill", seen=1)
    outcome = run("obsidian")
    assert outcome.notes == ()
    assert not note.exists()
    text = (out / "Items/2026-02-03 The old mill.md").read_text("utf-8")
    assert text.endswith(f"{END}\n\nMy own words.\n\n- [ ] ask Ben\n")
    assert "Before.\n\n<!-- earwitness:begin" in text
    head = read_front_matter(text)
    assert (head["title"], head["rating"], head["cssclasses"]) == ("The old mill", 5, ["wide"])
    assert "mine" in head["tags"]
    assert run("obsidian").written == 0
    assert not verify(out).faults
    put(archive[0], MILL, "The mill", seen=1)
    run("obsidian")
    again = note.read_text("utf-8")
    assert again.count("My own words.") == 1
    assert read_front_matter(again)["tags"].count("mine") == 1


def test_what_was_generated_and_is_no_more_goes_although_the_owner_added_some() -> None:
    first = written_note("a1", {"title": "One", "tags": ["old", "both"]}, "words\n")
    own = first.replace("- old\n", "- old\n- mine\n")
    second = settled(written_note("a1", {"title": "One", "tags": ["new", "both"]}, "words\n"), own.encode(), None)
    assert second.content is not None
    assert read_front_matter(second.content.decode())["tags"] == ["new", "both", "mine"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("turbine", "windmill", 1),
        lambda text: text.replace(END, ""),
        lambda text: text.replace("<!-- earwitness:begin", "<!-- begin"),
        lambda text: text + END + "\n",
        lambda text: text.replace('"seal":"', '"seal":"0'),
        lambda text: text.replace("title: The mill", "title: [The mill"),
        lambda _: "mine alone\n",
    ],
)
def test_a_note_edited_between_the_marks_is_reported_and_left(archive, run, out: Path, broken) -> None:
    run("obsidian")
    note = out / NOTE
    edited = broken(note.read_text("utf-8"))
    note.write_text(edited, "utf-8")
    outcome = run("obsidian")
    assert outcome.written == 0
    assert [name.partition(":")[0] for name in outcome.notes] == [NOTE]
    assert note.read_text("utf-8") == edited
    assert run("obsidian").notes == outcome.notes
    drop(archive[0], MILL)
    run("obsidian")
    assert note.read_text("utf-8") == edited
    note.unlink()
    assert run("obsidian").notes == ()


def test_an_owner_s_words_outlive_the_item_and_wait_for_its_return(archive, run, out: Path) -> None:
    run("obsidian")
    note = out / NOTE
    note.write_text(note.read_text("utf-8") + "My own words.\n", "utf-8")
    drop(archive[0], MILL)
    outcome = run("obsidian")
    left = note.read_text("utf-8")
    assert "My own words." in left
    assert "turbine" not in left
    assert len(outcome.notes) == 1
    assert not (out / "Items/2026-02-03 The mill.transcript.json").exists()
    assert run("obsidian").notes == ()
    put(archive[0], MILL, "The mill", seen=1)
    run("obsidian")
    assert note.read_text("utf-8").endswith(f"{END}\nMy own words.\n")
    assert run("obsidian").written == 0


def test_a_note_never_swallows_what_was_written_to_another(archive, run, out: Path) -> None:
    put(archive[0], "c" * 16, "The mill", seen=3)
    run("obsidian")
    second = out / "Items/2026-02-03 The mill-cccccc.md"
    second.write_text(second.read_text("utf-8") + "About the second.\n", "utf-8")
    first = out / NOTE
    first.write_text(first.read_text("utf-8") + "About the first.\n", "utf-8")
    drop(archive[0], MILL)
    outcome = run("obsidian")
    everything = "".join(path.read_text("utf-8") for path in out.rglob("*.md"))
    assert "About the second." in everything
    assert "About the first." in everything
    assert outcome.notes
    assert run("obsidian").notes == outcome.notes
    first.unlink()
    assert run("obsidian").notes == ()
    assert "About the second." in first.read_text("utf-8")
    assert not second.exists()


def test_names_of_two_kinds_do_not_meet(archive, run, out: Path) -> None:
    transcript = talk()
    result = digest_of(transcript, url=None)
    twin = result.entities[0].model_copy(update={"kind": "work" if result.entities[0].kind != "work" else "place", "id": "e" * 16})
    upper = result.entities[0].model_copy(update={"name": result.entities[0].name.upper(), "kind": "product", "id": "f" * 16})
    store(archive[0], result.model_copy(update={"entities": (*result.entities, twin, upper)}), transcript)
    run("obsidian")
    names = [Path(path).stem.casefold() for path in contents(out) if path.endswith(".md")]
    assert len(names) == len(set(names))
    note = next(text.decode() for path, text in contents(out).items() if path.startswith("Items/2026-03-04 Tides b power b and"))
    assert f"[[{result.entities[0].name}" in note


@given(st.text(max_size=200))
def test_a_note_name_is_one_on_every_file_system(title: str) -> None:
    name = note_name(title)
    assert not re.search(r'[\x00-\x1f\\/:*?"<>|#^\[\]]', name)
    assert name == name.strip(". ")
    assert len(name.encode("utf-8", "replace")) <= 121
    assert note_name(name) == name


@pytest.mark.parametrize("title", ["con", "NUL.txt", "com1", "Aux", "lpt9.md"])
def test_names_of_devices_are_avoided(title: str) -> None:
    assert note_name(title) == f"{title}_"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_around_the_region_come_back(before: str, after: str) -> None:
    result = written_note("a1", {"title": "One"}, "words\n")
    note = read_note(result)
    clean = [part.encode("utf-8", "replace").decode().replace("\r", "") for part in (before, after)]
    if any("earwitness:" in part for part in clean):
        return
    own = result.replace("\n\n<!-- earwitness:begin", f"\n{clean[0]}\n<!-- earwitness:begin").replace(END, f"{END}\n{clean[1]}")
    outcome = settled(written_note("a1", {"title": "Two"}, "other words\n"), own.encode("utf-8", "replace"), None)
    assert outcome.content is not None
    retained = read_note(outcome.content.decode())
    assert note.sound
    assert (retained.before, retained.after) == (read_note(own).before, read_note(own).after)
    assert clean[1] in retained.after


def test_nothing_stays_of_a_note_nobody_wrote_into() -> None:
    assert left_over(written_note("a1", {"title": "One", "tags": ["x"]}, "words\n").encode()).content is None
