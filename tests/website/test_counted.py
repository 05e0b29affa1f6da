"""Who is who, as decided for the whole archive, in the vault and the collection: the same as on the site."""

from pathlib import Path

import pytest
from tests.renderers.harbour_talk import digest_of, identified, talk
from tests.website.page_parts import read_front_matter
from tests.website.shared_archive import contents, put, store

from earwitness.entities.identity import Act, merge, part_spelling, undo
from earwitness.entities.indexing import catch_up
from earwitness.recheck.verify import verify
from earwitness.storage.engine import Database
from earwitness.storage.findings import entity_id

WORKS, OTHER = "Nereid Works", "Thalassa Power"
ACT = Act("someone", "heard it said", 9)


@pytest.fixture
def renamed(archive):
    """The archive with two more items: a company goes by its name in one and by another in the other."""
    transcript = talk()
    result = digest_of(transcript, url=None)
    result = result.model_copy(update={"entities": tuple(one.model_copy(update={"aliases": ()}) for one in result.entities)})
    store(archive[0], result, transcript)
    quoted = result.quotes[0].evidence[0]
    named = quoted.model_copy(update={"end": quoted.start + 4, "text": quoted.text[:4], "t1_ms": 72_887})  # when its first word ends
    other = {"name": OTHER, "mentions": (named,), "evidence": (named,)}
    entities = tuple(one.model_copy(update=other) if one.name == WORKS else one for one in result.entities)
    assert entities != result.entities
    item = result.item.model_copy(update={"id": "c" * 16, "title": "Salt"})
    store(archive[0], identified(result.model_copy(update={"entities": entities, "item": item}), transcript), transcript, seen=8)
    catch_up(archive[0], now_ms=1)
    return archive


def _decided(archive: tuple[Database, str]) -> str:
    with archive[0].write() as connection:
        return merge(connection, entity_id("organization", OTHER), entity_id("organization", WORKS), ACT).id


def test_the_vault_has_one_note_for_those_who_count_as_one(renamed, run, out: Path) -> None:
    run("obsidian")
    before = contents(out)
    assert {f"Organizations/{WORKS}.md", f"Organizations/{OTHER}.md"} <= set(before)
    decision = _decided(renamed)
    run("obsidian")
    after = contents(out)
    assert f"Organizations/{OTHER}.md" not in after
    note = after[f"Organizations/{WORKS}.md"].decode()
    assert "in 2 items" in note
    assert OTHER in read_front_matter(note)["aliases"]
    salt = digest_of(talk(), url=None)
    salt = identified(salt.model_copy(update={"item": salt.item.model_copy(update={"id": "c" * 16})}), talk())
    assert f"![[2026-03-04 Salt#^q-{salt.quotes[0].id}]]" in note
    assert "![[" not in before[f"Organizations/{WORKS}.md"].decode()
    linking = [path for path, text in after.items() if f"[[{WORKS}|{OTHER}]]" in text.decode()]
    assert len(linking) == 1
    assert linking[0].startswith("Items/")
    assert not verify(out).faults
    with renamed[0].write() as connection:
        undo(connection, decision, ACT)
    run("obsidian")
    assert {path: text for path, text in contents(out).items() if not path.startswith(".")} == {
        path: text for path, text in before.items() if not path.startswith(".")
    }


@pytest.mark.parametrize("format_", ["site", "jekyll", "obsidian", "json"])
def test_what_changed_is_made_to_the_same_bytes_as_everything(renamed, run, out: Path, tmp_path: Path, format_: str) -> None:
    """A new item, a decision and its undoing: a run that makes what changed leaves what a run from nothing leaves."""
    run(format_)
    put(renamed[0], "d" * 16, "Another evening", published="2026-05-06", seen=9)
    run(format_)
    run(format_, out=tmp_path / "grown")
    assert contents(out) == contents(tmp_path / "grown")
    decision = _decided(renamed)
    run(format_)
    run(format_, out=tmp_path / "decided")
    assert contents(out) == contents(tmp_path / "decided")
    with renamed[0].write() as connection:
        undo(connection, decision, ACT)
    run(format_)
    run(format_, out=tmp_path / "undone")
    assert contents(out) == contents(tmp_path / "undone")


def test_companies_of_the_collection_go_by_the_name_decided(renamed, run, out: Path) -> None:
    run("jekyll")
    before = contents(out)
    assert _companies(before).count(OTHER) == 1
    decision = _decided(renamed)
    assert run("jekyll").made == 1
    assert OTHER not in _companies(contents(out))
    assert _companies(contents(out)).count(WORKS) == 2
    assert not verify(out).faults
    with renamed[0].write() as connection:
        undo(connection, decision, ACT)
    run("jekyll")
    assert contents(out) == before


def test_a_parted_spelling_is_linked_as_the_name_of_its_own(renamed, run, out: Path) -> None:
    """The digest took what it heard for another name; a person parted it: mentions, note and links follow."""
    with renamed[0].write() as connection:
        part_spelling(connection, entity_id("organization", OTHER), digest_of(talk(), url=None).quotes[0].text[:4], ACT)
    run("obsidian")
    result = contents(out)
    assert f"Organizations/{OTHER}.md" not in result
    assert "in 1 item" in result["Organizations/That.md"].decode()
    assert sum(f"[[That|{OTHER}]]" in text.decode() for text in result.values()) == 1


def test_a_company_known_by_two_names_in_one_item_is_listed_once(archive, run, out: Path) -> None:
    transcript = talk()
    result = digest_of(transcript, url=None)
    works = next(one for one in result.entities if one.name == WORKS)
    twin = works.model_copy(update={"name": OTHER, "id": "e" * 16})
    store(archive[0], result.model_copy(update={"entities": (*result.entities, twin)}), transcript)
    catch_up(archive[0], now_ms=1)
    _decided(archive)
    run("jekyll")
    assert sorted(set(_companies(contents(out)))) == [WORKS]
    assert _companies(contents(out)).count(WORKS) == 1


def _companies(files: dict[str, bytes]) -> list[str]:
    pages = [read_front_matter(text.decode()) for path, text in files.items() if path.endswith(".md")]
    return [company["name"] for page in pages for company in page["companies"]]
