"""Forged JSON digests, with counts and checksum made to fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.renderers.forging import faults_of, page

FORGERIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "another speaker": lambda one: one["quotes"][0].update(speaker="Priya Raman"),
    "another speaker in both places": lambda one: (
        one["quotes"][0].update(speaker="Priya Raman"),
        one["quotes"][0]["evidence"][0].update(speaker="Priya Raman"),
    ),
    "a later time": lambda one: one["quotes"][0]["evidence"][0].update(t0_ms=one["quotes"][0]["evidence"][0]["t0_ms"] + 1000),
    "a negation dropped": lambda one: one["practices"][0].update(text=one["practices"][0]["text"].replace("Don't buy", "Buy")),
    "a value": lambda one: one["numbers"][2].update(value=3_700_000),
    "a unit": lambda one: one["numbers"][2].update(unit="USD"),
    "another year": lambda one: next(p for p in one["predictions"] if p.get("due") == "2029").update(due="2031"),
    "a date counted from the day": lambda one: next(p for p in one["predictions"] if "next" in p["horizon"]).update(due="2027"),
    "an alias": lambda one: one["entities"][0].update(aliases=["Theranos"]),
    "a context": lambda one: one["entities"][0].update(context="Welcome to Theranos"),
    "moved evidence": lambda one: one["quotes"][0].update(evidence=one["quotes"][1]["evidence"]),
    "evidence of another quote with its words": lambda one: one["quotes"][0].update(
        evidence=one["quotes"][1]["evidence"], text=one["quotes"][1]["text"], speaker=one["quotes"][1]["speaker"]
    ),
    "a heading": lambda one: one["summary"][0].update(heading="How it failed"),
    "a mention taken away": lambda one: next(e for e in one["entities"] if len(e["mentions"]) <= 3)["mentions"].pop(),
    "a rejection taken away": lambda one: one["audit"].update(proposed=one["audit"]["proposed"] + 1),
    "a better share": lambda one: one["coverage"].update(cited_share=0.99),
    "a gap closed": lambda one: one["coverage"]["read"][0].update(end=one["coverage"]["read"][0]["end"] + 40),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found(forgery: str) -> None:
    result = page("json")
    held = json.loads(result.text)
    FORGERIES[forgery](held)
    assert result.faults(json.dumps(held))


def test_a_key_that_stands_twice_is_found() -> None:
    result = page("json")
    assert faults_of(result.text, result) == []
    quotes = json.dumps(json.loads(result.text)["quotes"])
    forged = result.text.replace('"quotes": [', f'"quotes": {quotes.replace("written after", "written before")}, "quotes": [', 1)
    assert forged != result.text
    assert "the key 'quotes' stands twice in one object" in faults_of(forged, result)
