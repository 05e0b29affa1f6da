"""Parsing of foreign bytes in a child process with limits; imports `model`, `text` and `errors` alone.

    >>> from earwitness import isolation
    >>> feed = isolation.run("earwitness.sources.feeds:read_feed", document)     # doctest: +SKIP

What is guarded, and what is not, stands in docs/network.md.
"""

from earwitness.sandbox.limits import DEFAULT, Limits
from earwitness.sandbox.pool import run, stop

__all__ = ["DEFAULT", "Limits", "run", "stop"]
