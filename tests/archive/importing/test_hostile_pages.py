"""Whatever stands where a value should stand: a page is read or named, never more, and never the end of the run."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earwitness.archive.importing.site_files import ImportFile
from earwitness.archive.importing.site_page import SitePage, read_page
from earwitness.cli.app import main
from earwitness.errors import InputError

FIELDS = ("title", "date", "processing_date", "duration", "source", "summary", "tags", "topics", "quotes", "insights", "companies",
          "original_url", "transcript_url", "has_transcript", "action_items")  # fmt: skip
ODD = (
    "{a: b}", "[1, [2, {x: y}]]", "[[[]]]", "null", "true", ".nan", ".inf", "-1", "1e999", "9" * 5000, "2025-13-45", "0001-01-01",
    "9999-12-31 23:59:59 +1400", "!!binary aGVsbG8=", "!!set {a, b}", "'\\x00\\u200b'", '"\\uD800"', "'<script>alert(1)</script>'", "&a [*a]",
    "[{text: {name: x}}, {name: [y]}, {text: 3.5}, 7, null, [z]]", "[{text: hello, topics: [[a], {b: c}, 2025-01-01], 5: six}]", "2025-01-01",
)  # fmt: skip


def page(**fields: str) -> ImportFile:
    block = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return ImportFile("odd.md", f"---\nlayout: episode\n{block}---\n".encode("utf-8", "surrogatepass"))


def read_or_reason(file: ImportFile) -> SitePage | str:
    """The page, or the name of what could not be read."""
    try:
        return read_page(file)
    except InputError as error:
        return error.subject


@pytest.mark.parametrize("value", ODD)
def test_an_odd_value_in_any_field_is_plain_or_left_out(value: str) -> None:
    for field in FIELDS:
        read = read_or_reason(page(**{field: value}))
        if isinstance(read, str):
            assert read == "odd.md"
            continue
        assert json.loads(json.dumps([read.said, [claim.model_dump() for claim in read.claims]])) is not None
        assert "\x00" not in json.dumps(read.said)
        assert all(claim.text.strip() == claim.text != "" for claim in read.claims)


@pytest.mark.parametrize("value", ["!!python/object/apply:os.system [ls]", "&a {x: 1}\nother: {<<: *a}", "*nowhere", "'open"])
def test_what_would_build_or_multiply_is_refused(value: str) -> None:
    with pytest.raises(InputError, match="no valid YAML"):
        read_page(page(title=value))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for file in (ImportFile("x.md", content), ImportFile("x.md", b"---\ntitle: " + content + b"\n---\n")):
        read = read_or_reason(file)
        assert (read if isinstance(read, str) else read.path) == "x.md"


def test_a_hub_of_odd_pages_is_imported_to_its_end(capfd, tmp_path: Path) -> None:
    folder = tmp_path / "hub" / "_episodes"
    folder.mkdir(parents=True)
    for at, value in enumerate(ODD):
        (folder / f"{at}.md").write_bytes(page(**dict.fromkeys(FIELDS, value.replace("&a [*a]", "[]"))).content)
    (folder / "loop.md").symlink_to("/etc/passwd")
    assert main(["import", str(tmp_path / "hub"), "--json", "--home", str(tmp_path / "home")]) in (0, 3)
    report = json.loads(capfd.readouterr().out)["quality_report"]
    assert report["files"] == len(ODD)
    assert report["readable"] + len(report["unreadable"]) == len(ODD)
    assert report["readable"] >= len(ODD) - 5
