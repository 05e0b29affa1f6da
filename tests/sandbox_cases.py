"""What the tests of isolation ask a child to run: a module of its own, since every worker has to load it."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from earwitness.errors import NoText
from earwitness.model.media import RawDocument
from earwitness.model.transcript import Segment, Transcript

_SEEN: list[str] = []


class Pair(NamedTuple):
    name: str
    size: int


class Nested(BaseModel):
    pairs: tuple[Pair, ...]
    note: str | None = None


def measure(document: RawDocument) -> Nested:
    return Nested(pairs=(Pair(document.name, len(document.content)),))


def transcript(text: str) -> Transcript:
    return Transcript(text=text, segments=(Segment(start=0, end=len(text), speaker="Ann"),), warnings=("mended",))


def spin(_document: RawDocument) -> int:
    while True:
        pass


def sleep(_document: RawDocument) -> int:
    time.sleep(30)
    return 1


def hoard(_document: RawDocument) -> int:
    return len([bytes(2**20) for _ in range(4096)])


def flood(_document: RawDocument) -> str:
    return "x" * (5 * 2**20)


def die(_document: RawDocument) -> int:
    os.abort()


def leave(_document: RawDocument) -> int:
    os._exit(0)


def refuse(document: RawDocument) -> int:
    raise NoText(document.name, "holds no words", "give another")


def fail(_document: RawDocument) -> int:
    raise ZeroDivisionError("a trap\x1b[2J for\nterminals")


def recurse(document: RawDocument) -> int:
    return recurse(document) + 1


def lie(_document: RawDocument) -> int:
    return "not a number"  # type: ignore[return-value]


def reach_out(document: RawDocument) -> str:
    try:
        socket.create_connection(("127.0.0.1", int(document.name)), timeout=1)
    except OSError as error:
        return type(error).__name__
    return "connected"


def write_file(document: RawDocument) -> str:
    try:
        Path(document.name).write_text("planted")
    except OSError as error:
        return type(error).__name__
    return "written"


def start_program(_document: RawDocument) -> str:
    try:
        subprocess.run(["true"], check=False)
    except OSError as error:
        return type(error).__name__
    return "ran"


def load_slowly() -> str:
    if "colorsys" in sys.modules:
        return "warm"
    import colorsys  # noqa: F401, PLC0415 - stands for a library that takes all the time there is to load

    while True:
        pass


def secrets() -> tuple[str, ...]:
    return tuple(sorted(os.environ))


def remember(value: str) -> tuple[str, ...]:
    _SEEN.append(value)
    return tuple(_SEEN)
