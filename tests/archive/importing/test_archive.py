"""Imported pages among the archive's own items: recognised whichever comes first, shown apart, and erased to the byte."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.archive.importing.hub_maker import HubMaker
from tests.jobs.workbench import SOURCE, FakeDoor, services, step

from earwitness.archive.importing.archive import Desk, ImportedRecord
from earwitness.archive.importing.site_files import open_site, page_paths, read_pages
from earwitness.archive.importing.site_page import read_page
from earwitness.archive.opening import open_archive
from earwitness.cli.app import main
from earwitness.jobs import workflow
from earwitness.jobs.entries import input_hash, item_id, record
from earwitness.jobs.stages import ItemJob
from earwitness.model.archive import Enclosure, SourceEntry, TranscriptLink
from earwitness.search.open import open_index
from earwitness.storage.claims import pages_of
from earwitness.storage.engine import Database
from earwitness.storage.erase import erase, plan_erasure
from earwitness.storage.findings import get_digest
from earwitness.storage.items import get_item
from earwitness.storage.person_mentions import find_person
from earwitness.storage.sources import due_sources, put_source
from earwitness.storage.tables import claims, imports, items, metadata

CAPTIONS = "https://shows.example/captions.vtt"
MEDIA = "https://cdn.example/audio/12345.mp3"
TOKEN = "Zyxqoria"


@pytest.fixture
def hub(tmp_path: Path) -> HubMaker:
    return HubMaker(tmp_path / "hub")


def keep(database: Database, hub: HubMaker) -> list[ImportedRecord | None]:
    """Every page of the hub taken over, judged by what the archive has."""
    opened = open_site(hub.root)
    desk = Desk(database, open_index(database), opened, lambda: 5)
    desk.open()
    retained = [desk.keep(read_page(file)) for file in read_pages(opened, page_paths(opened))]
    return [one and desk.judge_by_archive(one) for one in retained]


def spoken(hub: HubMaker, lines: list[str], **said: object) -> tuple[SourceEntry, FakeDoor]:
    """An entry of a feed with captions of these lines."""
    file = hub.transcript("spoken.vtt", lines)
    values = {
        "guid": "ep",
        "title": "Spoken",
        "published": "2025-03-04T06:00:11+00:00",
        "enclosures": (Enclosure(url=MEDIA, media_type="audio/mpeg"),),
    }
    entry = SourceEntry(**{**values, **said}, transcripts=(TranscriptLink(url=CAPTIONS, media_type="text/vtt"),))
    return entry, FakeDoor({CAPTIONS: file.read_bytes()})


def sync(database: Database, home: Path, entry: SourceEntry, door: FakeDoor) -> str:
    """The feed read and its entry carried to its digest; the item's id."""
    with database.write() as connection:
        put_source(connection, SOURCE, now_ms=1)
        record(connection, SOURCE, (entry,), {entry.guid}, 5)
    job = ItemJob(item_id(SOURCE.id, entry.guid), input_hash(entry), 0)
    assert workflow.read_item(services(database, home, door=door), job, step).verdict == "digested"
    return job.item_id


def page_of(hub: HubMaker, lines: list[str], **changes: object) -> dict:
    return hub.clean(quotes=0) | {"quotes": [{"text": line} for line in lines[:20]], **changes}


def check_judged(database: Database, item: str, imported: str) -> None:
    """The claims are the item's and verified; their findings stand in its digest; the imported item points at it."""
    with database.read() as connection:
        pages, digest = pages_of(connection, item), get_digest(connection, item)
        former = get_item(connection, imported)
        ours = connection.scalars(sa.text("SELECT id FROM findings WHERE type = 'quote'")).all()
    assert [claim.state for claim in pages[0].claims if claim.kind == "quote"] == ["verified"] * 20
    assert digest is not None
    proven = {claim.finding_id for claim in pages[0].claims if claim.kind == "quote"}
    assert proven <= {quote.id for quote in digest.quotes}
    assert proven <= set(ours)
    assert any(quote.origin == "import:hub" for quote in digest.quotes)
    if former is not None and imported != item:
        assert (former.state, former.copy_of) == ("copy", item)


def test_a_feed_that_brings_the_same_release_takes_the_claims_over(database, hub: HubMaker, tmp_path: Path) -> None:
    lines = [hub.sentence() for _ in range(40)]
    hub.add(page_of(hub, lines, title="Spoken", date="2025-03-04 06:00:11 +0000", original_url=f"{MEDIA}?aid=rss"))
    imported = keep(database, hub)[0].page.item_id
    with database.read() as connection:
        assert get_item(connection, imported).state == "imported"
        assert due_sources(connection, now_ms=9_000_000_000_000) == ()
    check_judged(database, sync(database, tmp_path, *spoken(hub, lines)), imported)


def test_quotes_are_recognised_in_a_transcript_under_another_title_and_date(database, hub: HubMaker, tmp_path: Path) -> None:
    lines = [hub.sentence() for _ in range(60)]
    hub.add(page_of(hub, lines, title="Something else altogether"))
    hub.add()
    imported = keep(database, hub)[0].page.item_id
    item = sync(database, tmp_path, *spoken(hub, lines))
    check_judged(database, item, imported)
    with database.read() as connection:
        states = dict(connection.execute(sa.select(items.c.state, sa.func.count()).group_by(items.c.state)).all())
    assert states == {"imported": 1, "copy": 1, "digested": 1}


@pytest.mark.parametrize("said", [{"title": "Spoken", "date": "2025-03-04 06:00:11 +0000"}, {"title": "Something else altogether"}])
def test_an_item_that_is_there_before_gets_the_claims_at_once(database, hub: HubMaker, tmp_path: Path, said: dict) -> None:
    lines = [hub.sentence() for _ in range(60)]
    item = sync(database, tmp_path, *spoken(hub, lines))
    hub.add(page_of(hub, lines, original_url=MEDIA, **said))
    retained = keep(database, hub)[0]
    assert (retained.page.item_id, retained.new, retained.page.page.judged_by) == (item, False, "the archive")
    check_judged(database, item, item)
    assert [one.changed for one in keep(database, hub)] == [False]


def test_a_page_published_twice_is_one_item_with_both_pages(database, hub: HubMaker) -> None:
    page = hub.clean()
    hub.add(page)
    hub.add(page | {"quotes": [{"text": hub.sentence()}]})
    first, second = keep(database, hub)
    assert first.page.item_id == second.page.item_id
    with database.read() as connection:
        assert [len(retained.claims) for retained in pages_of(connection, first.page.item_id)] == [10, 5]


def test_what_was_imported_is_erased_to_the_byte_and_does_not_come_back(hub: HubMaker, tmp_path: Path, capfd) -> None:
    home = tmp_path / "home"
    lines = [f"{hub.sentence()} {TOKEN}." for _ in range(4)]
    page = page_of(
        hub, lines, title=f"The mill of {TOKEN}", summary=f"{TOKEN} speaks.", companies=[{"name": f"{TOKEN} Works", "context": TOKEN}]
    )
    page["insights"] = [{"text": f"{TOKEN} mends."}]
    hub.add(page)
    hub.add()
    assert main(["import", str(hub.root), "--home", str(home)]) == 0
    assert TOKEN.encode().lower() in (home / "earwitness.db").read_bytes().lower()
    with open_archive(home) as archive, archive.database.read() as connection:
        assert len(find_person(connection, [TOKEN]).named) == 1
    assert main(["erase", "person", TOKEN, "--yes", "--home", str(home)]) == 0
    left = b"".join(file.read_bytes().lower() for file in home.rglob("*") if file.is_file())
    assert TOKEN.encode().lower() not in left
    capfd.readouterr()
    assert main(["import", str(hub.root), "--json", "--home", str(home)]) == 0
    again = json.loads(capfd.readouterr().out)
    assert (again["erased_before"], again["unchanged_pages"], again["new_items"]) == (1, 1, 0)
    assert TOKEN.encode().lower() not in (home / "earwitness.db").read_bytes().lower()


def test_an_erased_item_takes_the_claims_about_it_along(database, hub: HubMaker, tmp_path: Path) -> None:
    lines = [hub.sentence() for _ in range(40)]
    item = sync(database, tmp_path, *spoken(hub, lines))
    hub.add(page_of(hub, lines, title="Spoken", date="2025-03-04 06:00:11 +0000", original_url=MEDIA))
    keep(database, hub)
    with database.read() as connection:
        plan = plan_erasure(connection, item_ids=[item])
    assert (plan.rows["imports"], plan.rows["claims"]) == (1, 24)
    erase(database, plan, open_index(database), now_ms=9)
    with database.read() as connection:
        assert [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in (imports, claims)] == [0, 0]
    assert keep(database, hub) == [None]


def test_claims_are_shown_apart_for_people_and_programs(hub: HubMaker, tmp_path: Path, capfd) -> None:
    home = ["--home", str(tmp_path / "home")]
    source_text = [hub.sentence() for _ in range(20)]
    page = page_of(
        hub,
        source_text,
        quotes=[{"text": source_text[0]}, {"text": "Nobody ever said a word of this in the whole long evening."}]
        + [{"text": x} for x in source_text[4:8]],
    )
    file = hub.add(page)
    waiting = hub.add()
    hub.transcript(f"{file.stem}.vtt", source_text)
    assert main(["import", str(hub.root), "--transcripts", str(hub.transcripts), *home]) == 0
    capfd.readouterr()
    assert main(["show", page["title"], "--format", "md", *home]) == 0
    shown = capfd.readouterr()
    assert "Nobody ever said" not in shown.out
    assert "hub says 10 things of it (5 verified, 5 refuted)" in shown.err
    assert "--imported shows them" in shown.err
    assert main(["show", page["title"], "--imported", *home]) == 0
    reported = capfd.readouterr().out
    assert "✗ Nobody ever said a word of this in the whole long evening. — not found" in reported
    assert f"✓ {source_text[0]}" in reported
    assert main(["show", page["title"], "--imported", "--format", "json", *home]) == 0
    values = json.loads(capfd.readouterr().out)
    assert values["item"]["state"] == "digested"
    assert [one["state"] for one in values["imported"][0]["claims"] if one["kind"] == "quote"] == ["verified", "refuted"] + ["verified"] * 4
    assert main(["items", "--state", "imported", "--json", *home]) == 0
    only = json.loads(capfd.readouterr().out)["items"]
    assert [one["guid"] for one in only] == [waiting.name]
    assert main(["show", only[0]["id"], *home]) == 0
    assert "not judged: no transcript yet" in capfd.readouterr().out


def test_every_table_of_the_archive_but_those_of_findings_knows_nothing_of_an_unproven_claim(hub: HubMaker, tmp_path: Path) -> None:
    lie = "A walrus chairs the committee on lighthouses, and it does so without a single vote."
    source_text = [hub.sentence() for _ in range(20)]
    page = page_of(hub, [*source_text[:4], lie], companies=[{"name": "Walrus Holdings"}])
    page["quotes"] = [{"text": line} for line in [*source_text[:4], lie]]
    file = hub.add(page)
    hub.transcript(f"{file.stem}.vtt", source_text)
    home = tmp_path / "home"
    assert main(["import", str(hub.root), "--transcripts", str(hub.transcripts), "--home", str(home)]) == 0
    assert main(["export", str(tmp_path / "out"), "--home", str(home)]) == 0
    holding = {file.stem for file in (tmp_path / "out").glob("*.jsonl") if "walrus" in file.read_text().casefold()}
    assert holding == {"claims"}
    assert holding < {table.name for table in metadata.sorted_tables}
