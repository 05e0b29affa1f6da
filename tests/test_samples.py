"""The real documents the project is measured on: every format of both inputs, read back and re-checked."""

import json

import pytest

from earwitness.cli import main
from earwitness.model.digest import SECTIONS

pytestmark = pytest.mark.data


@pytest.mark.parametrize("name", ["newsletter-645.txt", "moonshots-2025-12-09.md"])
def test_a_sample_holds_in_every_format(name: str, samples, tmp_path) -> None:
    assert (
        main(["digest", str(samples / name), "--format", "json,md,html,jekyll,obsidian", "--with-transcript", "--out", str(tmp_path)]) == 0
    )
    assert main(["verify", str(tmp_path)]) == 0
    result = json.loads(next(tmp_path.glob("*[0-9].json")).read_text(encoding="utf-8"))
    text = result["transcript"]["text"]
    parts = [
        part
        for section in SECTIONS
        for finding in result[section]
        for part in (*finding["evidence"], *(finding["mentions"] if section == "entities" else ()))
    ]
    assert len(parts) > 300
    assert all(text[part["start"] : part["end"]] == part["text"] for part in parts)
    assert all(result[section] for section in SECTIONS if section != "references")


def test_the_newsletters_sections_and_voices_are_kept_apart(samples, capfd) -> None:
    assert main(["digest", str(samples / "newsletter-645.txt"), "--format", "json"]) == 0
    result = json.loads(capfd.readouterr().out)
    titles = [chapter["title"] for chapter in result["chapters"]]
    assert "How China Stays a Few Months Behind on a Fraction of the AI Capex" in titles
    assert len(titles) >= 10
    names = {entity["name"]: entity for entity in result["entities"]}
    assert names["Google"]["kind"] == "organization"
    assert names["Stephen Balaban"]["kind"] == "person"
    values = {(number["value"], number["unit"]) for number in result["numbers"]}
    assert {(6_300_000_000, "USD"), (150_000_000, "USD per month"), (75_000_000, "USD"), (25, "%")} <= values
    assert any(one["speaker"] == "Stephen Balaban" for one in result["predictions"])
