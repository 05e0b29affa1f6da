"""YAML front matter, written so that nothing in a value can end it or become a tag, anchor or type of YAML's own."""

from __future__ import annotations

from collections.abc import Mapping


def front_matter(properties: Mapping[str, object]) -> str:
    """The properties between `---` lines, keys in alphabetical order as static site generators write them."""
    import yaml  # noqa: PLC0415  (only these two formats need it, and it costs 20 ms to load)

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(dict(properties), Dumper=dumper, allow_unicode=True, sort_keys=True, default_flow_style=False, width=10_000)
    return f"---\n{text}---\n\n"
