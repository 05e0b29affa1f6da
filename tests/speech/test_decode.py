from __future__ import annotations

import os
import re
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from tests.speech.recordings_made import hostile, silence, tone, wav

from earwitness.errors import EmptyDocument, InputError, NotFound, TooLarge
from earwitness.speech.audio.decoding import CHILD, AudioBlock, Decoding, DecodingLimits, Recording
from earwitness.speech.audio.media_info import is_media
from earwitness.speech.audio.samples import BYTES_PER_MS

pytest.importorskip("av")
EXAMPLE = Path(__file__).parents[2] / "examples" / "two-voices.mp3"


def decoded(content: bytes, **options: object) -> tuple[bytes, tuple[str, ...]]:
    with Decoding(Recording("sound", content=content), **options) as decoding:
        return b"".join(decoding.blocks()), decoding.warnings


def test_a_recording_comes_out_as_16_khz_samples_with_what_its_file_says() -> None:
    with Decoding(Recording("two-voices.mp3", EXAMPLE)) as decoding:
        blocks = list(decoding.blocks())
        info = decoding.info
    assert max(map(len, blocks)) <= 1 << 18
    assert abs(sum(map(len, blocks)) // BYTES_PER_MS - (info.duration_ms or 0)) < 100
    assert (info.title, info.show, info.published, info.channels) == ("Heat pumps in old houses", "Boring Machines", "2026-01-15", 1)
    assert decoding.warnings == ()


def test_a_part_is_cut_to_the_sample() -> None:
    whole, _ = decoded(wav(tone(3.0)))
    part, _ = decoded(wav(tone(3.0)), part=AudioBlock(1000, 1500))
    assert len(part) == 500 * BYTES_PER_MS
    assert whole[1000 * BYTES_PER_MS : 1500 * BYTES_PER_MS] == part


def test_two_channels_can_be_kept_apart() -> None:
    loud, quiet = tone(0.5), silence(0.5)
    stereo = type(loud)("h", [value for pair in zip(loud, quiet, strict=True) for value in pair])
    retained, _ = decoded(wav(stereo, channels=2), part=AudioBlock(channels=2))
    samples = type(loud)("h", retained)
    assert max(samples[0::2]) > 5000
    assert max(samples[1::2]) == 0


def test_a_cut_off_file_gives_what_it_holds_and_says_so() -> None:
    content = EXAMPLE.read_bytes()
    sound, warnings = decoded(content[: len(content) // 2])
    assert 50_000 < len(sound) // BYTES_PER_MS < 70_000
    assert len(warnings) == 1
    assert re.search(r"it holds (0:5|1:0)\d", warnings[0])


def test_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"longer than 0\.001 hours"):
        decoded(wav(silence(5.0)), limits=DecodingLimits(hours=0.001))


def test_a_recording_of_a_whole_day_is_refused_at_once_with_the_setting_that_allows_it(tmp_path: Path) -> None:
    path, seconds = tmp_path / "day.wav", 24 * 3600
    head = wav(silence(0.0))
    size = seconds * BYTES_PER_MS * 1000
    with path.open("wb") as file:  # sparse: it takes no room on the disk
        file.write(head[:4] + struct.pack("<I", size + 36) + head[8:40] + struct.pack("<I", size))
        file.truncate(size + 44)
    with pytest.raises(TooLarge, match="longer than 12 hours; split it or raise max_audio_hours"):
        Decoding(Recording("day.wav", path))


def test_a_decoder_that_stays_silent_is_ended() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as never, os.fdopen(write, "wb"):

        class Pipe(Recording):
            def open(self):
                return os.fdopen(os.dup(never.fileno()), "rb")

        with pytest.raises(TooLarge, match="gave no sound"):
            Decoding(Pipe("slow.mp3"), limits=DecodingLimits(silent_seconds=1.0))


def test_no_file_no_decoding(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Decoding(Recording("x.mp3", tmp_path / "x.mp3"))
    with pytest.raises(EmptyDocument):
        decoded(b"")


@pytest.mark.enable_socket
def test_hostile_files_reach_nothing_and_each_gets_one_reason(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav(tone(1.0)))
    with socket.create_server(("127.0.0.1", 0)) as transcriber:
        transcriber.settimeout(0.0)
        files = hostile(transcriber.getsockname()[1], str(secret))
        outcomes = {name: outcome(name, content) for name, content in files.items()}
        with pytest.raises(BlockingIOError):
            transcriber.accept()
    refused = [error for error in outcomes.values() if isinstance(error, InputError)]
    assert len(files) >= 40
    assert len(refused) >= len(files) - 6
    assert all(error.problem and "\n" not in str(error) for error in refused)
    assert all(isinstance(outcomes[name], InputError) for name in files if name.startswith(("hls", "dash", "sdp", "concat")))
    assert all(held < 2000 * BYTES_PER_MS for held in outcomes.values() if isinstance(held, int))


def outcome(name: str, content: bytes) -> int | InputError:
    """How many bytes of sound a file gave, or why it gave none."""
    try:
        with Decoding(Recording(name, content=content)) as decoding:
            return sum(map(len, decoding.blocks()))
    except InputError as error:
        return error


@pytest.mark.data
def test_malformed_media_of_others() -> None:
    folder = Path(os.environ.get("EARWITNESS_DATA") or Path(__file__).parents[3] / "shared" / "data") / "security" / "malformed_media"
    if not folder.is_dir():
        pytest.skip("needs the shared data")
    transcribed = 0
    for path in sorted(folder.iterdir()):
        given = outcome(path.name, path.read_bytes())
        transcribed += isinstance(given, int) and given > 0
    assert transcribed >= 25


def test_the_child_can_open_nothing_once_it_decodes(tmp_path: Path) -> None:
    script = f"""
import runpy, socket
child = runpy.run_path({str(CHILD)!r})
child["_warm_up"](16000)
child["_lock_up"]({{"cpu_seconds": 60, "memory_bytes": 1 << 30}})
for attempt in (lambda: open("/etc/hostname"), lambda: open({str(tmp_path / "made")!r}, "w"), socket.socket):
    try:
        attempt()
    except OSError as error:
        assert error.errno == 24, error
    else:
        raise SystemExit("opened")
"""
    done = subprocess.run([sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (EXAMPLE.read_bytes()[:512], True),
        (wav(silence(0.1)), True),
        (b"ID3 is how tags are called, and this is a text about them.", False),
        (b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello", False),
        (b"OggS is the sign of an Ogg page", False),
        ("ÿû, sagte er, und ging.".encode("latin-1"), False),
        (b"", False),
        (b"%PDF-1.7\x00\x01", False),
    ],
)
def test_recordings_are_known_by_their_content(head: bytes, is_one: object) -> None:
    assert is_media(head) is is_one
