"""The untrusted side: a process without secrets that forks one child per document.

The worker itself never looks at foreign bytes: it receives jobs, loads the code they need, forks, and passes the child's answer on as
opaque bytes. The child drops what it could do harm with, parses, answers and dies; nothing of one document reaches the next.
"""

from __future__ import annotations

import gc
import os
import pickle
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, BinaryIO, get_type_hints

from pydantic import TypeAdapter

from earwitness.errors import EarwitnessError
from earwitness.sandbox import confinement

OUTCOMES = ("ok", "error", "cpu", "wall", "memory", "output", "crashed", "failed", "deep")
_LEARNED_BYTES = 65_536
_QUICK_S, _BEHIND = 0.3, 5
"""A document that takes longer makes way for the others: a third of their share of a busy processor, not none of it."""
_MODULE = re.compile(r"(?!.*__main__)[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def main() -> None:
    """Serves jobs from standard input until it is closed."""
    jobs, answers = _own_pipes()
    confinement.for_worker()
    while head := _exactly(jobs, 8):
        job = [_exactly(jobs, struct.unpack(">Q", head)[0])]
        code, answer = _serve(job) if hasattr(os, "fork") else _answer(job)
        answers.write(struct.pack(">BQ", OUTCOMES.index(code), len(answer)))
        answers.write(answer)
        answers.flush()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes under numbers of their own; whatever a library prints goes nowhere."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.dup2(empty, 1)
    global _private  # noqa: PLW0603 - the child closes them before it looks at anything
    _private = (jobs.fileno(), answers.fileno())
    return jobs, answers


_private: tuple[int, int] = (-1, -1)


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    return data if len(data) == size else b""


def _serve(job: list[bytes]) -> tuple[str, bytes]:
    """The outcome of one job, done in a child; done again if all its time went into loading code that is loaded now.

    A job travels in a list, from which the child takes it: a document is in its memory once, and not once for every function it came by.
    """
    function, limits = pickle.loads(job[0])[:2]  # noqa: S301 - from the process that started us, which we trust
    _prepared(function)
    outcome, answer, names = _in_child(job, limits)
    if _learn(names) and outcome in ("cpu", "wall"):
        outcome, answer, _ = _in_child(job, limits)
    return outcome, answer


def _in_child(job: list[bytes], limits: dict[str, Any]) -> tuple[str, bytes, list[str]]:
    """The outcome, and the names of the modules the child had to load."""
    gc.freeze()
    result_in, result_out = os.pipe()
    learned_in, learned_out = os.pipe()
    child = os.fork()
    if child == 0:
        _child(job, (result_out, learned_out), (result_in, learned_in, *_private), limits)
    os.close(result_out)
    os.close(learned_out)
    outcome, answer = _collect(child, result_in, limits)
    ready, _, _ = select.select([learned_in], [], [], 0)
    names = os.read(learned_in, _LEARNED_BYTES).decode("ascii", "replace").split("\n") if ready else []
    os.close(result_in)
    os.close(learned_in)
    return outcome, answer, names


def _child(job: list[bytes], mine: tuple[int, int], others: tuple[int, ...], limits: dict[str, Any]) -> None:
    """Answers and exits; never returns."""
    try:
        for descriptor in others:
            os.close(descriptor)
        confinement.for_child(mine[1], **limits)
        code, answer = _answer(job)
        with os.fdopen(mine[0], "wb") as result:
            result.write(bytes([OUTCOMES.index(code)]))
            result.write(answer)
    finally:
        os._exit(0)


def _answer(job: list[bytes]) -> tuple[str, bytes]:
    """Does the work itself. What fails in it becomes an outcome; it never raises."""
    try:
        function, limits, arguments = pickle.loads(job.pop())  # noqa: S301 - from the process that started us, which we trust
        work, answer_type = _prepared(function)
        answer = answer_type.dump_json(work(*arguments))
        return ("ok", answer) if len(answer) <= limits["output_bytes"] else ("output", b"")
    except EarwitnessError as error:
        parts = (type(error).__name__, error.subject, error.problem, error.hint)
        return "error", "\x1f".join(part.replace("\x1f", " ")[:1000] for part in parts).encode("utf-8", "replace")
    except MemoryError:
        return "memory", b""
    except RecursionError:
        return "deep", b""
    except Exception as error:  # noqa: BLE001 - nobody knows what a library raises on hostile bytes
        return "failed", f"{type(error).__name__}: {error}"[:1000].encode("utf-8", "replace")


@cache
def _prepared(function: str) -> tuple[Callable[..., Any], TypeAdapter[Any]]:
    """The function and how its answer is written, made before the fork, so that no child has to make it again.

    A module's `warm()` does the same for what its functions load and build when first called: with words of ours, never a document's.
    """
    module, _, name = function.partition(":")
    loaded = import_module(module)
    work: Callable[..., Any] = getattr(loaded, name)
    if warm := getattr(loaded, "warm", None):
        warm()
    return work, TypeAdapter(get_type_hints(work)["return"])


def _collect(child: int, pipe: int, limits: dict[str, Any]) -> tuple[str, bytes]:
    """What the child wrote, or why it could not; the child is gone afterwards."""
    started = time.monotonic()
    data = bytearray()
    verdict = ""
    in_the_way = False
    while not verdict:
        left = started + limits["wall_s"] - time.monotonic()
        ready, _, _ = select.select([pipe], [], [], max(0.0, left if in_the_way else min(left, _QUICK_S)))
        if not ready and not in_the_way and left > 0:
            in_the_way = True
            os.setpriority(os.PRIO_PROCESS, child, _BEHIND)
        elif not ready:
            verdict = "wall"
        elif not (piece := os.read(pipe, 1 << 20)):
            break
        else:
            data += piece
            if len(data) > limits["output_bytes"] + 4096:
                verdict = "output"
    if verdict:
        os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    if verdict:
        return verdict, b""
    if os.WIFSIGNALED(status):
        spent = usage.ru_utime + usage.ru_stime
        return ("cpu" if os.WTERMSIG(status) == signal.SIGXCPU or spent >= limits["cpu_s"] else "crashed"), b""
    if not data or data[0] >= len(OUTCOMES):
        return "crashed", b""
    return OUTCOMES[data[0]], bytes(data[1:])


def _learn(names: list[str]) -> int:
    """Loads what a child had to load, so that the next one need not; how many. Only names, and only of packages our parsers use."""
    learned = 0
    for name in names:
        if name not in sys.modules and _MODULE.fullmatch(name) and name.partition(".")[0] in confinement.OUR_PACKAGES:
            try:
                import_module(name)
            except Exception:  # noqa: BLE001, S112 - a name that cannot be loaded is simply not warm
                continue
            learned += 1
    return learned


if __name__ == "__main__":
    main()
