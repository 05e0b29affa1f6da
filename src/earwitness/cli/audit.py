"""`earwitness audit`: check another program's output against the transcript of the recording."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from earwitness.cli.imported import claim_lines, summed
from earwitness.cli.listing import Json, as_json
from earwitness.cli.output import print_text
from earwitness.config import load_settings
from earwitness.model.claims import ClaimKind, ImportedClaim
from earwitness.text.invisible import one_line as clean

FINDING = 1
_TITLES: tuple[tuple[ClaimKind, str], ...] = (("quote", "quotes"), ("insight", "insights"), ("company", "companies"))


def audit(file: Path, *, transcript: Path, json_: Json = False, home: Path | None = None) -> int:
    """Check another program's output: every quote, insight and company against the transcript, with the reason.

    Reads a hub's page, Markdown with headed lists (QUOTES, INSIGHTS, COMPANIES), JSON with lists under such keys (quotes, highlights,
    takeaways, companies), and JSON Lines of extractions. Exit code 1 when anything is refuted.

    Examples:
      earwitness audit summary.md --transcript talk.vtt
      earwitness audit extractions.jsonl --transcript talk.srt --json

    Parameters
    ----------
    file
        The other program's output.
    transcript
        The recording's transcript: captions, text, Markdown, JSON.
    json_
        Print one JSON object: the counts, and every claim with its verdict.
    home
        Folder with the settings (default ~/.earwitness, or EARWITNESS_HOME).
    """
    from earwitness.archive.auditing import audit_output  # noqa: PLC0415 - --help needs none of it

    audited = audit_output(file, transcript, load_settings(home))
    claims = audited.claims
    for warning in audited.warnings:
        print(f"earwitness: {clean(file.name)}: {warning}", file=sys.stderr)
    if json_:
        shown: dict[str, Any] = {"file": str(file), "format": audited.format, "transcript": audited.transcript_sha256}
        print_text(as_json({**shown, "counts": _counts(claims), "claims": [claim.model_dump(exclude={"finding_id"}) for claim in claims]}))
    else:
        print_text("\n".join([f"{clean(file.name)}, read as {audited.format}", *_lines(claims)]) + "\n")
    return FINDING if any(claim.state == "refuted" for claim in claims) else 0


def _counts(claims: Sequence[ImportedClaim]) -> dict[str, Any]:
    """By kind, how many are in each state, and the reasons of the refuted."""
    counts: dict[str, Any] = {}
    for kind, title in _TITLES:
        own = [claim for claim in claims if claim.kind == kind]
        states = dict(sorted(Counter(claim.state for claim in own).items()))
        reasons = dict(sorted(Counter(claim.reason for claim in own if claim.state == "refuted").items()))
        counts[title] = {"entries": len(own), **states, "refuted_by_reason": reasons}
    return counts


def _lines(claims: Sequence[ImportedClaim]) -> list[str]:
    lines: list[str] = []
    for kind, title in _TITLES:
        own = [claim for claim in claims if claim.kind == kind]
        lines += [f"{title}: {summed(own)}", *(line for claim in own for line in claim_lines(claim))] if own else []
    return lines
