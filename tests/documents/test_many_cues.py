"""Captions longer than any item, and what a hundred hours of them cost."""

import hashlib
import json
from dataclasses import replace

import pytest

from earwitness.documents.captions.cues import MOST_CUES
from earwitness.errors import TooLarge
from earwitness.jobs.worker_functions import parse_document
from earwitness.model.documents import ItemDraft
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes
from earwitness.sandbox import Limits, run

FORMATS = {
    "a.vtt": ("WEBVTT\n\n", "00:00.000 --> 00:00.001\na\n\n"),
    "a.srt": ("", "1\n00:00:00,000 --> 00:00:00,001\na\n\n"),
}


def _clock(ms: int) -> str:
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"


@pytest.mark.parametrize("name", FORMATS)
def test_more_cues_than_any_item_has_are_refused_before_anything_is_made_of_them(name: str) -> None:
    head, cue = FORMATS[name]
    document = RawDocument((head + cue * (MOST_CUES + 1)).encode(), name)
    with pytest.raises(TooLarge, match="150,001 cues, more than 150,000"):
        parse_document(document, ItemDraft())


def test_a_hundred_hours_of_captions_are_read_within_the_memory_limit_of_their_size() -> None:
    words = "so the thing we found about the mill at Norrby is that it stood".split()
    cues = (
        f"{_clock(at * 2500)} --> {_clock(at * 2500 + 2500)}\n{' '.join(words[at % 6 : at % 6 + 8])} {at}\n"
        for at in range(100 * 3600 * 2 // 5)
    )
    document = RawDocument(("WEBVTT\n\n" + "\n".join(cues)).encode(), "talk.vtt")
    limits = Limits.for_size(len(document.content))
    assert limits.memory_bytes == 256 * 2**20
    limits = replace(limits, cpu_s=300, wall_s=600)  # what it takes on this machine is no part of the test
    _, transcript = run("earwitness.jobs.worker_functions:parse_document", document, ItemDraft(), limits=limits)
    assert len(transcript.segments) == 144_000
    assert transcript.segments[-1].end_ms == 100 * 3_600_000
    assert transcript.text.endswith(" 143999")


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_a_fingerprint_is_the_hash_of_the_canonical_json_however_long(count: int) -> None:
    transcript = Transcript(
        text='aé"\\ ' * count,
        segments=tuple(
            Segment(start=at, end=at + 1, speaker="é" if at % 2 else None, start_ms=at if at % 3 else None) for at in range(count)
        ),
        marks=tuple(Mark(start=at, end=at + 1, kind="label", value="x") for at in range(count)),
        word_times=WordTimes(start=(0,), end=(1,), t0_ms=(0,), t1_ms=(4,)) if count % 2 else None,
    )
    content = transcript.model_dump(mode="json", include={"text", "segments", "marks", "word_times"})
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    assert transcript.fingerprint == hashlib.sha256(canonical.encode()).hexdigest()
