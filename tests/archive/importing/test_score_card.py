"""Defects planted in a hub come back in its score card, each count exactly."""

import json
from pathlib import Path

import pytest
from tests.archive.importing.hub_maker import HubMaker

from earwitness.cli.app import main

RAW = "ChatCompletion(id='x', choices=[Choice(finish_reason='stop', index=0, message='...')])"


def card_of(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict]:
    code = main(["import", *arguments, "--json"])
    return code, json.loads(capfd.readouterr().out)


def flat(card: dict) -> dict[str, int]:
    """Part and field of every number of the card."""
    found = {name: value for name, value in card.items() if isinstance(value, int)}
    for part, values in card.items():
        if isinstance(values, dict):
            found |= {f"{part}.{name}": value for name, value in values.items() if isinstance(value, int)}
    return found


def plant_everything(hub: HubMaker) -> None:
    plant_duplicates(hub)
    plant_claims(hub)
    plant_fields(hub)


def plant_duplicates(hub: HubMaker) -> None:
    for _ in range(8):
        hub.add()
    twin = hub.clean()
    hub.add(twin)
    hub.plant(lambda page: page.update(title=twin["title"]), duplicates__same_title=1)
    hub.plant(lambda page: page.update(original_url=f"{twin['original_url']}?utm_source=x"), duplicates__same_url=1)
    hub.plant(lambda page: page.update(quotes=twin["quotes"][:5]), duplicates__shared_quotes=1)
    hub.plant(lambda page: page.update(quotes=twin["quotes"][:4]))  # four shared quotes are no duplicate


def plant_claims(hub: HubMaker) -> None:
    hub.company("But I", "And I", "So I", "But I", reason="function words")
    hub.company("Kettles I", reason="ends in a pronoun")
    hub.company("Vice President", reason="job title")
    hub.company("Last Tuesday", reason="calendar")
    hub.company("LLM APIs", "Machine Learning", reason="a class of things")
    hub.company("Company", reason="an ordinary word")
    hub.company("42", "--", reason="no letters")
    hub.company("And Google", "When Microsoft", companies__swallowed_word=2)
    hub.company("Sam Altman", companies__known_person=1)
    hub.company("San Francisco", "ChatGPT", companies__known_other=2)
    hub.company("FERRUM WORKS", companies__redundant_same=1, companies__redundant_alias=1, companies__pages_with_redundant=1)
    hub.company("Ferrum Works Ltd", "NVIDIA Corporation", companies__redundant_alias=2, companies__pages_with_redundant=1)
    hub.company("", "  ", companies__blank=2)
    hub.plant(lambda page: page["companies"].append({"name": {"raw": "object"}}), companies__malformed=1)
    hub.plant(lambda page: page["quotes"][0].update(text="The mill … of Norrby"), quotes__with_gaps=1, quotes__with_ellipsis=1)
    hub.plant(lambda page: page["quotes"][0].update(text="It [the mill] stood"), quotes__with_gaps=1, quotes__with_brackets=1)
    hub.plant(lambda page: page["quotes"][0].update(text=" "), quotes__blank=1)
    hub.plant(lambda page: page["quotes"].append({"text": ["a", "list"]}), quotes__malformed=1)
    hub.plant(lambda page: page["quotes"][0].update(topic="", topics=[]), quotes__without_topics=1)
    hub.plant(lambda page: page["quotes"][0].update(speaker="Ada Quill", timestamp="12:34"), quotes__with_speaker=1, quotes__with_time=1)
    hub.plant(lambda page: page.pop("insights"), insights__pages_without_key=1, insights__pages_without_readable=1)
    hub.plant(lambda page: page.update(insights=[]), insights__pages_without_readable=1)
    blank = [{"text": "", "type": "llm"}, {"text": None}]
    hub.plant(lambda page: page.update(insights=blank), insights__blank=2, insights__pages_all_blank=1, insights__pages_without_readable=1)
    hub.plant(lambda page: page["insights"].append({"text": ""}), insights__blank=1)


def plant_fields(hub: HubMaker) -> None:
    hub.plant(lambda page: page.update(source="Unknown Source"), fields__source_unknown=1)
    hub.plant(lambda page: page.pop("source"), fields__source_unknown=1)
    hub.plant(lambda page: page.update(title=""), fields__title_missing=1)
    hub.plant(lambda page: page.update(date="soon"), fields__date_missing=1, fields__date_unreadable=1)
    hub.plant(lambda page: page.update(date="2025-12-30 11:12:59 +0000"), fields__date_is_processing=1)
    hub.plant(lambda page: page.update(duration=1), fields__duration_default=1)
    hub.plant(lambda page: page.update(duration="long"), fields__duration_missing=1, fields__duration_unreadable=1)
    hub.plant(lambda page: page.update(original_url="javascript:alert(1)"), fields__url_missing=1, fields__url_unreadable=1)
    hub.plant(lambda page: page.update(original_url="https://cdn.example/a.mp3?aid=1"), fields__url_is_audio=1)
    hub.plant(lambda page: page.pop("summary"), fields__summary_missing=1)
    hub.plant(lambda page: page.update(summary="An hour about old trades and the"), fields__summary_cut=1)
    hub.plant(lambda page: page.update(summary="Ends with a list:\n\n- of mills\n- of ferries"))  # no sentence, not cut
    hub.plant(lambda page: page.update(summary=RAW), fields__summary_raw_object=1)
    hub.plant(lambda page: page.update(summary={"text": "x"}), fields__summary_raw_object=1)
    complaint = "I notice that the transcript you've provided is empty."
    hub.plant(lambda page: page.update(summary=complaint), fields__summary_complaint=1)
    hub.plant(lambda page: page.pop("topics"), fields__topics_missing=1)
    hub.plant(
        lambda page: page.update(action_items=["potentially", "Mend the mill"]), fields__action_items=2, fields__action_items_one_word=1
    )
    hub.plant(lambda page: page.update(title="Norrbyâ€™s old trades, told again"), fields__mojibake=1, fields__mojibake_titles=1)
    hub.plant(lambda page: page.update(summary="Itâ€™s an hour about trades."), fields__mojibake=1)
    hub.plant(lambda page: page.update(has_transcript=True), transcripts__said_to_exist=1)
    hub.plant(lambda page: page.update(transcript_url="/transcripts/none.txt"), transcripts__url_set=1)
    hub.plant(lambda page: page.update(transcript_url="/../../../etc/passwd"), transcripts__url_set=1)


def plant_unreadable(hub: HubMaker) -> list[str]:
    """Files nobody can read, and what is said of each."""
    page = hub.clean()
    text = hub.add(page, name="a-twice.md").read_text(encoding="utf-8")
    hub.add(text=text.replace("layout: episode\n", "layout: episode\nlayout: episode\n"), name="b-twice.md")
    hub.expected["readable"] += 1
    hub.expected["fields.repeated_keys"] += 1
    hub.expected["duplicates.same_title"] += 1
    hub.expected["duplicates.same_url"] += 1
    for part in ("companies", "quotes", "insights"):
        hub.expected[f"{part}.entries"] += len(page[part])
    lines = text.splitlines(keepends=True)
    interleaved = "".join(lines[:9]) + "-   [text: 'half a quo\n" + "".join(lines[4:30])
    hub.add(text=interleaved + "---\n", name="c-interleaved.md")
    hub.add(text="Just words.\n", name="d-words.md")
    hub.add(text="---\ntitle: never ends\n", name="e-open.md")
    hub.add(text="---\n- a\n- b\n---\n", name="f-list.md")
    hub.add(text="---\na: &a {x: 1}\nb: {<<: *a}\n---\n", name="g-merge.md")
    hub.add(text="---\na: " + "[" * 5000 + "\n---\n", name="h-deep.md")
    return ["no valid YAML", "no front matter", "does not end", "no list of keys", "no valid YAML", "nested too deep"]


def test_every_planted_defect_comes_back_in_its_count(capfd, tmp_path: Path) -> None:
    hub = HubMaker(tmp_path / "hub")
    plant_everything(hub)
    reasons = plant_unreadable(hub)
    code, report = card_of(capfd, str(hub.root), "--home", str(tmp_path / "home"))
    card = report["quality_report"]
    found = flat(card)
    judged = ("companies.verified", "companies.unverified", "companies.refuted", "quotes.unverifiable", "insights.unverifiable")
    states = {name: found.pop(name) for name in judged}
    found.pop("transcripts.without")
    assert {name: count for name, count in found.items() if count} == {name: count for name, count in hub.expected.items() if count}
    assert card["companies"]["no_entity_by_reason"] == dict(hub.none)
    assert next(iter(card["companies"]["no_entity_examples"].items())) == ("But I", 2)
    assert (code, len(card["unreadable"])) == (3, len(reasons))
    for trouble, reason in zip(card["unreadable"], reasons, strict=True):
        assert reason in trouble["reason"]
    assert states["companies.refuted"] == hub.none.total()
    assert states["companies.unverified"] == hub.expected["companies.entries"] - hub.none.total() - 2 - 1  # blank and malformed
    assert states["quotes.unverifiable"] == hub.expected["quotes.entries"] - 2
    assert states["insights.unverifiable"] == hub.expected["insights.entries"] - 3


def test_a_clean_hub_has_no_defect_and_a_dry_run_writes_nothing(capfd, tmp_path: Path) -> None:
    hub = HubMaker(tmp_path / "hub")
    for _ in range(5):
        hub.add()
    code, report = card_of(capfd, str(hub.root), "--dry-run", "--home", str(tmp_path / "home"))
    assert code == 0
    assert report["dry_run"]
    assert not (tmp_path / "home").exists()
    numbers = {name for name, count in flat(report["quality_report"]).items() if count}
    assert numbers == {
        "files", "readable", "quotes.entries", "quotes.unverifiable", "companies.entries", "companies.unverified", "insights.entries",
        "insights.unverifiable", "transcripts.without",
    }  # fmt: skip


def test_people_read_the_same_numbers(capfd, tmp_path: Path) -> None:
    hub = HubMaker(tmp_path / "hub")
    plant_everything(hub)
    assert main(["import", str(hub.root), "--dry-run", "--home", str(tmp_path / "home")]) == 0
    source_text = capfd.readouterr().out
    assert "dry run: nothing was written" in source_text
    assert f"{hub.expected['readable']} of {hub.expected['files']} pages readable" in source_text
    for line in ("source unknown", "summary cut mid-sentence", "with ... or [ ]"):
        assert line in source_text
    assert "“But I” 2" in source_text


@pytest.mark.parametrize(("given", "said"), [("none", "no such folder"), ("file.txt", "is a file"), ("empty", "has no folder _episodes")])
def test_what_is_no_hub_is_refused_in_one_line(capfd, tmp_path: Path, given: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("words")
    assert main(["import", str(tmp_path / given), "--home", str(tmp_path / "home")]) == 2
    error = capfd.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.data
def test_the_real_page_is_read_and_counted(capfd, tmp_path: Path, samples: Path) -> None:
    (tmp_path / "hub" / "_episodes").mkdir(parents=True)
    (tmp_path / "hub" / "_episodes" / "one.md").write_bytes((samples / "episode-front-matter.md").read_bytes())
    code, report = card_of(capfd, str(tmp_path / "hub"), "--home", str(tmp_path / "home"))
    card = report["quality_report"]
    assert code == 0
    assert (card["companies"]["entries"], card["quotes"]["entries"], card["insights"]["entries"]) == (86, 121, 1)
    assert card["companies"]["no_entity_by_reason"]["function words"] == 12
    assert {"But I", "And I", "Although I"} <= set(card["companies"]["no_entity_examples"])
    assert (card["quotes"]["unverifiable"], card["quotes"]["with_speaker"], card["quotes"]["with_time"]) == (121, 0, 0)
    assert (card["fields"]["source_unknown"], card["fields"]["url_is_audio"], card["fields"]["date_is_processing"]) == (1, 1, 0)
