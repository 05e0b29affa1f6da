from __future__ import annotations

import pytest

from earwitness.analysis.summary.statements import cues_of, family_of


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("ports grew because the quay cut unloading time.", "cause"),
        ("the real bottleneck is the customs office.", "finding"),
        ("the winner is the clerk rather than the crane.", "contrast"),
        ("rail is cheaper than road.", "comparison"),
        ("freight volume doubled over the past decade.", "trend"),
        ("the second track will open by 2031.", "prediction"),
        ("in the end, the clerk decides.", "conclusion"),
    ],
)
def test_kinds(said, kind):
    assert kind in cues_of(said).kinds


@pytest.mark.parametrize(
    ("said", "family"),
    [
        ("the more wagons a train pulls, the less each tonne costs to move.", "principle"),
        ("if you want a faster port, you have to fix the paperwork first.", "principle"),
        ("use the free planner to see when a berth is open.", "practice"),
        ("we recommend the night berth to every small ship.", "practice"),
        ("the bottleneck is not the crane but the office, because clerks go home at five.", "insight"),
    ],
)
def test_families(said, family):
    found = family_of(cues_of(said))
    assert found is not None
    assert found[0] == family


@pytest.mark.parametrize(
    "said",
    [
        "the crane is yellow.",
        "i always had in mind that i want a crane.",
        "you can imagine the queue at the gate.",
        "there are many interesting things you can do.",
        "when we got there, he said the crane was always busy.",
    ],
)
def test_narration_is_neither_rule_nor_advice(said):
    found = family_of(cues_of(said))
    assert found is None or found[0] == "insight"


def test_a_view_held_up_to_be_answered_is_weaker():
    own, reported = "ports lose because clerks go home.", "the cynical view is that ports lose because clerks go home."
    assert cues_of(reported).reported
    assert cues_of(reported).claim < cues_of(own).claim


def test_a_hostile_sentence_is_read_to_its_end():
    assert 0 <= cues_of("not the more it's the if you, n't which the best " * 3000).claim <= 1
