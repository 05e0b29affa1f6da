"""The trusted side: sends work to warm processes and accepts only text that it validates.

An answer is never unpickled: it is JSON, checked against the function's own return annotation, so that a process taken over by a
document can lie about that document and do nothing else here.
"""

from __future__ import annotations

import atexit
import os
import pickle
import re
import struct
import subprocess
import sys
import threading
from dataclasses import asdict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from earwitness import errors
from earwitness.errors import Crashed, EarwitnessError, Exhausted
from earwitness.sandbox.limits import DEFAULT, Limits
from earwitness.text.redaction import redacted, redacted_url

MOST_WORKERS = min(4, max(2, os.cpu_count() or 2))
GRACE_S = 5.0
"""The worker stops a job at its time limit; if it has not by then, the worker itself is stopped."""
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
"""All a worker learns of our environment: keys and passwords stay here."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_HEAD = struct.Struct(">BQ")


def run(function: str, *arguments: Any, limits: Limits = DEFAULT) -> Any:
    """What `module:function` of ours makes of the arguments, in a process of its own with limits.

    The function's return annotation says what may come back. Its `EarwitnessError`s are raised here again; `Exhausted` means a limit was
    reached, `Crashed` that the process died or failed otherwise. Costs a few milliseconds once the worker is warm.
    """
    answer_type = _answer_type(function)
    job = pickle.dumps((function, asdict(limits), arguments), protocol=5)
    subject = _subject(function, arguments)
    worker = _pool.take()
    try:
        kind, answer = worker.ask(job, limits)
    except BaseException:
        worker.stop()
        _pool.give_back(None)
        raise
    _pool.give_back(worker if worker.is_alive() else None)
    if kind == "ok":
        try:
            return answer_type.validate_json(answer)
        except ValidationError as error:
            raise Crashed(subject, "its parser answered something that is no answer") from error
    raise _failure(kind, answer, subject, limits)


def stop() -> None:
    """Stops every idle worker; the next `run` starts one again."""
    _pool.stop()


class _Worker:
    """One warm process; see `worker.py` for its side."""

    def __init__(self) -> None:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {"PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path)}
        environment |= {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "earwitness.sandbox.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )

    def ask(self, job: bytes, limits: Limits) -> tuple[str, bytes]:
        """The outcome of a job: `ok` and JSON, `error` and JSON, or the limit it ran into."""
        overdue = threading.Timer(limits.wall_s + GRACE_S, self._process.kill)
        overdue.daemon = True
        overdue.start()
        try:
            self._write(struct.pack(">Q", len(job)) + job)
            code, size = _HEAD.unpack(self._read(_HEAD.size))
            if code >= len(OUTCOMES) or size > limits.output_bytes + 65_536:
                self.stop()
                return "crashed", b""
            return OUTCOMES[code], self._read(size)
        except (OSError, EOFError):
            self.stop()
            return "crashed", b""
        finally:
            overdue.cancel()

    def is_alive(self) -> bool:
        """True while the process can take another job."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _write(self, data: bytes) -> None:
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        pieces = bytearray()
        while len(pieces) < size:
            piece = self._process.stdout.read(min(size - len(pieces), 1 << 20))
            if not piece:
                raise EOFError
            pieces += piece
        return bytes(pieces)


OUTCOMES = ("ok", "error", "cpu", "wall", "memory", "output", "crashed", "failed", "deep")


class _Pool:
    """Warm workers, at most `MOST_WORKERS` at work at once; started when first needed."""

    def __init__(self) -> None:
        self._free = threading.Semaphore(MOST_WORKERS)
        self._guard = threading.Lock()
        self._idle: list[_Worker] = []

    def take(self) -> _Worker:
        """An idle worker, or a new one."""
        self._free.acquire()
        try:
            with self._guard:
                while self._idle:
                    worker = self._idle.pop()
                    if worker.is_alive():
                        return worker
                    worker.stop()
            return _Worker()
        except BaseException:
            self._free.release()
            raise

    def give_back(self, worker: _Worker | None) -> None:
        """Keeps a worker for the next job; None for one that is gone."""
        if worker is not None:
            with self._guard:
                self._idle.append(worker)
        self._free.release()

    def stop(self) -> None:
        """Stops the idle workers."""
        with self._guard:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()


_pool = _Pool()
atexit.register(stop)


def _forget() -> None:
    """In a fork of this process the pipes belong to the parent: start anew."""
    global _pool  # noqa: PLW0603 - the one piece of state, replaced where the process is a new one
    _pool = _Pool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@cache
def _answer_type(function: str) -> TypeAdapter[Any]:
    module, _, name = function.partition(":")
    hints = get_type_hints(getattr(import_module(module), name))
    return TypeAdapter(hints["return"])


def _failure(kind: str, answer: bytes, subject: str, limits: Limits) -> EarwitnessError:
    """The error an outcome stands for. All text from the other side is cut short and freed of control characters."""
    source_text = answer[:4000].decode("utf-8", "replace")
    if kind == "error":
        name, *parts = (_CONTROL.sub(" ", part)[:1000] for part in (*source_text.split("\x1f"), "", "", "", "")[:4])
        found = getattr(errors, name, None)
        if isinstance(found, type) and issubclass(found, EarwitnessError):
            return found(*parts)
    exhausted = {
        "cpu": f"takes more than {limits.cpu_s} s of computing to read",
        "wall": f"takes longer than {limits.wall_s:g} s to read",
        "memory": f"takes more than {limits.memory_bytes // 2**20} MiB of memory to read",
        "output": f"unfolds to more than {limits.output_bytes // 2**20} MiB",
    }
    if kind in exhausted:
        return Exhausted(subject, exhausted[kind], "it may be hostile; leave it out")
    if kind == "deep":
        return errors.TooDeep(subject, "is nested deeper than any honest document", "it may be hostile; leave it out")
    detail = f" ({_CONTROL.sub(' ', redacted(source_text))[:200]})" if kind == "failed" and source_text else ""
    return Crashed(subject, f"makes its parser fail{detail}", "it may be broken or hostile; leave it out")


def _subject(function: str, arguments: tuple[Any, ...]) -> str:
    """What the work is about: the address or name of the first argument that has one."""
    for argument in arguments:
        for attribute in ("url", "name"):
            if isinstance(found := getattr(argument, attribute, None), str) and found:
                return redacted_url(found)
    return function.partition(":")[2].replace("_", " ")
