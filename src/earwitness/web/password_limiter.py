"""Limits how many passwords are checked at once, and how many requests may wait for it."""

from __future__ import annotations

import threading

from earwitness.storage.credentials import is_password


class PasswordLimiter:
    """Checks passwords, `at_once` of them, while `in_line` may have begun or wait.

    Argon2 takes 64 MiB each time: more at once would let strangers fill the memory. And each check holds one of the 40 threads that also
    make the pages, which strangers must not use up.
    """

    def __init__(self, at_once: int = 2, in_line: int = 8) -> None:
        self._at_once = threading.BoundedSemaphore(at_once)
        self._in_line = threading.BoundedSemaphore(in_line)

    def check(self, kept: str | None, password: str) -> bool | None:
        """Whether the password is the one kept; None when too many are being checked already."""
        if not self._in_line.acquire(blocking=False):
            return None
        try:
            with self._at_once:
                return is_password(kept, password)
        finally:
            self._in_line.release()
