"""The machine-readable stamp of a line: finding, character offsets, time.

A stamp is an HTML comment at the end of the line: `<!-- ew:quote:3f…:120-180@12340-15600:9c0ffee1 -->`: type, id, every span with
its milliseconds where there are any, and eight hex digits of the rest of the line. The manifest, the page's last line, lists all stamps.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from earwitness.model.digest import SCHEMA, Digest
from earwitness.model.evidence import Evidence
from earwitness.renderers.writing import comment_json

STAMP = re.compile(r" ?<!-- ew:([a-z]+):([0-9a-z]+):([0-9@+,-]*):([0-9a-f]{8}) -->")
ANY_STAMP = re.compile(r"(?<!\\)<!-- ?ew:(?!manifest|transcript)")
"""What a forger might have made of a stamp; source words that look like one stand behind a backslash."""
MANIFEST = re.compile(r"^<!-- ew:manifest (\{.*\}) -->$")
TRANSCRIPT = re.compile(r"^<!-- ew:transcript (\{.*\}) -->$")


class StampPlace(NamedTuple):
    """One span of a stamp."""

    start: int
    end: int
    t0_ms: int | None = None
    t1_ms: int | None = None

    @classmethod
    def of(cls, evidence: Evidence) -> StampPlace:
        """Where a piece of evidence stands."""
        return cls(evidence.start, evidence.end, evidence.t0_ms, evidence.t1_ms)

    def write(self) -> str:
        """`120-180@12340-15600`, without the times where there are none."""
        return f"{self.start}-{self.end}" + (f"@{self.t0_ms}-{self.t1_ms}" if self.t0_ms is not None else "")

    def write_short(self) -> str:
        """`120+60@12340+3260`: lengths instead of ends, which a page with thousands of places is a tenth smaller for."""
        times = f"@{self.t0_ms}+{(self.t1_ms or 0) - self.t0_ms}" if self.t0_ms is not None else ""
        return f"{self.start}+{self.end - self.start}{times}"


_PLACE = re.compile(r"(\d{1,12})([-+])(\d{1,12})(?:@(\d{1,12})\2(\d{1,12}))?")


def read_places(text: str) -> tuple[StampPlace, ...] | None:
    """The places written in a stamp or on a page, None when they are not well formed.

    >>> read_places("1-2@3-4,5-6")
    (Place(start=1, end=2, t0_ms=3, t1_ms=4), Place(start=5, end=6, t0_ms=None, t1_ms=None))
    """
    matches = [_PLACE.fullmatch(part) for part in text.split(",")]
    places: list[StampPlace] = []
    for match in matches:
        if match is None:
            return None
        start, symbol, end, t0, t1 = match.groups()
        from_start = (int(start), int(t0 or 0)) if symbol == "+" else (0, 0)
        places.append(StampPlace(int(start), from_start[0] + int(end), int(t0) if t0 else None, from_start[1] + int(t1) if t1 else None))
    return tuple(places)


def stamp(line: str, kind: str, finding_id: str, places: Sequence[StampPlace]) -> str:
    """`line` with its stamp."""
    written = ",".join(place.write() for place in places)
    return f"{line} <!-- ew:{kind}:{finding_id}:{written}:{line_hash(line)} -->"


def line_hash(line: str) -> str:
    """Eight hex digits of a line without its stamp and trailing white space."""
    return hashlib.sha256(line.rstrip().encode("utf-8", "surrogatepass")).hexdigest()[:8]


def manifest(digest: Digest, form: str, body: str, *, sealed: bool) -> str:
    """The page's last line: what it was made from, every claim on it and a seal over itself; `sealed` pages over all before it too."""
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "format": form,
        "item": digest.item.id,
        "transcript": digest.transcript.sha256,
        "fingerprint": digest.transcript.fingerprint,
        "claims": [f"{kind}:{found}" for kind, found, _, _ in STAMP.findall(body)],
    }
    content["sealed"] = sealed
    content["seal"] = checksum_of(content, body)
    return f"<!-- ew:manifest {comment_json(content)} -->\n"


def checksum_of(content: Mapping[str, Any], body: str) -> str:
    """The seal that a manifest's content must carry, over the page before it where the page is sealed as a whole."""
    unsealed = {key: value for key, value in content.items() if key != "seal"}
    return checksum((body if content.get("sealed") else "") + comment_json(unsealed))


def checksum(body: str) -> str:
    """SHA-256 of a page's text before its manifest."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def read_manifest(line: str) -> dict[str, Any] | None:
    """The manifest's content, None when the line is none or damaged."""
    match = MANIFEST.match(line)
    if match is None:
        return None
    try:
        content = json.loads(match.group(1))
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
