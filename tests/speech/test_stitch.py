"""The law of the seam: wherever a recording is cut, the words are the same, each once."""

from __future__ import annotations

import pytest

from earwitness.extensions import EngineFacts
from earwitness.model.speech import Hints, RecognizedWord, SpokenWord, Utterance
from earwitness.speech.audio.chunks import Cutter, Cutting
from earwitness.speech.audio.voice_activity import FRAME, FRAME_BYTES, FRAME_MS
from earwitness.speech.stitching import ChunkTranscript, join, stitch
from earwitness.speech.transcription import _hear

WORD_FRAMES = 9
WORDS = [f"word{number}" for number in range(150)]


class Scripted:
    def probabilities(self, pcm: bytes) -> list[float]:
        return [0.95 if pcm[at + 1] & 0x80 == 0 else 0.02 for at in range(0, len(pcm), FRAME_BYTES)]


class PlantedEngine:
    """Hears word n in the frames 9n to 9n+8 after the lead; of a word that is cut it hears something else."""

    name = "planted/none"

    def __init__(self, lead: int) -> None:
        self.lead = lead

    def facts(self) -> EngineFacts:
        return EngineFacts()

    def transcribe(self, pcm: bytes, *, language: str | None, hints: Hints) -> tuple[Utterance, ...]:
        words: list[SpokenWord] = []
        frames = [int.from_bytes(pcm[at : at + 2], "little", signed=True) - self.lead for at in range(0, len(pcm), FRAME_BYTES)]
        at = 0
        while at < len(frames):
            number, begun = divmod(frames[at], WORD_FRAMES)
            used = min(WORD_FRAMES - begun, len(frames) - at)
            if 0 <= number < len(WORDS) and frames[at] >= 0:
                whole = begun == 0 and used == WORD_FRAMES
                words.append(SpokenWord(WORDS[number] if whole else "uh", at * FRAME_MS, (at + used) * FRAME_MS))
                at += used
            else:
                at += 1
        return (Utterance(tuple(words)),) if words else ()


@pytest.mark.parametrize("offset_ms", range(0, 10_000, 100))
def test_a_recording_cut_at_any_offset_gives_the_same_words(offset_ms: int) -> None:
    lead = offset_ms // FRAME_MS
    length = lead + len(WORDS) * WORD_FRAMES
    pcm = b"".join((at if at >= lead else -at - 1).to_bytes(2, "little", signed=True) * FRAME for at in range(length))
    engine = PlantedEngine(lead)
    longest = 9_000 + offset_ms % 3_100
    parts = [_hear(engine, chunk, language=None, hints=Hints()) for chunk in Cutter(Scripted(), Cutting(longest=longest)).cut([pcm])]
    assert len(parts) > 3
    words = stitch(parts)
    assert [word.text for word in words] == WORDS
    assert [word.start_ms for word in words] == [(lead + number * WORD_FRAMES) * FRAME_MS for number in range(len(WORDS))]


def heard(*words: tuple[str, int]) -> tuple[RecognizedWord, ...]:
    return tuple(RecognizedWord(text, start, start + 200, 0.9) for text, start in words)


def test_the_same_word_said_twice_is_kept_twice() -> None:
    before = ChunkTranscript(heard(("no", 0), ("no", 1000), ("no", 2000)), 0, 3000)
    after = ChunkTranscript(heard(("no", 1010), ("no", 2010), ("never", 3000)), 1000, 4000, overlaps=True)
    assert [word.text for word in stitch([before, after])] == ["no", "no", "no", "never"]


def test_where_both_sides_hear_something_else_the_middle_decides() -> None:
    retained, rest = join(heard(("a", 0), ("b", 1000), ("c", 1900)), heard(("x", 1100), ("y", 1800)), 1000, 2000)
    assert (retained, [word.text for word in rest]) == (2, ["y"])


def test_neighbours_without_overlap_are_put_side_by_side_with_rising_times() -> None:
    words = stitch([ChunkTranscript(heard(("a", 900)), 0, 1000), ChunkTranscript(heard(("a", 850)), 1000, 2000)])
    assert [(word.text, word.start_ms) for word in words] == [("a", 900), ("a", 900)]
