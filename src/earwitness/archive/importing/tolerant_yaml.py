"""Parses the front matter of another site's page into keys and values. Values stay as written; no input makes it fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from earwitness.documents.decoding import to_text
from earwitness.documents.front_matter import is_shallow
from earwitness.errors import InputError
from earwitness.model.media import RawDocument

_OPEN = re.compile(r"\A\ufeff?---[ \t]{0,20}\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]{0,20}\r?$", re.MULTILINE)
_LONGEST_NUMBER = 30


class ImportedFrontMatter(NamedTuple):
    """What stands between the fences, and what does not stand out there."""

    values: Mapping[str, Any]
    repeated: tuple[str, ...]
    """Keys that one mapping has twice, at any depth: the first value is lost, here as on the hub's own pages."""
    decoding: tuple[str, ...]
    """What was done to bytes that are no UTF-8; empty for UTF-8."""
    body: str
    """What follows."""


def read_front_matter(path: str, content: bytes) -> ImportedFrontMatter:
    """The front matter of a page. Raises `InputError` naming why there is none."""
    text, decoding = to_text(RawDocument(content, path))
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end()) if opened else None
    if opened is None or closed is None:
        raise InputError(path, "has no front matter" if opened is None else "its front matter does not end")
    values, repeated = _load(path, text[opened.end() : closed.start()])
    if not isinstance(values, dict):
        raise InputError(path, "its front matter is no list of keys and values")
    return ImportedFrontMatter({str(key): value for key, value in values.items()}, repeated, tuple(decoding), text[closed.end() :])


def _load(path: str, block: str) -> tuple[Any, tuple[str, ...]]:
    import yaml  # noqa: PLC0415 - only pages of hubs pay for it

    if not is_shallow(block):
        raise InputError(path, "its front matter is nested too deep")
    try:
        loader = _loader()(block)
        try:
            return loader.get_single_data(), tuple(dict.fromkeys(loader.repeated))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 2})" if error.problem_mark else ""
        raise InputError(path, f"its front matter is no valid YAML{line}: {error.problem or error.context or 'unreadable'}") from error
    except yaml.reader.ReaderError as error:
        raise InputError(path, f"its front matter is no valid YAML: it has a control character (U+{error.character:04X})") from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        # PyYAML lets whatever Python raises on `!!int ''` or `!!binary [a]` through
        raise InputError(path, "its front matter is no valid YAML") from error


@cache
def _loader() -> Any:
    """A safe loader that builds plain values, obeys no merge key (they multiply without bound), and takes no text for something else.

    YAML 1.1, which Jekyll reads, has a title `No` for a boolean, `007` for seven and a length of `1:23:45` for 5,025; a date that no
    calendar has ends the page. Here a scalar is a number only where the number would be written so, a boolean only for true and false, a
    date where it is one; anything else is the text that stands there.
    """
    import yaml  # noqa: PLC0415

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class HubLoader(base):  # type: ignore[misc] # C or Python, whichever is here
        """Keeps the names of repeated keys."""

        def __init__(self, stream: str) -> None:
            super().__init__(stream)
            self.repeated: list[str] = []

        def flatten_mapping(self, _node: Any) -> None:
            """Leaves merge keys alone: no constructor knows them, so the page is refused."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
            """A mapping, once its keys are looked at."""
            names = (
                [key.value for key, _ in getattr(node, "value", ()) if isinstance(key, yaml.ScalarNode)]
                if isinstance(node, yaml.MappingNode)
                else []
            )
            self.repeated += (name[:60] for name in dict.fromkeys(names) if names.count(name) > 1)
            return super().construct_mapping(node, deep)

    def number(kind: type[int | float]) -> Any:
        def construct(_loader: Any, node: Any) -> int | float | str:
            text = _text(node)
            try:
                result = kind(text) if len(text) <= _LONGEST_NUMBER else None
            except ValueError:
                return text
            return result if result is not None and str(result) == text and result - result == 0 else text

        return construct

    def boolean(_loader: Any, node: Any) -> bool | str:
        text = _text(node)
        return {"true": True, "false": False}.get(text.casefold(), text)

    def moment(loader: Any, node: Any) -> Any:
        try:
            return loader.construct_yaml_timestamp(node)
        except (ValueError, AttributeError, ArithmeticError):
            return _text(node)

    for tag, constructor in (("int", number(int)), ("float", number(float)), ("bool", boolean), ("timestamp", moment)):
        HubLoader.add_constructor(f"tag:yaml.org,2002:{tag}", constructor)
    return HubLoader


def _text(node: Any) -> str:
    """The characters of a scalar; of anything else that claims to be one, none."""
    return node.value if isinstance(node.value, str) else ""
