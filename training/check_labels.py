"""Checks label files against the units of their documents: `check_labels.py --units FOLDER [LABELS]`; exits 1 when one is wrong."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FUNCTIONS = frozenset("claim cause rule advice forecast definition example story question topic procedure chatter".split())  # noqa: SIM905
STANCES = frozenset({"reported", "supposed", "quoted", "refuted"})
LONGEST_RUN, LONGEST_TAKEAWAY = 4, 3


def problems(labels: dict[str, Any], units: int) -> Iterator[str]:
    """Yield what is wrong with the labels of a document of so many units."""
    graded = labels["grades"]
    yield from (f"takeaway {run}" for run in labels["takeaway"] if not _is_run(run, units, LONGEST_TAKEAWAY))
    for point in labels["key_points"]:
        if point.get("weight") not in (1, 2, 3) or not point.get("point") or not point.get("units"):
            yield f"key point {point}"
        yield from (f"key point's units {run}" for run in point["units"] if not _is_run(run, units, LONGEST_RUN))
        if not any(str(unit) in graded for run in point["units"] for unit in run):
            yield f"no graded unit in: {point['point'][:60]}"
    for unit, (gist, alone, quote) in graded.items():
        if not 0 <= int(unit) < units or gist not in range(4) or alone not in (0, 1) or quote not in range(4):
            yield f"grade {unit}: {[gist, alone, quote]}"
        if labels["function"].get(unit) not in FUNCTIONS:
            yield f"function of {unit}: {labels['function'].get(unit)}"
    yield from (f"stance {unit}: {value}" for unit, value in labels.get("stance", {}).items() if value not in STANCES or int(unit) >= units)
    for one in labels.get("lists", ()):
        if not one["items"] or not all(0 <= at < units for at in (one["announce"], *one["items"])):
            yield f"list {one}"
    for kind in ("predictions", "practices"):
        runs = [one["units"] if isinstance(one, dict) else one for one in labels.get(kind, ())]
        yield from (f"{kind} {run}" for run in runs if not _is_run(run, units, LONGEST_RUN))
    yield from (f"promotion {one}" for one in labels.get("promotion", ()) if not 0 <= one[0] <= one[1] < units)
    yield from (f"chapter {one}" for one in labels["chapters"] if not 0 <= one["unit"] < units or not one["title"])


def _is_run(run: list[int], units: int, longest: int) -> bool:
    return 1 <= len(run) <= longest and run == list(range(run[0], run[0] + len(run))) and run[0] >= 0 and run[-1] < units


def main() -> int:
    """Check every file; print one line each, and its problems."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=Path, required=True)
    parser.add_argument("labels", type=Path, nargs="?", default=Path(__file__).parent / "labels")
    given = parser.parse_args()
    wrong = 0
    for file in sorted(given.labels.glob("*.json")):
        labels = json.loads(file.read_text("utf-8"))
        found = list(problems(labels, len(json.loads((given.units / file.name).read_text("utf-8"))["spans"])))
        print(f"{file.stem}: {len(labels['grades'])} graded, {len(labels['key_points'])} key points, {len(labels['chapters'])} chapters")
        for problem in found:
            print(f"  {problem}")
        wrong += bool(found)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
