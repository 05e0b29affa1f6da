"""What is said stays in the transcript as it was said; summaries leave out sentences with fillers, figures keep words and value."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from earwitness import pipeline
from earwitness.model.media import RawDocument

FILLER = re.compile(r"\b(?:um|uh|uhm|erm|hmm)\b", re.IGNORECASE)
TALK = """Ines: Um, so we, uh, we have looked at the old bridge at Norrby, and, um, it is, uh, rusting.

Tom: Uh, the old bridge at Norrby cost, um, four hundred thousand euros a year to keep open.

Ines: The bridge at Norrby carries nine thousand cars every day. Its cables lost a third of their strength in twenty years.

Tom: Um, yeah, uh, the cables of the bridge, um, they are thin.

Ines: A new bridge at Norrby will cost 40 million euros, and it will stand for a century if it is painted every ten years.
"""


def test_fillers_stay_in_the_transcript_and_out_of_the_summary() -> None:
    result = pipeline.digest(RawDocument(TALK.encode(), "bridge.txt"), pipeline.Tools.standard())
    assert len(FILLER.findall(result.transcript.text)) == len(FILLER.findall(TALK)) > 5
    assert result.digest.summary
    assert not [s.text for s in (*result.digest.summary, *result.digest.quotes) if FILLER.search(s.text)]


def test_figures_are_kept_as_said_and_as_value() -> None:
    result = pipeline.digest(RawDocument(TALK.encode(), "bridge.txt"), pipeline.Tools.standard()).digest
    source_text = {number.value: number.text for number in result.numbers}
    assert "nine thousand cars" in source_text[9_000]
    assert "40 million euros" in source_text[40_000_000]


@pytest.mark.data
def test_no_filler_in_what_is_printed_of_a_verbatim_podcast() -> None:
    folder = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parents[3] / "shared" / "data") / "rev16" / "verbatim"
    if not folder.is_dir():
        pytest.skip("needs the shared data")
    rows = [line.split("|") for line in (folder / "21.nlp").read_text(encoding="utf-8").splitlines()]
    token, speaker, symbol = (rows[0].index(name) for name in ("token", "speaker", "punctuation"))
    text, last = "", None
    for row in rows[1:]:
        text += (f"\n\nSpeaker {row[speaker]}: " if row[speaker] != last else "") + row[token] + row[symbol] + " "
        last = row[speaker]
    result = pipeline.digest(RawDocument(text.strip().encode(), "21.txt"), pipeline.Tools.standard())
    assert len(FILLER.findall(result.transcript.text)) > 100
    assert len(result.digest.summary) > 5
    assert not [s.text for s in (*result.digest.summary, *result.digest.quotes) if FILLER.search(s.text)]
