"""A slice of `make crash`: kill -9 in the middle of things, start again, and nothing is lost, doubled or different."""

import pytest
from evals import crash

pytestmark = pytest.mark.enable_socket


def test_killed_in_the_middle_of_effects_the_archive_ends_the_same() -> None:
    figures = crash.run(points=("parse:inside", "digest:after"), random_kills=0, items=(3, 2))
    assert figures["kills at named points"] == "2 of 2"
    assert (figures["rows lost"], figures["rows doubled"], figures["archives that differ"]) == (0, 0, 0)
