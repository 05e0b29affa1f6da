"""Earwitness: long-form media into evidence.

    >>> import earwitness
    >>> made = earwitness.digest("talk.vtt")              # doctest: +SKIP
    >>> made.digest.quotes[0].evidence[0].t0_ms           # doctest: +SKIP
    754000

Names load when they are first used, so that `import earwitness` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from earwitness.errors import EarwitnessError
    from earwitness.model.digest import Digest
    from earwitness.model.transcript import Transcript
    from earwitness.recheck.library import digest, verify

__all__ = ["Digest", "EarwitnessError", "Transcript", "digest", "verify"]

_PLACES = {
    "Digest": "earwitness.model.digest",
    "EarwitnessError": "earwitness.errors",
    "Transcript": "earwitness.model.transcript",
    "digest": "earwitness.recheck.library",
    "verify": "earwitness.recheck.library",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module 'earwitness' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - nothing at all is loaded before it is asked for

    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return __all__
