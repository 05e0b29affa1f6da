"""Makes the recordings of the examples again, spoken by voices of espeak-ng, mixed down with PyAV.

`two-voices.mp3` is a dialogue of ours; `boring-grid.talk.mp3` is the captioned talk, each sentence where its captions say it is.

apt-get install espeak-ng
python scripts/make_recording.py two-voices|boring-grid [OUT.mp3]
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import wave
from array import array
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av

EXAMPLES = Path(__file__).parent.parent / "examples"
RATE = 22_050
PAUSE_S = 0.55
VOICES = {"Clara": ("en-us+f3", 135, 50), "Martin": ("en-us+m7", 145, 45)}
TALKERS = {
    "Mara Lindqvist": ("en-gb+f2", 160, 48),
    "Moderator": ("en-gb+m3", 160, 40),
    "Tomas Okafor": ("en-us+m7", 160, 45),
    "Yuki Tanabe": ("en-us+f4", 160, 60),
}
BY = "The Earwitness developers"
SLOWEST, FASTEST = 110, 320
DIALOGUE = (
    ("Clara", "Welcome to Boring Machines. I am Clara Weston, and our subject today is heat pumps in old houses."),
    ("Martin", "Thank you, Clara. My name is Martin Hale. I run a small company in Bristol, and we have put in four hundred heat pumps."),
    ("Clara", "Four hundred. How many of these houses were built before nineteen fifty?"),
    ("Martin", "Three hundred of them. People say that an old house cannot be heated this way. That is simply not true."),
    ("Clara", "What does it cost?"),
    ("Martin", "About nine thousand pounds. Three years ago it was twelve thousand pounds, so it is twenty five percent cheaper now."),
    ("Clara", "And is it cheaper to run?"),
    ("Martin", "A house in our records used to pay two thousand pounds a year for gas. Now it pays eleven hundred pounds for electricity."),
    ("Clara", "Some listeners will say that you only show us the good houses."),
    (
        "Martin",
        "Then let me tell you about the worst one. The pipes were too thin, and we had to replace every radiator on the ground floor.",
    ),
    ("Clara", "So the first rule is to look at the pipes?"),
    (
        "Martin",
        (
            "The most important thing is to measure the house before you sell the machine. "
            "A pump that is too big will cost you money every day."
        ),
    ),
    ("Clara", "Where will this market be in ten years?"),
    ("Martin", "I predict that by twenty thirty five, half of all homes in Britain will use a heat pump."),
    ("Clara", "That is a very big number. What could prevent it?"),
    ("Martin", "Electricity prices. If a unit of power costs four times as much as a unit of gas, nobody will change."),
    ("Clara", "And what should people do before next winter?"),
    ("Martin", "Start with the roof. Insulation is cheap, and it never breaks down."),
    ("Clara", "Martin Hale, thank you very much. This was Boring Machines."),
)


def spoken(text: str, voice: tuple[str, int, int]) -> array[int]:
    """The samples of one sentence."""
    name, speed, pitch = voice
    command = ["espeak-ng", "-v", name, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    result = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(result)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
        return array("h", sound.readframes(1 << 24))


def fitted(text: str, speaker: str, room_s: float) -> array[int]:
    """The sentence in so many seconds: said faster or slower until it fits."""
    name, speed, pitch = TALKERS[speaker]
    result = spoken(text, (name, speed, pitch))
    for _ in range(4):
        speed = max(SLOWEST, min(FASTEST, round(speed * len(result) / RATE / room_s)))
        result = spoken(text, (name, speed, pitch))
    return result[: int(RATE * room_s)]


def sentences(captions: str) -> list[tuple[float, float, str, str]]:
    """Start, end, speaker and words of each sentence of the captions."""
    found: list[tuple[float, float, str, str]] = []
    for times, words in re.findall(
        r"^(\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3})\n(.+?)(?:\n\n|\Z)", captions, re.MULTILINE | re.DOTALL
    ):
        start, end = (sum(float(part) * 60**at for at, part in enumerate(reversed(time.split(":")))) for time in times.split(" --> "))
        speaker = words.partition(">")[0].removeprefix("<v ")
        source_text = " ".join(re.sub(r"\[[^\]]*\]", "", words.partition(">")[2]).split())
        if found and found[-1][2] == speaker and not re.search(r"[.?!][”\"]?$", found[-1][3]):
            found[-1] = (found[-1][0], end, speaker, f"{found[-1][3]} {source_text}")
        else:
            found.append((start, end, speaker, source_text))
    return [one for one in found if one[3]]


def talk() -> array[int]:
    """The talk of the captions."""
    source_text = sentences((EXAMPLES / "boring-grid.talk.vtt").read_text("utf-8"))
    samples = array("h")
    for (start, _, speaker, words), (following, *_) in pairwise([*source_text, (source_text[-1][1], 0.0, "", "")]):
        samples += array("h", bytes(2 * max(0, int(RATE * start) - len(samples))))
        samples += fitted(words, speaker, following - start - 0.05)
    return samples


def write_mp3(samples: array[int], path: Path, bit_rate: int, **facts: str) -> None:
    """One channel: two minutes at 32 kbit/s are half a megabyte."""
    with av.open(str(path), "w") as container:
        container.metadata.update(facts)
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = bit_rate
        for at in range(0, len(samples), 1152):
            piece = samples[at : at + 1152]
            frame = av.AudioFrame(format="s16p", layout="mono", samples=len(piece))
            frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
            frame.rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def main() -> int:
    """Writes the recording and the words it says."""
    if shutil.which("espeak-ng") is None:
        print("make_recording: espeak-ng is not installed", file=sys.stderr)
        return 2
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what not in ("two-voices", "boring-grid"):
        print("make_recording: say two-voices or boring-grid", file=sys.stderr)
        return 2
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else EXAMPLES / {"two-voices": "two-voices.mp3"}.get(what, "boring-grid.talk.mp3")
    if what == "two-voices":
        samples = array("h", bytes(2 * int(RATE * 0.4)))
        for voice, text in DIALOGUE:
            samples += spoken(text, VOICES[voice]) + array("h", bytes(2 * int(RATE * PAUSE_S)))
        write_mp3(samples, out, 32_000, title="Heat pumps in old houses", album="Boring Machines", artist=BY, date="2026-01-15")
    else:
        samples = talk()
        write_mp3(samples, out, 16_000, title="The boring grid", album="Harbour Talks Rotterdam", artist=BY, date="2026-04-17")
    print(f"{out}: {len(samples) / RATE:.1f} s, {out.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
