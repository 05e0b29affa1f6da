"""A small talk, written for these tests."""

from __future__ import annotations

from earwitness.model.transcript import Mark, Segment, Transcript

LINES = (
    ("Mara Lindqvist", "Welcome back to the harbour show. Today we, uh, we talk about tidal power with Tobias Okafor."),
    ("Tobias Okafor", "Thank you, Mara. Our plant in Brackwater made 3.5 million dollars in 2024, and we don't expect that to fall."),
    ("Mara Lindqvist", "So you will not build a second plant before twenty twenty eight?"),
    (
        "Tobias Okafor",
        "Not unless prices rise. I think demand will increase by 40 percent, because storage is cheap. [laughter] It always was.",
    ),
    ("Tobias Okafor", "I was going to, I was going to say that nobody in Veltri Energy believed the non-profit model would work."),
    ("Mara Lindqvist", "This part is brought to you by Tessalon mattresses, use code HARBOUR."),
    ("Tobias Okafor", "Thank you, Mara. You should measure the tide before you pour the concrete."),
)


def transcript() -> Transcript:
    """Seven turns with labels, ten seconds each, one laugh and one sponsor read."""
    text, segments, marks = "", [], []
    for at, (name, words) in enumerate(LINES):
        label = f"{name}: "
        marks.append(Mark(start=len(text), end=len(text) + len(label), kind="label", value=name))
        text += label
        start = len(text)
        segments.append(
            Segment(start=start, end=start + len(words), speaker=name, turn=at, start_ms=at * 10_000, end_ms=at * 10_000 + 9_000)
        )
        if (laugh := words.find("[laughter]")) >= 0:
            marks.append(Mark(start=start + laugh, end=start + laugh + len("[laughter]"), kind="noise"))
        if "brought to you" in words:
            marks.append(Mark(start=start, end=start + len(words), kind="promotion"))
        text += words + "\n\n"
    return Transcript(text=text, segments=tuple(segments), marks=tuple(marks), origin="captions")


def span_of(words: str, source: Transcript) -> tuple[int, int]:
    """Where the words stand."""
    start = source.text.index(words)
    return start, start + len(words)
