"""Writes YAML front matter in which no value can end it or become a YAML tag, anchor or type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][^:#]*", re.UNICODE)
"""Begins with a letter: no reader takes it for a number, a date or a Ruby symbol."""
_OTHER_TYPES = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


class Moment(str):
    """A moment like `2025-05-14 12:42:12 +0000`, written bare: Ruby reads it as a time."""

    __slots__ = ()


def front_matter(properties: Mapping[str, object]) -> str:
    """The properties between `---` lines, keys in alphabetical order as static site generators write them.

    Words are quoted wherever Ruby's YAML would read more than words where Python's does not: `1,000` is a number to it, `:a` a symbol.
    """
    import yaml  # noqa: PLC0415  (only these two formats need it, and it costs 20 ms to load)

    text = yaml.dump(dict(properties), Dumper=_dumper(), allow_unicode=True, sort_keys=True, default_flow_style=False, width=10_000)
    return f"---\n{text}---\n\n"


@cache
def _dumper() -> Any:
    import yaml  # noqa: PLC0415

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    result: Any = type("Dumper", (base,), {"__doc__": "Writes every value by its own type alone."})

    def words(dumper: Any, value: str) -> Any:
        plain = _PLAIN.fullmatch(value) and value.casefold() not in _OTHER_TYPES
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else "'" if value.isprintable() else '"')

    result.add_representer(str, words)
    result.add_representer(Moment, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value)))
    return result
