"""Promotion: whole reads are marked, talk about advertising is not."""

from __future__ import annotations

import pytest

from earwitness.documents.promotion import promotion_marks
from earwitness.model.transcript import Segment, Transcript

READ = (
    "This episode is brought to you by Lanternworks. Lanternworks makes lamps for people who read at night. "
    "I have used mine for a year. Go to lanternworks.com/quay and use code QUAY20 for 20% off your first lamp."
)


def speech(*turns: str) -> Transcript:
    segments, text = [], ""
    for number, turn in enumerate(turns):
        segments.append(Segment(start=len(text), end=len(text) + len(turn), turn=number))
        text += turn + "\n"
    return Transcript(text=text, segments=tuple(segments))


def blocks(*paragraphs: str) -> Transcript:
    transcript = speech(*paragraphs)
    return transcript.model_copy(update={"segments": tuple(s.model_copy(update={"kind": "paragraph"}) for s in transcript.segments)})


def marked(transcript: Transcript) -> list[str]:
    return [transcript.text[m.start : m.end] for m in promotion_marks(transcript)]


def test_a_read_from_its_opening_to_its_offer() -> None:
    transcript = speech(f"We will come to the tides. {READ} So, tell me about the tides.", "They rise twice a day.")
    assert marked(transcript) == [READ]


def test_a_read_ends_where_the_show_resumes() -> None:
    read = "A quick word from our sponsor. Oarlock builds quiet boats for lakes. And now back to the show."
    assert marked(speech(f"That was 1923. {read} In 1924 the dam broke.")) == [read]


def test_a_call_reaches_back_over_its_own_passage() -> None:
    plea = (
        "Every month I write the Tidewater brief on tides and ports. The Tidewater brief takes four minutes to read. "
        "To subscribe for free, go to marlow.example/tidewater and get the brief. All right, now back to the show."
    )
    assert marked(speech(f"The dam broke in 1924. {plea.replace('.example', '.com')} So who paid for the dam?")) == [
        plea.replace(".example", ".com")
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Don't forget to like and subscribe.",
        "Please leave us a five-star review.",
        "If you want Harbour Notes to continue, this is the moment. Become a paid supporter.",
        "You are receiving this email because you signed up at our stand.",
        "© 2026 Quay Times",
        "Share this post",
        "Sponsored by Oarlock Boats",
    ],
)
def test_pleas_and_footers(words: str) -> None:
    assert marked(blocks("The dam broke in 1924 and nobody was hurt.", words)) == [words]


@pytest.mark.parametrize(
    "words",
    [
        "Advertising paid for most newspapers until the web took the classified pages.",
        "The conference was sponsored by three banks and one brewery.",
        "Subscription revenue rose by 20% while the number of subscribers fell.",
        "How people use code review differs from team to team.",
        "They went back to the office and reviewed the contract.",
        "This episode is not sponsored by anybody.",
        "You can find the paper at arxiv.org/abs and the data beside it.",
        "Brands pay podcasters because hosts read the sponsor messages themselves.",
        "Why would anybody become a paid subscriber of a free site?",
    ],
)
def test_content_about_promotion_is_content(words: str) -> None:
    assert marked(speech("The dam broke in 1924.", words, "Nobody was hurt.")) == []
    assert marked(blocks("The dam broke in 1924.", words, "Nobody was hurt.")) == []
