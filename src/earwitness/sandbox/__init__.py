"""Parses untrusted bytes in a child process with limits. Imports only `model`, `text` and `errors`.

    >>> from earwitness import isolation
    >>> feed = isolation.run("earwitness.sources.feeds:read_feed", document)     # doctest: +SKIP

What is guarded, and what is not, stands in docs/network.md.
"""

from earwitness.sandbox.limits import DEFAULT, Limits
from earwitness.sandbox.pool import run, stop

__all__ = ["DEFAULT", "Limits", "run", "stop"]
