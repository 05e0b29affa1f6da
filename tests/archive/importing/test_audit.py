"""The same truths and falsehoods in the shapes of other programs get the same verdicts."""

import json
from pathlib import Path

import pytest
from tests.archive.importing.hub_maker import HubMaker

from earwitness.cli.app import main

LIE = "Whoever owns a lighthouse will sooner or later rent it to a family of geese."
TURNED = "The council did sell the ferry to anybody in Norrby that winter."
SAID = "The council did not sell the ferry to anybody in Norrby that winter."


def shapes(true: list[str]) -> dict[str, str]:
    quotes = [true[0], true[1].upper(), TURNED, LIE]
    listed = "\n".join(f'- "{quote}" — Ada Quill' for quote in quotes)
    extracted = [{"extraction_class": "quote", "extraction_text": quote} for quote in quotes]
    extracted += [{"extraction_class": "company", "extraction_text": "But I"}]
    return {
        "headed lists": f"# SUMMARY\n\nNo list.\n\n- nothing here\n\n## QUOTES\n\n{listed}\n\n## COMPANIES\n\n1. But I\n",
        "JSON lists": json.dumps(
            {"meta": {"title": "x"}, "highlights": [{"content": quote, "t": 1} for quote in quotes], "companies": ["But I"]}
        ),
        "extractions": json.dumps({"document_id": "d", "text": "t", "extractions": extracted}) + "\n",
        "hub page": f"---\ntitle: x\nquotes: {json.dumps([{'text': quote} for quote in quotes])}\ncompanies: [{{name: But I}}]\n---\n",
    }


@pytest.mark.parametrize("shape", ["headed lists", "JSON lists", "extractions", "hub page"])
def test_each_shape_is_judged_alike(capfd, tmp_path: Path, shape: str) -> None:
    hub = HubMaker(tmp_path / "hub")
    true = [hub.sentence() for _ in range(20)]
    transcript = hub.transcript("talk.vtt", [*true[:8], SAID, *true[8:]])
    file = tmp_path / "output.txt"
    file.write_text(shapes(true)[shape], encoding="utf-8")
    assert main(["audit", str(file), "--transcript", str(transcript), "--json"]) == 1
    found = json.loads(capfd.readouterr().out)
    assert found["format"] == shape
    assert found["counts"]["quotes"] == {
        "entries": 4, "refuted": 2, "verified": 2, "refuted_by_reason": {"altered: negation": 1, "not found": 1},
    }  # fmt: skip
    assert found["counts"]["companies"]["refuted_by_reason"] == {"no name: function words": 1}
    assert SAID.rstrip(".") in [claim["nearest"].rstrip(".") for claim in found["claims"]]


def test_a_true_output_ends_well_and_another_transcript_is_refused(capfd, tmp_path: Path) -> None:
    hub = HubMaker(tmp_path / "hub")
    true = [hub.sentence() for _ in range(20)]
    file = tmp_path / "output.md"
    file.write_text("# Quotes\n\n" + "\n".join(f"* {line}" for line in true[:5]), encoding="utf-8")
    assert main(["audit", str(file), "--transcript", str(hub.transcript("talk.vtt", true))]) == 0
    assert "quotes: 5 verified" in capfd.readouterr().out
    other = hub.transcript("other.vtt", [hub.sentence() for _ in range(20)])
    assert main(["audit", str(file), "--transcript", str(other)]) == 2
    assert "holds other words than the quotes" in capfd.readouterr().err
    file.write_text("Nothing is claimed here.")
    assert main(["audit", str(file), "--transcript", str(other)]) == 2
    assert "holds no quotes" in capfd.readouterr().err
