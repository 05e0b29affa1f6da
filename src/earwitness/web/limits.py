"""Rate limits: growing delays after failed sign-ins and a steady rate for programs. In memory, bounded in size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

MOST_KEYS = 10_000
"""Names and addresses remembered at most, 1 MB or so; those not seen for longest are forgotten first."""


class Bounds(NamedTuple):
    """How many event streams there may be: each keeps a connection, and nobody shall take all of them."""

    of_one: int = 20
    """Of one reader."""
    of_all: int = 200
    look_seconds: float = 1.0
    """From one look at the archive to the next."""


class _Tries(NamedTuple):
    failed: int
    until_ms: int
    last_ms: int


class LoginBackoff:
    """Failed tries by key. After `free` of them each further one doubles the wait, from one second up to `longest_s`.

    A try counts as failed from its beginning, so that a thousand at once are not a thousand free ones; success takes it back.
    """

    def __init__(self, free: int, longest_s: int, *, forgiven_s: int = 3600) -> None:
        self._free, self._longest_s, self._forgiven_ms = free, longest_s, forgiven_s * 1000
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._turn = threading.Lock()

    def begin(self, key: str, now_ms: int) -> int:
        """0 when a try may begin; otherwise the seconds to wait for it, and nothing is counted."""
        with self._turn:
            known = self._tries.get(key, _Tries(0, 0, now_ms))
            if now_ms - known.last_ms > self._forgiven_ms:
                known = _Tries(0, 0, now_ms)
            if now_ms < known.until_ms:
                return -(-(known.until_ms - now_ms) // 1000)
            over = known.failed + 1 - self._free
            wait_s = 0 if over < 0 else min(self._longest_s, 2 ** min(over, 20))
            self._tries[key] = _Tries(known.failed + 1, now_ms + wait_s * 1000, now_ms)
            self._tries.move_to_end(key)
            while len(self._tries) > MOST_KEYS:
                self._tries.popitem(last=False)
            return 0

    def forgive(self, key: str) -> None:
        """Forgets all tries of a key: its owner has come in."""
        with self._turn:
            self._tries.pop(key, None)

    def take_back(self, key: str) -> None:
        """Uncounts one try that was no failure, and leaves the others."""
        with self._turn:
            known = self._tries.get(key)
            if known is not None:
                self._tries[key] = _Tries(known.failed - 1, 0, known.last_ms)


class KnownClients:
    """Addresses from which users have come in: what strangers try elsewhere does not keep those users waiting there."""

    def __init__(self) -> None:
        self._pairs: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._turn = threading.Lock()

    def add(self, name: str, address: str) -> None:
        """Remembers that this user came in from this address."""
        with self._turn:
            self._pairs[name, address] = None
            self._pairs.move_to_end((name, address))
            while len(self._pairs) > MOST_KEYS:
                self._pairs.popitem(last=False)

    def key(self, name: str, address: str) -> str:
        """What tries of this name are counted by: the name, and where the user is known also the address."""
        return f"{name}\n{address}" if (name, address) in self._pairs else name


class RateLimiter:
    """A token bucket by key: `per_minute` on average, `burst` at once."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_ms, self._burst = per_minute / 60_000, float(burst)
        self._left: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._turn = threading.Lock()

    def take(self, key: str, now_ms: int) -> int:
        """0 when one more is in order; otherwise the seconds to wait."""
        with self._turn:
            left, seen_ms = self._left.get(key, (self._burst, now_ms))
            left = min(self._burst, left + max(0, now_ms - seen_ms) * self._per_ms)
            wait = 0 if left >= 1 else max(1, -int(-(1 - left) / self._per_ms // 1000))
            self._left[key] = (left - 1 if not wait else left, now_ms)
            self._left.move_to_end(key)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
            return wait
