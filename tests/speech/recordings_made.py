"""Recordings for the tests: speech-free sound, and files that try to make a decoder do something else."""

from __future__ import annotations

import io
import math
import random
import struct
import wave
from array import array

RATE = 16_000


def wav(samples: array[int], *, rate: int = RATE, channels: int = 1) -> bytes:
    result = io.BytesIO()
    with wave.open(result, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return result.getvalue()


def tone(seconds: float, hertz: float = 440.0) -> array[int]:
    return array("h", (round(9000 * math.sin(2 * math.pi * hertz * at / RATE)) for at in range(int(seconds * RATE))))


def silence(seconds: float) -> array[int]:
    return array("h", bytes(2 * int(seconds * RATE)))


def white(seconds: float, seed: int) -> array[int]:
    source = random.Random(seed)
    return array("h", (source.randint(-12_000, 12_000) for _ in range(int(seconds * RATE))))


def pink(seconds: float, seed: int) -> array[int]:
    """White noise summed over octaves (Voss)."""
    source = random.Random(seed)
    rows = [0] * 8
    result = array("h")
    for at in range(int(seconds * RATE)):
        low = (at & -at).bit_length() - 1
        if at:
            rows[min(low, 7)] = source.randint(-2500, 2500)
        result.append(sum(rows) + source.randint(-2500, 2500))
    return result


def music(seconds: float) -> array[int]:
    """Chords with overtones over a beat, changing every two seconds: no voice, but everything else a jingle has."""
    source = random.Random(3)
    chords = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (164.8, 207.7, 246.9))
    result = array("h")
    for at in range(int(seconds * RATE)):
        chord = chords[at // (2 * RATE) % len(chords)]
        value = sum(math.sin(2 * math.pi * hertz * part * at / RATE) / part for hertz in chord for part in (1, 2, 3, 4))
        beat = math.exp(-(at % (RATE // 2)) / 900)
        result.append(round(1_600 * value + 7_000 * beat * source.uniform(-1, 1)))
    return result


def hostile(port: int, secret: str) -> dict[str, bytes]:
    """Files by name: play lists and descriptions that point to `127.0.0.1:port` and to the file `secret`, and broken sound files."""
    url = f"http://127.0.0.1:{port}/x"
    sound = wav(tone(1.0))
    hls = f"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\n{url}.ts\n#EXT-X-ENDLIST\n"
    dash = (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S"><Period>'
        f'<AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>{url}.mp4</BaseURL></Representation>'
        "</AdaptationSet></Period></MPD>"
    )
    sdp = f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\na=rtpmap:0 PCMU/8000\n"
    concat = f"ffconcat version 1.0\nfile '{secret}'\nfile '{url}.mp3'\n"
    texts = {
        "hls": hls,
        "hls-file": hls.replace(f"{url}.ts", f"file://{secret}"),
        "hls-path": hls.replace(f"{url}.ts", secret),
        "hls-key": hls.replace("#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{url}.key"\n#EXTINF'),
        "hls-subfile": hls.replace(f"{url}.ts", f"subfile,,start,0,end,100,,:{secret}"),
        "hls-concat": hls.replace(f"{url}.ts", f"concat:{url}.ts|{secret}"),
        "hls-crypto": hls.replace(f"{url}.ts", f"crypto+{url}.ts"),
        "hls-gopher": hls.replace("http://", "gopher://"),
        "hls-bom": "\ufeff" + hls,
        "dash": dash,
        "dash-file": dash.replace(f"{url}.mp4", f"file://{secret}"),
        "sdp": sdp,
        "concat": concat,
        "concat-url": f"ffconcat version 1.0\nfile '{url}.mp3'\n",
        "smil": f'<smil><body><audio src="{url}.mp3"/></body></smil>',
        "asx": f'<asx version="3.0"><entry><ref href="{url}"/></entry></asx>',
        "pls": f"[playlist]\nFile1={url}\nNumberOfEntries=1\n",
        "rtsp-text": f"RTSPtextrtsp://127.0.0.1:{port}/x\n",
        "edl": f"# mpv EDL v0\n{secret},0,10\n",
        "lavf": f"movie={secret}",
        "html": f'<html><audio src="{url}"></audio></html>',
        "words": "This is a letter, and no recording at all.\n" * 40,
        "long-line": "A" * 200_000,
        "imf": f'<?xml version="1.0"?><AssetMap><Path>{url}</Path></AssetMap>',
    }
    result = {f"{name}.mp3": text.encode() for name, text in texts.items()}
    result |= {
        "hls-behind-id3.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00" + hls.encode(),
        "empty.mp3": b"",
        "one-byte.wav": b"R",
        "zeros.mp3": bytes(50_000),
        "random.mp3": random.Random(7).randbytes(50_000),
        "header-only.wav": sound[:44],
        "half-a-header.wav": sound[:30],
        "riff-lies.wav": sound[:40] + struct.pack("<I", 0),
        "absurd-rate.wav": sound[:24] + struct.pack("<I", 0xFFFFFFFF) + sound[28:],
        "no-rate.wav": sound[:24] + struct.pack("<I", 0) + sound[28:],
        "absurd-channels.wav": sound[:22] + struct.pack("<H", 65_535) + sound[24:],
        "no-channels.wav": sound[:22] + struct.pack("<H", 0) + sound[24:],
        "unknown-codec.wav": sound[:20] + struct.pack("<H", 0x7777) + sound[22:],
        "only-ftyp.m4a": struct.pack(">I", 24) + b"ftypM4A \0\0\0\0M4A mp42" + bytes(4),
        "huge-atom.m4a": struct.pack(">I", 24) + b"ftypM4A \0\0\0\0M4A mp42" + bytes(4) + struct.pack(">IQ", 1, 2**62) + b"moov",
        "nested-atoms.mp4": struct.pack(">I", 24)
        + b"ftypisom\0\0\0\0isommp42"
        + b"".join(struct.pack(">I", 8 * (5000 - at)) + b"moov" for at in range(5000)),
        "only-oggs.ogg": b"OggS" + bytes(24),
        "only-flac.flac": b"fLaC" + b"\x80\xff\xff\xff" + bytes(34),
        "only-ebml.webm": b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff" * 50,
        "only-sync.mp3": b"\xff\xfb\x90\x00" * 3,
        "picture.mp3": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "archive.mp3": b"PK\x03\x04" + bytes(200),
        "program.mp3": b"\x7fELF" + bytes(200),
    }
    return result
