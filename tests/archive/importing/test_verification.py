"""Claims of a hub meet a transcript: each planted truth and falsehood gets its verdict, and only truths become findings."""

import json
from pathlib import Path

import pytest
from tests.archive.importing.hub_maker import HubMaker

from earwitness.archive.opening import open_archive
from earwitness.cli.app import main
from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.recheck.claims import recheck
from earwitness.recheck.json_page import JsonPageReader
from earwitness.renderers.json import JsonRenderer
from earwitness.storage.claims import StoredPage, pages_of
from earwitness.storage.findings import get_digest
from earwitness.storage.items import find_items, get_item
from earwitness.storage.transcripts import transcript_of

NEGATED = "The council did not sell the ferry to anybody in Norrby that winter."
NUMBERED = "The kiln burned for 40 days and the potters of Sandvik slept beside it."
NAMED = "Ada Quill mended the bell of Aldermoor with her own two hands."
COMPANY = "Then Nvidia opened an office in the old brewery and hired the whole choir."
VERDICTS = {
    "exact": ("verified", ""),
    "folded": ("verified", ""),
    "negation": ("refuted", "altered: negation"),
    "number": ("refuted", "altered: number"),
    "name": ("refuted", "altered: name"),
    "invented": ("refuted", "not found"),
    "gapped": ("verified", "words left out at the marked gaps"),
    "twice": ("verified", ""),
}


@pytest.fixture
def hub(tmp_path: Path) -> HubMaker:
    return HubMaker(tmp_path / "hub")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def told(hub: HubMaker) -> tuple[list[str], dict]:
    """What was said in an episode, and the page of a hub that tells it partly wrong."""
    source_text = [hub.sentence() for _ in range(30)]
    source_text[9:9] = [NEGATED, NUMBERED, NAMED, COMPANY]
    words = source_text[2].split()
    page = hub.clean(quotes=0)
    quotes = {
        "exact": source_text[0],
        "folded": source_text[1].upper().replace(",", ""),
        "negation": NEGATED.replace(" did not sell", " did sell"),
        "number": NUMBERED.replace("40", "50"),
        "name": NAMED.replace("Ada Quill", "Bo Rask"),
        "invented": "Whoever owns a lighthouse will sooner or later rent it to a family of geese.",
        "gapped": " ".join(words[:5]) + " ... " + " ".join(words[-6:]),
        "twice": source_text[0],
    }
    page["quotes"] = [{"text": text, "topic": name, "relevance_score": 9} for name, text in quotes.items()]
    page["insights"] = [{"text": source_text[5]}, {"text": ""}]
    page["companies"] = [{"name": name} for name in ("Nvidia", "And Nvidia", "Ferrum Works", "But I")]
    return source_text, page


def imported(capfd: pytest.CaptureFixture[str], hub: HubMaker, home: Path, *more: str) -> dict:
    assert main(["import", str(hub.root), "--json", "--home", str(home), *more]) == 0
    return json.loads(capfd.readouterr().out)


def the_page(home: Path) -> StoredPage:
    with open_archive(home) as archive, archive.database.read() as connection:
        pages = [page for item in find_items(connection) for page in pages_of(connection, item.item.id)]
    assert len(pages) == 1
    return pages[0]


def check_verdicts(page: StoredPage) -> None:
    quotes = {claim.fields["topic"]: claim for claim in page.claims if claim.kind == "quote"}
    assert {name: (claim.state, claim.reason) for name, claim in quotes.items()} == VERDICTS
    assert quotes["negation"].nearest == NEGATED.rstrip(".")
    assert quotes["exact"].finding_id == quotes["twice"].finding_id
    assert all((claim.finding_id is not None) == (name in ("exact", "folded", "twice")) for name, claim in quotes.items())
    companies = {claim.text: (claim.state, claim.reason) for claim in page.claims if claim.kind == "company"}
    assert companies == {
        "Nvidia": ("verified", ""),
        "And Nvidia": ("verified", "“And” does not belong to the name"),
        "Ferrum Works": ("refuted", "not found"),
        "But I": ("refuted", "no name: function words"),
    }


def sound(digest: Digest, transcript: Transcript) -> bool:
    """True when the published digest holds against its transcript."""
    page = JsonPageReader().read(JsonRenderer().render(digest, transcript), "page.json")
    assert page is not None
    return recheck(page, transcript) == ()


def test_with_a_folder_of_transcripts_every_claim_gets_its_verdict(capfd, hub: HubMaker, home: Path) -> None:
    source_text, page = told(hub)
    file = hub.add(page)
    hub.transcript(f"{file.stem}.vtt", source_text)
    report = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))
    card = report["quality_report"]
    quotes = card["quotes"]
    assert (quotes["verified"], quotes["verified_elided"], quotes["refuted"], quotes["unverifiable"]) == (4, 1, 4, 0)
    assert quotes["refuted_by_reason"] == {"altered: name": 1, "altered: negation": 1, "altered: number": 1, "not found": 1}
    assert (card["companies"]["verified"], card["companies"]["refuted"]) == (2, 2)
    assert card["transcripts"]["judged_by"] == {"file name": 1}
    retained = the_page(home)
    check_verdicts(retained)
    with open_archive(home) as archive, archive.database.read() as connection:
        digest, transcript = get_digest(connection, retained.item_id), transcript_of(connection, retained.item_id)
        item = get_item(connection, retained.item_id)
    assert digest is not None
    assert transcript is not None
    assert item is not None
    assert item.state == "digested"
    ids = {finding.id for finding in digest.findings()}
    assert {claim.finding_id for claim in retained.claims if claim.finding_id} <= ids
    ours = [quote for quote in digest.quotes if quote.origin == "import:hub"]
    assert all(quote.evidence[0].text == transcript.text[quote.evidence[0].start : quote.evidence[0].end] for quote in ours)
    printed = " ".join(str(getattr(finding, "text", "")) for finding in digest.findings())
    for lie in ("did sell", "50 days", "Bo Rask", "lighthouse"):
        assert lie not in printed
    assert sound(digest, transcript)


def test_a_second_run_changes_nothing_and_says_the_same(capfd, hub: HubMaker, home: Path, tmp_path: Path) -> None:
    source_text, page = told(hub)
    file = hub.add(page)
    hub.add()
    hub.transcript(f"{file.stem}.vtt", source_text)
    first = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))
    main(["export", str(tmp_path / "one"), "--home", str(home)])
    capfd.readouterr()
    second = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))
    main(["export", str(tmp_path / "two"), "--home", str(home)])
    assert (first["new_items"], first["changed_pages"], second["changed_pages"], second["unchanged_pages"]) == (2, 2, 0, 2)
    assert first["quality_report"] == second["quality_report"]
    for one in sorted((tmp_path / "one").iterdir()):
        assert one.read_bytes() == (tmp_path / "two" / one.name).read_bytes(), one.name


def test_a_dry_run_judges_the_same_and_writes_nothing(capfd, hub: HubMaker, home: Path) -> None:
    source_text, page = told(hub)
    file = hub.add(page)
    hub.transcript(f"{file.stem}.vtt", source_text)
    dry = imported(capfd, hub, home, "--dry-run", "--transcripts", str(hub.transcripts))
    assert not home.exists()
    assert dry["quality_report"] == imported(capfd, hub, home, "--transcripts", str(hub.transcripts))["quality_report"]


def test_claims_wait_for_a_transcript_that_comes_later(capfd, hub: HubMaker, home: Path) -> None:
    source_text, page = told(hub)
    file = hub.add(page)
    assert imported(capfd, hub, home)["quality_report"]["quotes"]["unverifiable"] == 8
    assert {claim.state for claim in the_page(home).claims if claim.kind == "quote"} == {"unverified"}
    hub.transcript(f"{file.stem}.vtt", source_text)
    assert imported(capfd, hub, home, "--transcripts", str(hub.transcripts))["quality_report"]["quotes"]["verified"] == 4
    check_verdicts(the_page(home))


def test_transcripts_are_found_by_title_by_date_and_in_the_hub_itself(capfd, hub: HubMaker, home: Path) -> None:
    by_title = [hub.sentence() for _ in range(20)]
    page = hub.clean(quotes=0) | {"quotes": [{"text": line} for line in by_title[:4]]}
    hub.add(page)
    hub.transcript(f"{page['title'].replace(',', '')}.vtt", by_title)
    by_date = [hub.sentence() for _ in range(20)]
    page = hub.clean(quotes=0) | {"quotes": [{"text": line} for line in by_date[:4]], "date": "2024-03-09 10:00:00 +0000"}
    hub.add(page)
    hub.transcript("talk_2024-03-09_final.vtt", by_date)
    own = [hub.sentence() for _ in range(20)]
    page = hub.clean(quotes=0) | {"quotes": [{"text": line} for line in own[:4]], "transcript_url": "/transcripts/own.txt"}
    hub.add(page)
    (hub.root / "transcripts").mkdir()
    (hub.root / "transcripts" / "own.txt").write_text("\n\n".join(own))
    report = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))["quality_report"]
    assert report["transcripts"]["judged_by"] == {"date": 1, "the hub's own file": 1, "title": 1}
    assert (report["transcripts"]["file_exists"], report["transcripts"]["without"]) == (1, 0)
    assert (report["quotes"]["verified"], report["quotes"]["refuted"]) == (12, 0)


def test_a_transcript_of_another_text_refutes_nothing(capfd, hub: HubMaker, home: Path) -> None:
    file = hub.add()
    hub.transcript(f"{file.stem}.vtt", [hub.sentence() for _ in range(20)])
    report = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))["quality_report"]
    assert (report["transcripts"]["other_text"], report["transcripts"]["judged_by"]) == (1, {})
    assert (report["quotes"]["refuted"], report["quotes"]["unverifiable"]) == (0, 6)
    assert the_page(home).page.note == "the transcript at hand is another text"


def test_a_transcript_nobody_can_read_costs_its_own_page_alone(capfd, hub: HubMaker, home: Path) -> None:
    file = hub.add()
    hub.add()
    (hub.transcripts / f"{file.stem}.vtt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    report = imported(capfd, hub, home, "--transcripts", str(hub.transcripts))["quality_report"]
    assert (report["transcripts"]["unreadable"], report["transcripts"]["without"], report["readable"]) == (1, 1, 2)


def test_a_page_that_changed_is_read_again(capfd, hub: HubMaker, home: Path) -> None:
    page = hub.clean()
    file = hub.add(page)
    imported(capfd, hub, home)
    file.write_text(file.read_text().replace("Ferrum Works", "Tarnholt Tin"))
    report = imported(capfd, hub, home)
    assert (report["new_items"], report["changed_pages"]) == (0, 1)
    assert [claim.text for claim in the_page(home).claims if claim.kind == "company"] == ["Nvidia", "Tarnholt Tin", "Norrby Kettles"]


def test_a_date_that_is_the_minute_of_processing_and_a_length_of_one_minute_are_not_believed(capfd, hub: HubMaker, home: Path) -> None:
    page = hub.clean() | {"date": "2025-12-30 11:12:00 +0000", "duration": 1, "source": "Unknown Source"}
    hub.add(page)
    imported(capfd, hub, home, "--source", "Norrby Digest")
    with open_archive(home) as archive, archive.database.read() as connection:
        item = find_items(connection)[0].item
        source_text = pages_of(connection, item.id)[0].page.said
    assert (item.published, item.duration_ms, item.source) == (None, None, "Norrby Digest")
    assert (source_text["date"], source_text["duration"], source_text["source"]) == ("2025-12-30 11:12:00 +0000", 1, "Unknown Source")
    assert (item.title, item.url) == (page["title"], page["original_url"])
    assert (source_text["tags"], source_text["topics"][0]["topic"]) == (["trades", "towns"], "trades")
