"""Parses a JSON digest: its evidence as claims, and its transcript when it carries one."""

from __future__ import annotations

import json
from collections import Counter

from pydantic import ValidationError

from earwitness.model.digest import SCHEMA, Digest, VerifiedEntity
from earwitness.model.pages import Claim, Page

_HEAD = 2_000
"""Characters in which the schema's name must stand for a file to be taken for a digest; the key is written first."""


class JsonPageReader:
    """Reads what `--format json` writes."""

    def recognises(self, text: str) -> bool:
        """True for a JSON object that names the digest schema."""
        head = text.lstrip("\ufeff \t\r\n")[:_HEAD]
        return head.startswith("{") and f'"{SCHEMA}"' in head

    def read(self, text: str, name: str) -> Page:
        """Every evidence entry of every finding as a claim."""
        try:
            digest = Digest.model_validate_json(text.lstrip("\ufeff"))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            return Page(name=name, claims=(), faults=(f"{place}: {first['msg']}",), single_line=False)
        transcript = digest.transcript.restore()
        return Page(
            name=name,
            claims=claims_of(digest),
            faults=_doubled(text),
            digest=digest,
            transcript=transcript,
            transcript_sha256=digest.transcript.sha256,
            fingerprint=digest.transcript.fingerprint,
            single_line=False,
        )


def _doubled(text: str) -> tuple[str, ...]:
    """Keys that stand twice in one object: one reader takes the first value, another the last."""
    found: list[str] = []

    def noted(pairs: list[tuple[str, object]]) -> None:
        if len({key for key, _ in pairs}) != len(pairs):
            found.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)

    json.loads(text.lstrip("\ufeff"), object_pairs_hook=noted)
    return tuple(f"the key {key!r} stands twice in one object" for key in dict.fromkeys(found))


def claims_of(digest: Digest) -> tuple[Claim, ...]:
    """The digest's evidence as claims, every mention of an entity included."""
    claims: list[Claim] = []
    for finding in digest.findings():
        parts = [(f"evidence[{at}]", part) for at, part in enumerate(finding.evidence)]
        if isinstance(finding, VerifiedEntity):
            parts += [(f"mentions[{at}]", part) for at, part in enumerate(finding.mentions)]
        claims.extend(
            Claim(
                finding=finding.id,
                kind=finding.TYPE,
                printed=part.text,
                start=part.start,
                end=part.end,
                t0_ms=part.t0_ms,
                t1_ms=part.t1_ms,
                speaker=part.speaker,
                where=f"{finding.TYPE} {finding.id} {key}",
            )
            for key, part in parts
        )
    return tuple(claims)
