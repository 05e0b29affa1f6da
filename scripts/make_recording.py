"""Makes examples/two-voices.mp3 again: a dialogue of ours spoken by two voices of espeak-ng, mixed down with PyAV.

apt-get install espeak-ng
python scripts/make_recording.py [OUT.mp3]
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import wave
from array import array
from fractions import Fraction
from pathlib import Path

import av

EXAMPLES = Path(__file__).parent.parent / "examples"
RATE = 22_050
PAUSE_S = 0.55
VOICES = {"Clara": ("en-us+f3", 135, 50), "Martin": ("en-us+m7", 145, 45)}
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


def spoken(text: str, voice: str) -> array[int]:
    """The samples of one sentence."""
    name, speed, pitch = VOICES[voice]
    command = ["espeak-ng", "-v", name, "-s", str(speed), "-p", str(pitch), "--stdout", text]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(made)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (RATE, 1, 2)
        return array("h", sound.readframes(1 << 24))


def write_mp3(samples: array[int], path: Path) -> None:
    """One channel at 32 kbit/s: two minutes in half a megabyte."""
    with av.open(str(path), "w") as container:
        container.metadata.update(
            title="Heat pumps in old houses", album="Boring Machines", artist="The Earwitness developers", date="2026-01-15"
        )
        stream = container.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = 32_000
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
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES / "two-voices.mp3"
    samples = array("h", bytes(2 * int(RATE * 0.4)))
    for voice, text in DIALOGUE:
        samples += spoken(text, voice) + array("h", bytes(2 * int(RATE * PAUSE_S)))
    write_mp3(samples, out)
    print(f"{out}: {len(samples) / RATE:.1f} s, {out.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
