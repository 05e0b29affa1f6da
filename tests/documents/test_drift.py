"""Published transcripts against recordings: planted advertisements and cuts are found, times come out right, strangers are refused."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.model.speech import RecognizedWord
from earwitness.model.transcript import Mark, Segment, Transcript, WordTimes
from earwitness.renderers.captions import web_vtt
from earwitness.speech.alignment.anchors import common_words
from earwitness.speech.alignment.drift import jumps, measure
from earwitness.speech.alignment.retiming import retimed

SMALL = ["the", "a", "of", "and", "to", "in", "we", "that"]
CUE, WORD_MS = 8, 375


def talk(words: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [draw.choice(SMALL) if draw.random() < 0.4 else f"w{draw.randrange(900)}" for _ in range(words)]


def captions(words: list[str], *, cue: int = CUE, timed: bool = True) -> tuple[Transcript, list[int]]:
    """Cues of so many words, 375 ms each and a pause behind; when each word is said."""
    text, segments, times, ms = "", [], [], 0
    for at in range(0, len(words), cue):
        source_text = words[at : at + cue]
        start, text = len(text), text + " ".join(source_text)
        end_ms = ms + WORD_MS * len(source_text)
        segments.append(Segment(start=start, end=len(text), start_ms=ms if timed else None, end_ms=end_ms if timed else None))
        times += [ms + WORD_MS * place for place in range(len(source_text))]
        ms, text = end_ms + 200, text + " "
    return Transcript(text=text.rstrip(), segments=tuple(segments), origin="captions"), times


def spoken(words: list[str], times: list[int], seed: int, misheard: float = 0.15) -> list[RecognizedWord]:
    """The words as a recogniser hears them: some wrong, all a little early or late."""
    draw = random.Random(seed)
    transcribed = []
    for word, ms in zip(words, times, strict=True):
        text = f"x{draw.randrange(900)}" if draw.random() < misheard else word
        begin = max(0, ms + draw.randint(-120, 120))
        transcribed.append(RecognizedWord(text, begin, begin + 280, 0.9))
    return transcribed


def advertisement(start_ms: int, lasts_ms: int, seed: int) -> list[RecognizedWord]:
    source_text = talk(lasts_ms // 400, seed)
    return [RecognizedWord(word, start_ms + 400 * at, start_ms + 400 * at + 250, 0.9) for at, word in enumerate(source_text)]


def test_an_advertisement_put_in_is_found_and_what_is_behind_it_moved() -> None:
    words = talk(1_600, 1)
    published, times = captions(words)
    border = 800
    moved = [ms if at < border else ms + 20_000 for at, ms in enumerate(times)]
    transcribed = sorted([*spoken(words, moved, 2), *advertisement(times[border] - 150, 19_500, 3)], key=lambda word: word.start_ms)
    result = retimed(published, transcribed, by="an ear")
    [(_, _, more_ms)] = jumps(result.drift)
    assert abs(more_ms - 20_000) < 150
    truth = moved[::CUE]
    off_before = [abs((s.start_ms or 0) - ms) for s, ms in zip(published.segments, truth, strict=True)]
    off_after = [abs((s.start_ms or 0) - ms) for s, ms in zip(result.transcript.segments, truth, strict=True)]
    assert max(off_before) == 20_000
    assert max(off_after) <= 300
    assert result.lost == ()
    assert result.transcript.text == published.text
    assert result.transcript.fingerprint != published.fingerprint
    assert any("the recording has 20.0 s more" in warning for warning in result.transcript.warnings)


def test_an_advertisement_inside_a_segment_parts_it() -> None:
    words = talk(640, 4)
    published, times = captions(words)
    border = 320 + 4
    moved = [ms if at < border else ms + 30_000 for at, ms in enumerate(times)]
    result = retimed(published, spoken(words, moved, 5, misheard=0.0), by="an ear")
    assert len(result.transcript.segments) == len(published.segments) + 1
    parted = [s for s in result.transcript.segments if s.start == published.segments[40].start or s.end == published.segments[40].end]
    assert len(parted) == 2
    assert (parted[1].start_ms or 0) - (parted[0].end_ms or 0) > 29_000
    assert abs((parted[1].start_ms or 0) - moved[border]) <= 300


def test_what_the_recording_lacks_loses_its_times_and_its_captions() -> None:
    words = talk(1_600, 6)
    published, times = captions(words)
    gone = range(800, 880)
    cut_ms = times[880] - times[800]
    retained = [(word, ms if at < 800 else ms - cut_ms) for at, (word, ms) in enumerate(zip(words, times, strict=True)) if at not in gone]
    result = retimed(published, spoken([w for w, _ in retained], [ms for _, ms in retained], 7), by="an ear")
    assert [(s.start_ms, s.end_ms) for s in result.transcript.segments[100:110]] == [(None, None)] * 10
    assert len(result.lost) == 10
    after = result.transcript.segments[111]
    assert abs((after.start_ms or 0) - (times[888] - cut_ms)) <= 300
    lost = published.text[result.lost[3].start : result.lost[3].end]
    assert lost not in web_vtt(result.transcript).replace("\n", " ")
    assert lost in result.transcript.text
    assert any("without a time (10)" in warning for warning in result.transcript.warnings)


def test_an_advertisement_of_the_show_at_the_beginning_that_this_recording_lacks_has_no_time() -> None:
    words = talk(900, 8)
    published, times = captions(words)
    result = retimed(published, spoken(words[80:], [ms - times[80] for ms in times[80:]], 9), by="an ear")
    assert all(segment.start_ms is None for segment in result.transcript.segments[:9])
    assert abs(result.transcript.segments[12].start_ms - (times[96] - times[80])) <= 300


def test_clocks_that_run_apart_are_followed() -> None:
    words = talk(4_000, 10)
    published, times = captions(words)
    widened = [round(ms * 1.001) + 500 for ms in times]
    result = retimed(published, spoken(words, widened, 11), by="an ear")
    off = [abs((s.start_ms or 0) - ms) for s, ms in zip(result.transcript.segments, widened[::CUE], strict=True)]
    assert max(off) <= 300
    assert len(result.drift.stretches) == 1


def test_word_times_move_with_their_stretch() -> None:
    words = talk(800, 12)
    published, times = captions(words)
    starts, at = [], 0
    for word in words:
        at = published.text.index(word, at)
        starts.append(at)
        at += len(word)
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    own = WordTimes(start=tuple(starts), end=tuple(ends), t0_ms=tuple(times), t1_ms=tuple(ms + 300 for ms in times))
    moved = [ms if at < 400 else ms + 5_000 for at, ms in enumerate(times)]
    result = retimed(published.model_copy(update={"word_times": own}), spoken(words, moved, 13), by="an ear")
    assert result.transcript.word_times is not None
    assert max(abs(a - b) for a, b in zip(result.transcript.word_times.t0_ms, moved, strict=True)) <= 300
    assert result.transcript.time_of(starts[700], ends[700]).method == "word"


@pytest.mark.parametrize("cue", [CUE, 300])
def test_a_transcript_without_times_of_its_words_gets_them_from_the_recording(cue: int) -> None:
    words = talk(1_200, 14)
    published, _ = captions(words, cue=cue, timed=cue == 300)
    truth = [400 * at + (20_000 if at >= 500 else 0) for at in range(len(words))]
    result = retimed(published, spoken(words, truth, 15), by="an ear")
    assert result.drift.coarse
    assert result.transcript.word_times is not None
    place = published.text.index(" ".join(words[900:903]))
    when = result.transcript.time_of(place, place + 3)
    assert abs((when.t0_ms or 0) - truth[900]) <= 1_000
    assert all(segment.start_ms is not None for segment in result.transcript.segments)


def test_the_transcript_of_something_else_is_left_alone_and_says_so() -> None:
    published, _ = captions(talk(800, 16))
    other = talk(800, 17)
    result = retimed(published, spoken(other, [400 * at for at in range(800)], 18), by="an ear")
    assert not result.drift.fits
    assert result.transcript.segments == published.segments
    assert "probably another's" in result.transcript.warnings[-1]


def test_labels_and_noise_are_not_looked_for_in_the_recording() -> None:
    text = "Ann: we built it by hand [music] and it stood for years"
    marks = (Mark(start=0, end=4, kind="label"), Mark(start=25, end=32, kind="noise"))
    published = Transcript(text=text, segments=(Segment(start=5, end=len(text), start_ms=0, end_ms=4_000),), marks=marks)
    drift = measure(
        published, [RecognizedWord(w, 300 * at, 300 * at + 250, 0.9) for at, w in enumerate(text[5:].replace("[music] ", "").split())]
    )
    assert (drift.total, drift.fits) == (10, True)


def test_words_in_doubt_prove_nothing() -> None:
    words = talk(400, 19)
    published, times = captions(words)
    doubted = [word._replace(doubt="loop") for word in spoken(words, times, 20)]
    assert measure(published, doubted).stretches == ()


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_pairs_are_equal_words_and_rise_on_both_sides(one: list[str], other: list[str]) -> None:
    pairs = common_words(one, other)
    assert all(one[a] == other[b] for a, b in pairs)
    assert all(x.one < y.one and x.other < y.other for x, y in pairwise(pairs))


@given(st.integers(0, 2**16), st.integers(-60_000, 60_000))
@settings(max_examples=25, deadline=None)
def test_one_offset_over_all_is_one_stretch(seed: int, offset: int) -> None:
    words = talk(300, seed)
    published, times = captions(words)
    transcribed = [w for w in spoken(words, [ms + offset for ms in times], seed) if w.start_ms > 0]
    drift = measure(published, transcribed)
    assert len(drift.stretches) <= 1
    assert all(abs(s.offset_ms - offset) <= 200 for s in drift.stretches)
