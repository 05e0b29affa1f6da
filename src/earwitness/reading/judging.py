"""Adds the judgements of the reading model to a reading."""

from __future__ import annotations

from dataclasses import replace

from earwitness.model.reading import Reading
from earwitness.reading.features import SentenceInput
from earwitness.reading.model import ReadingModel


def judged(reading: Reading, model: ReadingModel) -> Reading:
    """Return the reading with one judgement for each of its sentences."""
    judgements = model.judge(inputs_of(reading), reading.item.title)
    return replace(reading, judgements=judgements, judged_by=f"model:{model.name}")


def inputs_of(reading: Reading) -> tuple[SentenceInput, ...]:
    """Return the sentences as the model is given them."""
    return tuple(
        SentenceInput(
            " ".join(reading.text[sentence.start : sentence.end].split()),
            sentence.speaker or "",
            sentence.kind == "heading",
            sentence.kind == "speech",
        )
        for sentence in reading.sentences
    )
