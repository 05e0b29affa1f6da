"""Names for labels: human-edited podcast transcripts whose names became `Speaker N`, with and without the people listed.

A name is right when it is the label's own, or its first name; anything else under a quotation would be wrong. Shares are of labels that
speak in at least three turns, and of turns. The baseline names labels by the first `I'm X` or `my name is X` they say.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from earwitness.documents.speaker_names import name_speakers
from earwitness.model.media import Person
from earwitness.model.transcript import Segment, Transcript

_BARE = re.compile(r"\b(?:[Mm]y name is|I['’]m) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)")
_FEWEST_TURNS = 3


def run(data: Path) -> dict[str, object]:
    rows = [json.loads(line) for line in (data / "podcast_changelog" / "practicalai.jsonl").read_text(encoding="utf-8").splitlines()]
    counts: dict[str, Counter[str]] = {"without metadata": Counter(), "with the people's names": Counter(), "bare rule": Counter()}
    wrong: list[str] = []
    for row in rows:
        transcript, labels = _unnamed(row)
        spoken = Counter(turn["speaker"] for turn in row["turns"])
        people = tuple(Person(name=name, why="metadata") for name in row["speakers"])
        found = {
            "without metadata": {name.label: name.name for name in name_speakers(transcript)},
            "with the people's names": {name.label: name.name for name in name_speakers(transcript, people)},
            "bare rule": _bare(transcript),
        }
        for speaker, label in labels.items():
            if spoken[speaker] < _FEWEST_TURNS:
                continue
            for way, names in found.items():
                verdict = "unnamed" if label not in names else "right" if _right(names[label], speaker) else "wrong"
                counts[way][verdict] += 1
                counts[way][f"{verdict} turns"] += spoken[speaker]
                if verdict == "wrong" and way != "bare rule":
                    wrong.append(f"{row['id']}: {speaker} as {names[label]}")
    figures: dict[str, object] = {}
    for way, count in counts.items():
        total = count["right"] + count["wrong"] + count["unnamed"]
        turns = count["right turns"] + count["wrong turns"] + count["unnamed turns"]
        named = count["right"] + count["wrong"]
        figures[f"{way}: labels named %"] = f"{100 * named / total:.1f} ({named} of {total})"
        figures[f"{way}: wrong names"] = f"{count['wrong']} of {named}"
        figures[f"{way}: turns named rightly %"] = f"{100 * count['right turns'] / turns:.1f} of {turns}"
    figures["n"] = f"{len(rows)} episodes"
    figures["wrong"] = "; ".join(wrong[:12]) or "none"
    return figures


def _unnamed(row: dict[str, Any]) -> tuple[Transcript, dict[str, str]]:
    """The episode with `Speaker N` for every name, and which label each speaker got."""
    labels: dict[str, str] = {}
    segments: list[Segment] = []
    text = ""
    for number, turn in enumerate(t for t in row["turns"] if t.get("speaker") and t["text"].strip()):
        label = labels.setdefault(turn["speaker"], f"Speaker {len(labels) + 1}")
        source_text = turn["text"].strip()
        segments.append(Segment(start=len(text), end=len(text) + len(source_text), speaker=label, turn=number))
        text += source_text + "\n\n"
    return Transcript(text=text, segments=tuple(segments)), labels


def _bare(transcript: Transcript) -> dict[str, str]:
    found: dict[str, str] = {}
    for segment in transcript.segments:
        match = _BARE.search(transcript.text, segment.start, segment.end)
        if match and segment.speaker:
            found.setdefault(segment.speaker, match[1])
    return found


def _right(name: str, speaker: str) -> bool:
    return name == speaker or name == speaker.partition(" ")[0]
