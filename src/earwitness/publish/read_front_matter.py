"""Reads an episode page's front matter back: its quotes and insights must be those that the body proves."""

from __future__ import annotations

from typing import Any

from earwitness.model.pages import Claim
from earwitness.publish.jekyll import INSIGHTS
from earwitness.publish.writing import GAP

_LISTS = (("quotes", ("quote",)), ("insights", INSIGHTS))


def front_matter_faults(text: str, claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """What the front matter of an episode page says that its body does not prove; nothing for other pages."""
    end = text.find("\n---\n", 4)
    if not text.startswith("---\n") or end < 0:
        return ()
    front = _load(text[4:end])
    if front is None:
        return ("the front matter cannot be read",)
    if front.get("layout") != "episode":
        return ()
    faults: list[str] = []
    for key, kinds in _LISTS:
        proven = [words for kind in kinds for words in _words(claims, kind)]
        listed = front.get(key)
        said = [str(entry.get("text")) if isinstance(entry, dict) else "" for entry in listed] if isinstance(listed, list) else []
        if len(said) != len(proven):
            faults.append(f"front matter, {key}: {len(said)} entries, the page proves {len(proven)}")
        faults += [
            f"front matter, {key}[{at}]: its text is not what the page proves" for at, words in enumerate(said) if words not in proven
        ]
    return tuple(faults)


def _load(text: str) -> dict[str, Any] | None:
    import yaml  # noqa: PLC0415  (only pages with front matter need it)

    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  (both are safe loaders)
    except yaml.YAMLError:
        return None
    return content if isinstance(content, dict) else None


def _words(claims: tuple[Claim, ...], kind: str) -> list[str]:
    """The whole printed words of each finding of `kind`, in page order."""
    parts: dict[str, list[str]] = {}
    for claim in claims:
        if claim.kind == kind:
            parts.setdefault(claim.finding, []).append(claim.printed)
    return [GAP.join(words) for words in parts.values()]
