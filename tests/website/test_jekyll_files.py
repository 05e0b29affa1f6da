"""Pages of a Jekyll collection, read by Jekyll's own rules (Jekyll 4.3: `lib/jekyll/document.rb`) and by Ruby's YAML where it is there."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.renderers.harbour_talk import digest_of, talk
from tests.website.conftest import MILL, TIDES
from tests.website.page_parts import read_body, read_front_matter
from tests.website.shared_archive import contents, put

from earwitness.renderers.front_matter import Moment, front_matter
from earwitness.renderers.jekyll import JekyllRenderer
from earwitness.website.publishing.file_names import distinct_names

FRONT_MATTER = re.compile(r"\A(---\s*\n.*?\n?)^((---|\.\.\.)\s*$\n?)", re.MULTILINE | re.DOTALL)
DATED = re.compile(r"^(?:.+/)*(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)(\.[^.]+)$")
KEYS = """companies date duration has_transcript insights layout llm_enhanced original_url processing_date quotes source summary tags
title topics""".split()
HARD = [
    "1,000",
    "1_000",
    ":symbol",
    "- a",
    "yes",
    "oN",
    "2025-05-14",
    "2025-05-14 12:42:12 +0000",
    "12:30",
    "0x1F",
    ".5",
    "~",
    "!!map",
    "&a",
    "*a",
    "---",
    "a\n---\nb",
    "{{ x }}",
    "{% raw %}",
    "# a",
    "a: b",
    "a #b",
    "'",
    '"',
    "\u2028",
    "\x85",
    "%",
    "@",
    "`",
    "=",
    "<<",
    "null",
    "...",
]


def test_pages_are_documents_of_a_collection(run, out: Path) -> None:
    run("jekyll")
    pages = {path: content.decode() for path, content in contents(out).items() if path.endswith(".md")}
    assert list(pages) == ["_episodes/2026-02-03-the-mill.md", "_episodes/2026-03-04-tides-b-power-b-x.md"]
    for path, text in pages.items():
        assert DATED.match(path)
        head = FRONT_MATTER.match(text)
        assert head
        assert sorted(read_front_matter(text)) == KEYS
        assert not re.search(r"\{\{|\{%", text[head.end() :])  # Liquid would run it
        assert read_body(text).lstrip().startswith("# ")


def test_hostile_words_stay_words() -> None:
    transcript = talk()
    text = JekyllRenderer().render(digest_of(transcript, url="https://example.org/{{a}}"), transcript)
    head = FRONT_MATTER.match(text)
    assert head
    assert "{{ site.key }}" in read_front_matter(text)["summary"].replace("\\", "")
    assert not re.search(r"\{\{|\{%", text[head.end() :])


@pytest.mark.skipif(shutil.which("ruby") is None, reason="ruby is not installed")
def test_ruby_reads_the_same_values(tmp_path: Path) -> None:
    text = front_matter(
        {
            "words": HARD,
            "date": Moment("2025-05-14 12:42:12 +0000"),
            "number": 3,
            "share": 1.0,
            "flag": False,
            **{f"k{at}": word for at, word in enumerate(HARD)},
        }
    )
    head = FRONT_MATTER.match(text)
    assert head
    (tmp_path / "page.md").write_text(text, "utf-8")
    script = """
      require "yaml"; require "json"; require "date"; require "time"
      text = File.read(ARGV[0], encoding: "utf-8")
      raise "no front matter" unless text =~ %r!\\A(---\\s*\\n.*?\\n?)^((---|\\.\\.\\.)\\s*$\\n?)!m
      data = YAML.safe_load($1, permitted_classes: [Date, Time, Symbol])
      puts JSON.generate(data.transform_values { |value| value.is_a?(Time) ? "time " + value.utc.iso8601 : value })
    """
    read = json.loads(subprocess.run(["ruby", "-e", script, tmp_path / "page.md"], check=True, capture_output=True).stdout)
    assert read["words"] == HARD
    assert [read[f"k{at}"] for at in range(len(HARD))] == HARD
    assert (read["date"], read["number"], read["share"], read["flag"]) == ("time 2025-05-14T12:42:12Z", 3, 1.0, False)


def test_names_stay_when_others_come(archive, run, out: Path) -> None:
    database, _ = archive
    run("jekyll")
    put(database, "0" * 16, "The Mill!", seen=9)  # sorts before the first by id, came after it
    put(database, "d" * 16, "寒武纪", seen=10, published=None)
    run("jekyll")
    names = sorted(path.removeprefix("_episodes/") for path in contents(out) if path.endswith(".md"))
    assert names == ["2026-02-03-the-mill-000000.md", "2026-02-03-the-mill.md", "2026-03-04-tides-b-power-b-x.md", "undated-dddddddd.md"]
    assert MILL in contents(out)["_episodes/2026-02-03-the-mill.md"].decode()


def test_names_that_a_file_system_takes_for_one_are_told_apart() -> None:
    given = distinct_names([("a1", "Straße"), ("b2", "STRASSE"), ("c3", "café"), ("d4", "cafe\u0301")])
    assert len({name.casefold() for name in given.values()}) == 4
    assert (given["a1"], given["c3"]) == ("Straße", "café")


def test_a_moved_item_takes_its_page_along(archive, run, out: Path) -> None:
    run("jekyll")
    put(archive[0], TIDES, "A new name", published="2026-03-04")
    outcome = run("jekyll")
    assert outcome.removed == 2
    assert sorted(path for path in contents(out) if path.endswith(".md")) == [
        "_episodes/2026-02-03-the-mill.md",
        "_episodes/2026-03-04-a-new-name.md",
    ]


def test_every_item_of_a_source_and_no_more_than_the_limit(run, tmp_path: Path) -> None:
    assert run("jekyll", limit=1).files == 2
    assert run("jekyll", source_id="f" * 16, out=tmp_path / "none").files == 0
