"""The generated parts of docs/: the CLI reference and the digest's fields. `--check` fails when a part is out of date."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from earwitness import plugins
from earwitness.cli.app import COMMANDS
from earwitness.config import Settings
from earwitness.model.digest import Digest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
LINK = re.compile(r"(?<!\!)\[[^\]]*\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def command_reference() -> str:
    """Each command's own help, as it prints it."""
    parts = []
    for name in ("", *COMMANDS):
        arguments = [name, "--help"] if name else ["--help"]
        environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
        shown = subprocess.run(
            [sys.executable, "-m", "earwitness", *arguments], env=environment, check=True, capture_output=True, text=True
        ).stdout
        tidy = "\n".join(line.rstrip() for line in shown.strip().splitlines())
        parts.append(f"## earwitness {name}".rstrip() + f"\n\n```text\n{tidy}\n```\n")
    return "\n".join(parts)


def digest_fields() -> str:
    """One table for the digest and for each of its parts, from the JSON Schema the model makes."""
    schema = Digest.model_json_schema(mode="serialization", by_alias=True)
    parts = list(_table("Digest", schema))
    for name, part in sorted(schema["$defs"].items()):
        parts += _table(name.removeprefix("Verified") if name != "Verified" else name, part)
    return "\n".join(parts)


def _table(name: str, schema: dict[str, Any]) -> Iterator[str]:
    if "properties" not in schema:
        return
    yield f"### {name}\n"
    yield " ".join(schema.get("description", "").split("\n\n")[0].split()) + "\n"
    yield "| field | type | meaning |\n|---|---|---|"
    for field, facts in schema["properties"].items():
        meaning = " ".join(facts.get("description", "").split()).replace("|", "\\|")
        yield f"| `{field}` | {_type(facts)} | {meaning} |"
    yield ""


def _type(facts: dict[str, Any]) -> str:
    if "$ref" in facts:
        return facts["$ref"].rpartition("/")[2].removeprefix("Verified")
    if "anyOf" in facts:
        return " or ".join(_type(option) for option in facts["anyOf"])
    if "const" in facts:
        return f"`{facts['const']}`"
    if "enum" in facts:
        return ", ".join(f"`{value}`" for value in facts["enum"])
    if facts.get("type") == "array":
        return f"list of {_type(facts.get('items', {}))}"
    bounds = [str(facts[key]) for key in ("minimum", "maximum") if key in facts]
    return str(facts.get("type", "any")) + (f" {' to '.join(bounds)}" if len(bounds) == 2 else "")


def settings_table() -> str:
    """Every setting with its default."""
    rows = [f"| `{name}` | `{field.default}` | {field.description} |" for name, field in Settings.model_fields.items()]
    return "| setting | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def plugs() -> str:
    """Every built-in part with what its class says of itself."""
    rows = []
    for title, table in (
        ("reader", plugins.READERS),
        ("analyser", plugins.ANALYZERS),
        ("renderer", plugins.RENDERERS),
        ("page reader", plugins.PAGE_READERS),
        ("diarizer", plugins.DIARIZERS),
        ("publish format", plugins.PUBLISH_FORMATS),
    ):
        for name, path in table.items():
            module, _, part = path.partition(":")
            meaning = (getattr(import_module(module), part).__doc__ or "").strip().splitlines()
            rows.append(f"| {title} | `{name}` | {meaning[0] if meaning else ''} |")
    return "| plug | name | what it does |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def first_screen() -> str:
    """The beginning of what a reader gets for the bundled podcast, as the terminal shows it."""
    command = [sys.executable, "-m", "earwitness", "digest", "examples/second-opinion-41.podcast.md", "--format", "terminal"]
    environment = {**os.environ, "COLUMNS": "96", "NO_COLOR": "1"}
    shown = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    sections = [section for section in shown.strip().split("\n\n") if section.partition("\n")[0] in SHOWN_SECTIONS]
    head = shown.strip().split("\n\n")[:2]
    retained = ["\n".join(_beginning(section.splitlines())) for section in sections]
    return "```text\n" + "\n\n".join("\n".join(line.rstrip() for line in part.splitlines()) for part in (*head, *retained)) + "\n```\n"


def _beginning(lines: list[str]) -> list[str]:
    """The first entries of a section, none cut in two."""
    if len(lines) <= SHOWN_LINES:
        return lines
    retained = lines[:SHOWN_LINES]
    while retained and not (TIMED.search(retained[-1]) or BEGINS.match(lines[len(retained)])):
        retained.pop()
    return [*retained, "  ..."]


TIMED = re.compile(r"\d:\d\d(?:  .*)?$")
"""The line of an entry with its time, which is its last but for the reason of a quote."""
BEGINS = re.compile(r"  [•→] | {1,3}\d+ “| {6,}\S.*\d:\d\d$|  [A-Z]\w+: ")
SHOWN_SECTIONS = ("SUMMARY", "PRINCIPLES", "IN PRACTICE", "QUOTES", "NUMBERS", "PREDICTIONS", "NAMES")
SHOWN_LINES = 7
GENERATED = {
    "first-screen": first_screen,
    "plugs": plugs,
    "commands": command_reference,
    "digest-fields": digest_fields,
    "settings": settings_table,
}


def rebuilt(text: str) -> str:
    """A page with its generated blocks made again."""
    return BLOCK.sub(lambda match: f"{match[1]}\n{GENERATED[match['name']]()}\n{match[3]}", text)


def faults(pages: list[Path]) -> Iterator[str]:
    """Stale generated blocks, broken links between pages, and blocks no page holds."""
    seen = set()
    for page in pages:
        text = page.read_text(encoding="utf-8")
        seen.update(match["name"] for match in BLOCK.finditer(text))
        if rebuilt(text) != text:
            yield f"{page.relative_to(ROOT)}: a generated part is out of date: run make docs"
        for target in LINK.findall(text):
            if not (page.parent / target).exists():
                yield f"{page.relative_to(ROOT)}: link to {target}, which is not there"
    yield from (f"docs: no page holds the generated part {name!r}" for name in GENERATED if name not in seen)


def main() -> int:
    """Writes the generated parts, or checks them."""
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
    if "--check" not in sys.argv:
        for page in pages:
            page.write_text(rebuilt(page.read_text(encoding="utf-8")), encoding="utf-8")
    found = list(faults(pages))
    print("\n".join(found) or f"docs: {len(pages)} pages, links and generated parts in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
