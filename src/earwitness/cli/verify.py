"""`earwitness verify`: re-check the evidence of digests and pages, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from earwitness.cli.output import print_text
from earwitness.recheck.verify import Verification
from earwitness.recheck.verify import verify as verify_pages

FAULTS_SHOWN = 50
SKIPPED_SHOWN = 5


def verify(
    *paths: Path,
    transcript: Path | None = None,
    json_: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> int:
    """Re-check the evidence of digests and pages, offline.

    Compares every quote, number, name, time and speaker on every page with the transcript inside the page or beside it.
    Exit code 1 when something does not hold: a changed character, a moved time, an altered number, a missing item.

    Examples:
      earwitness verify digests/
      earwitness verify page.html --json

    Parameters
    ----------
    paths
        Pages (JSON, Markdown, HTML) or folders of them.
    transcript
        The NAME.transcript.json to check against, when it lies elsewhere.
    json_
        Print one JSON object: pages, claims, faults.
    """
    outcome = verify_pages(*paths, transcript=transcript)
    print_text(_as_json(outcome) if json_ else _as_lines(outcome))
    return 1 if outcome.faults else 0


def _as_json(outcome: Verification) -> str:
    pages = [
        {"page": str(page.page), "claims": page.claims, "faults": [fault._asdict() for fault in page.faults]} for page in outcome.checked
    ]
    return json.dumps({"pages": pages, "skipped": [str(path) for path in outcome.skipped]}, ensure_ascii=False, indent=1) + "\n"


def _as_lines(outcome: Verification) -> str:
    lines = []
    for page in outcome.checked:
        state = "holds" if not page.faults else _count(len(page.faults), "fault")
        lines.append(f"{page.page}: {_count(page.claims, 'claim')}, {state}")
        lines += [f"  {fault.where}: {fault.message}" for fault in page.faults[:FAULTS_SHOWN]]
        if len(page.faults) > FAULTS_SHOWN:
            lines.append(f"  ... and {len(page.faults) - FAULTS_SHOWN} more; --json lists all")
    claims = sum(page.claims for page in outcome.checked)
    verdict = f"{_count(len(outcome.faults), 'fault')} found" if outcome.faults else "everything holds"
    lines.append(f"{_count(len(outcome.checked), 'page')}, {_count(claims, 'claim')} re-checked: {verdict}")
    if outcome.skipped:
        left = len(outcome.skipped) - SKIPPED_SHOWN
        named = ", ".join(str(path) for path in outcome.skipped[:SKIPPED_SHOWN]) + (f" and {left:,} more" if left > 0 else "")
        lines.append(f"not re-checked, for they carry no evidence that could be: {named}")
    return "\n".join(lines) + "\n"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
