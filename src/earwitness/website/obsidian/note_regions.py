"""Notes that two parties edit: Earwitness writes between two markers, the owner everywhere else. The owner's text is never lost or guessed.

```text
---                               properties: ours are renewed, the owner's stay
<!-- earwitness:begin {...} -->   with the note's id and a seal over what follows
...
<!-- earwitness:end -->
whatever the owner writes
```
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from earwitness.renderers.front_matter import front_matter
from earwitness.renderers.writing import comment_json
from earwitness.website.publishing.formats import Settled, encoded

END = "<!-- earwitness:end -->"
SHARED = ("aliases", "tags")
"""Properties in which the owner's values stand beside ours."""

_BEGIN = re.compile(r"^<!-- earwitness:begin (\{.*\}) -->$", re.MULTILINE)
_END = re.compile(rf"^{re.escape(END)}$", re.MULTILINE)
_KEPT = re.compile(r"^<!-- earwitness:kept ([0-9a-z-]+) -->\n?", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_EDITED = "was edited between the marks of the generated part; move your words below its end, or delete the note to have it made again"
_TAKEN = "holds what you wrote to another note; move that first"


class Note(NamedTuple):
    """A note taken apart. `region` is None when there are no marks, `sound` False when what stands between them is not what we wrote."""

    properties: dict[str, Any]
    before: str
    region: str | None
    after: str
    id: str = ""
    ours: Mapping[str, Any] = {}
    """The values of shared properties that were ours."""
    sound: bool = True

    @property
    def written(self) -> bool:
        """True when the owner wrote anything into it."""
        return bool(self.before.strip() or self.after.strip() or self._own())

    def _own(self) -> dict[str, Any]:
        """The owner's properties, and the owner's values of shared ones."""
        generated = set(self.ours.get("names", ()))
        own = {name: value for name, value in self.properties.items() if name not in generated}
        for name in SHARED:
            if left := [value for value in _listed(self.properties.get(name)) if value not in self.ours.get(name, ())]:
                own[name] = left
            else:
                own.pop(name, None)
        return own

    def without_ours(self) -> str:
        """The owner's part alone."""
        own = self._own()
        words = "\n\n".join(part.strip("\n") for part in (self.before, self.after) if part.strip())
        return (front_matter(own) if own else "") + f"<!-- earwitness:kept {self.id} -->\n{words}\n"


def written_note(note_id: str, properties: Mapping[str, Any], region: str) -> str:
    """A note as it is first made."""
    return _composed(note_id, properties, region, None)


def settled(made: str, there: bytes | None, moved: bytes | None) -> Settled:
    """The note that was made, with what its owner wrote into the one that is there, or that had another name until now."""
    ours = read_note(made)
    current = read_note(_decoded(there)) if there is not None else None
    if current is not None and current.id != ours.id and (current.written or current.region is None or not current.sound):
        return Settled(None, _TAKEN if current.id else _EDITED)
    former = read_note(_decoded(moved)) if moved is not None else current
    if former is None or former.id != ours.id:
        return Settled(encoded(made))
    if not former.sound:
        return Settled(None, _EDITED)
    return Settled(encoded(_composed(ours.id, ours.properties, ours.region or "", former)))


def left_over(former: bytes) -> Settled:
    """What stays of a note whose subject is gone: its owner's words, or all of it where they cannot be told from ours."""
    note = read_note(_decoded(former))
    if note.region is None or _KEPT.search(_decoded(former)):
        return Settled(former)
    if not note.sound:
        return Settled(former, "its subject is gone from the archive, but it was edited between the marks: delete it yourself")
    if note.written:
        return Settled(encoded(note.without_ours()), "its subject is gone from the archive; what you wrote stays")
    return Settled(None)


def read_note(text: str) -> Note:
    """A note's parts."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(text)
    properties = _properties(front.group(1)) if front else {}
    body = text[front.end() :] if front else text
    begins, ends = list(_BEGIN.finditer(body)), list(_END.finditer(body))
    if not begins and not ends and (retained := _KEPT.search(body)):
        return Note(properties or {}, "\n", "", "\n" + _KEPT.sub("", body), retained.group(1), sound=properties is not None)
    if not begins and not ends:
        return Note(properties or {}, body, None, "", sound=False)
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        return Note(properties or {}, body, "", "", id=_facts(begins[0].group(1)).get("id", "") if begins else "", sound=False)
    facts = _facts(begins[0].group(1))
    region = body[begins[0].end() + 1 : ends[0].start()]
    sound = properties is not None and facts.get("seal") == _seal(region)
    before, after = body[: begins[0].start()], body[ends[0].end() :]
    return Note(properties or {}, before, region, after, str(facts.get("id", "")), facts, sound)


def _composed(note_id: str, properties: Mapping[str, Any], region: str, former: Note | None) -> str:
    merged, shared = dict(properties), {name: _listed(properties.get(name)) for name in SHARED}
    if former is not None:
        own = former._own()  # noqa: SLF001 - this module's own
        for name in SHARED:
            merged[name] = [*shared[name], *(value for value in own.pop(name, []) if value not in shared[name])]
        merged = {**own, **{name: value for name, value in merged.items() if value != []}}
    facts = {
        "id": note_id,
        "seal": _seal(region),
        "names": sorted(properties),
        **{name: values for name, values in shared.items() if values},
    }
    before = former.before if former is not None else "\n"
    after = former.after if former is not None else "\n"
    head = front_matter(merged).rstrip("\n") + "\n"
    return f"{head}{before}<!-- earwitness:begin {comment_json(facts)} -->\n{region}{END}{after}"


def _seal(region: str) -> str:
    return hashlib.sha256(region.encode("utf-8", "replace")).hexdigest()[:16]


def _facts(text: str) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _properties(text: str) -> dict[str, Any] | None:
    """The front matter's values; None when it cannot be read."""
    import yaml  # noqa: PLC0415 - 20 ms

    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, ValueError):
        return None
    if content is None:
        return {}
    return {str(name): value for name, value in content.items()} if isinstance(content, dict) else None


def _listed(value: Any) -> list[Any]:
    """A shared property's values: a list, or one that stands alone."""
    return list(value) if isinstance(value, list) else [] if value in (None, "") else [value]


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "replace")
