from __future__ import annotations

import json

import pytest

from earwitness.errors import UsageError
from earwitness.model.media import RawDocument
from earwitness.model.speech import RecognizedWord, VoiceTurn
from earwitness.model.transcript import Transcript
from earwitness.pipeline import Tools, parse
from earwitness.renderers.captions import FORMATS, LINE, captions, captions_text
from earwitness.renderers.transcript_file import read_transcript_json
from earwitness.speech.transcript_building import transcript_of

TEXT = (
    "The price fell by 25 % in three years, from £12,000 to £9,000, and <nobody> in the trade had expected it & planned for it. "
    "Why is that? We measured four hundred houses before we said a word about it to anybody outside the company."
)


def spoken() -> Transcript:
    transcribed = [RecognizedWord(word, 400 * at, 400 * at + 350, 0.9) for at, word in enumerate(TEXT.split())]
    transcribed.append(RecognizedWord("you", 400 * len(transcribed), 400 * len(transcribed) + 90, 0.1, "phantom"))
    return transcript_of(transcribed, origin="asr:x/y", language="en", turns=[VoiceTurn(0, 9_000, 1), VoiceTurn(9_000, 60_000, 2)])


@pytest.mark.parametrize("form", ["vtt", "srt", "json"])
def test_what_is_written_can_be_read_back(form: str) -> None:
    result = spoken()
    written = captions_text(result, form)
    read = parse(RawDocument(written.encode(), f"x.{form}"), Tools.standard().readers).transcript
    reported = TEXT.replace("<nobody>", "") if form == "srt" else TEXT  # SubRip knows no way to write a word in angle brackets
    assert "".join(read.text.split()).replace("Speaker1:", "").replace("Speaker2:", "") == "".join(reported.split())
    assert {segment.speaker for segment in read.segments} == {"Speaker 1", "Speaker 2"}
    assert read.segments[0].start_ms == 0
    assert [word for word in captions_text(result, "txt").split() if word not in {"Speaker", "1:", "2:"}] == TEXT.split()


def test_captions_are_short_and_follow_each_other() -> None:
    result = list(captions(spoken()))
    assert all(len(caption.text) <= 2 * LINE for caption in result)
    assert all(caption.start_ms < caption.end_ms <= caption.start_ms + 7_500 for caption in result)
    assert [caption.start_ms for caption in result] == sorted(caption.start_ms for caption in result)
    assert " ".join(caption.text for caption in result) == TEXT


def test_noise_is_in_no_caption_but_in_the_transcript() -> None:
    result = spoken()
    assert "you" not in captions_text(result, "vtt").split()
    assert read_transcript_json(captions_text(result, "transcript")) == result.model_copy(update={"language": None})


def test_podcast_json_is_version_one() -> None:
    content = json.loads(captions_text(spoken(), "json"))
    assert content["version"] == "1.0.0"
    assert content["segments"][0]["startTime"] == 0


def test_without_times_there_are_no_captions() -> None:
    with pytest.raises(UsageError, match="times"):
        captions_text(Transcript(text="Hello"), "vtt")
    with pytest.raises(UsageError, match=FORMATS[0]):
        captions_text(spoken(), "docx")
