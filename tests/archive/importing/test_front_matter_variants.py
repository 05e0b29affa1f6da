"""Front matter as people, dumpers and other machines write it: what stands there is taken as it stands, what is lost is counted."""

import json
from pathlib import Path

import pytest
from tests.growth import is_linear

from earwitness.archive.importing.outputs import read_output
from earwitness.archive.importing.site_files import ImportFile
from earwitness.archive.importing.site_page import MOST_CLAIMS, SitePage, read_page
from earwitness.cli.app import main
from earwitness.errors import InputError


def read(block: str, encoding: str = "utf-8") -> SitePage:
    return read_page(ImportFile("a.md", f"---\n{block}\n---\n\nbody\n".encode(encoding)))


@pytest.mark.parametrize(
    ("written", "title"),
    [("No", "No"), ("yes", "yes"), ("007", "007"), ("1.10", "1.10"), ("0x1F", "0x1F"), ("1_000", "1_000"), ("12:30:45", "12:30:45"), ("2026", "2026"),
     ("2026-11-28", "2026-11-28"), ("2026-13-45", "2026-13-45"), (".inf", ".inf"), ("'It''s'", "It's"), ("!!bool maybe", "maybe"),
     ("!!int ''", ""), ("!!timestamp soon", "soon"), ("~", ""), ('"Part 1: \\u00dcber"', "Part 1: Über"), (">\n  folded\n  words", "folded words")],
)  # fmt: skip
def test_a_title_is_the_text_that_stands_there(written: str, title: str) -> None:
    page = read(f"title: {written}")
    assert page.title == title
    assert page.said.get("title", "") == title


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("49", 49), ("'49'", 49), ("49.5", 49.5), ("1:23:45", 83.75), ("'1:23:45'", 83.75), ("49:30", 49.5), ("63 min", 63), ("PT1H2M", 62),
     ("1h 2m", 62), ("long", None), ("-5", None), ("!!int ''", None), ("1e400", None)],
)  # fmt: skip
def test_a_length_is_understood_as_people_write_it(written: str, minutes: float | None) -> None:
    page = read(f"duration: {written}")
    assert page.minutes == minutes
    assert ("duration" in page.not_understood) is (minutes is None and written != "!!int ''")


@pytest.mark.parametrize(
    ("written", "published"),
    [("2026-11-28", "2026-11-28"), ("2026-11-28 07:00:00 +0100", "2026-11-28T07:00:00+01:00"), ("'2026-11-28T07:00:00Z'", "2026-11-28T07:00:00+00:00"),
     ("28 November 2026", "2026-11-28"), ("2026-11-28 25:61:00", "2026-11-28"), ("2026-13-45", None), ("9999-12-31", None), ("0001-01-01", None),
     ("1764313200", None), ("soon", None)],
)  # fmt: skip
def test_a_date_is_one_or_counted(written: str, published: str | None) -> None:
    page = read(f"title: A\ndate: {written}")
    assert page.published == published
    assert page.title == "A"
    assert ("date" in page.not_understood) is (published is None)
    assert page.said["date"]


def test_tags_and_topics_come_in_every_shape() -> None:
    assert read("tags: [no, on, 2026-01-01, 007, ai]").tags == ("no", "on", "2026-01-01", "007", "ai")
    assert read("tags: ai energy").tags == ("ai", "energy")
    assert read("tags: ai policy, energy").tags == ("ai policy", "energy")
    assert read("topics: [grids, {topic: tides, mentions: 3}, 7, null]").topics == ({"topic": "grids"}, {"topic": "tides", "mentions": 3})


@pytest.mark.parametrize(
    ("written", "malformed"), [("{text: hello}", 1), ("hello there", 1), ("7", 1), ("[]", 0), ("", 0), ("null", 0), ("n/a", 0)]
)
def test_quotes_that_are_no_list_are_counted(written: str, malformed: int) -> None:
    section = read(f"quotes: {written}").sections["quote"]
    assert (len(section.claims), section.malformed) == (0, malformed)


def test_what_is_too_much_or_twice_is_counted() -> None:
    section = read("quotes:\n" + "- text: hi\n" * (MOST_CLAIMS + 7)).sections["quote"]
    assert (len(section.claims), section.malformed) == (MOST_CLAIMS, 7)
    page = read("title: A\nquotes:\n- text: one\nquotes:\n- text: two\n  text: three")
    assert page.quotes == ("three",)
    assert set(page.repeated_keys) == {"quotes", "text"}
    assert read('summary: "first line\n\n  title: is no key here"\ntitle: A').repeated_keys == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_letters_survive_every_encoding(encoding: str, newline: str) -> None:
    text = "---\ntitle: Café über alles\nquotes:\n- text: naïve words\n---\n".replace("\n", newline)
    page = read_page(ImportFile("a.md", text.encode(encoding)))
    assert page.title == "Café über alles"
    assert page.quotes == ("naïve words",)
    assert bool(page.decoding) is (encoding in ("cp1252", "latin-1"))


def test_aliases_that_multiply_cost_nothing() -> None:
    # Expanded, the last level would hold 9 ** 11 texts: reading it at all shows that nothing is expanded.
    levels = "".join(f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n" for before, one in zip("abcdefghijk", "bcdefghijkl", strict=True))
    page = read(f"title: A\na: &a [x]\n{levels}summary: *l\nquotes: *l\ntags: *l\ntopics: *l\naction_items: *l\nduration: *l\ndate: *l")
    assert (page.title, page.sections["quote"].malformed) == ("A", 9)


@pytest.mark.parametrize("tag", ["int", "float", "bool", "timestamp", "null", "binary", "set", "omap", "pairs", "str", "seq", "map"])
@pytest.mark.parametrize("value", ["''", "x", "[a]", "{a: b}", "é", "-", "'" + "9" * 5000 + "'"])
def test_a_tag_that_lies_ends_no_import(tag: str, value: str) -> None:
    try:
        page = read(f"title: A\nduration: !!{tag} {value}\nquotes: [{{text: !!{tag} {value}}}]")
    except InputError as error:
        assert error.problem.startswith("its front matter is no valid YAML")  # noqa: PT017 - either is right
    else:
        assert page.title == "A"


def test_the_card_says_what_was_there_and_not_understood(capfd, tmp_path: Path) -> None:
    pages = tmp_path / "hub" / "_episodes"
    pages.mkdir(parents=True)
    (pages / "a.md").write_bytes(
        "---\ntitle: Café\ndate: soon\nduration: long\noriginal_url: ftp://x\nquotes: none said\n---\n".encode("latin-1")
    )
    (pages / "b.md").write_bytes(b"---\ntitle: [a]\nquotes: []\n---\n")
    (pages / "c.md").write_bytes(b"---\ntitle: !!bool maybe\ndate: 2026-11-28\nduration: 49:30\n---\n")
    (pages / "d.md").write_bytes(b"---\ntitle: a\x0bb\n---\n")
    assert main(["import", str(tmp_path / "hub"), "--dry-run", "--json", "--home", str(tmp_path / "home")]) == 3
    report = json.loads(capfd.readouterr().out)["quality_report"]
    assert (report["files"], report["readable"]) == (4, 3)
    assert "U+000B" in report["unreadable"][0]["reason"]
    found = {name: report["fields"][name] for name in report["fields"] if name.endswith(("unreadable", "missing", "utf8"))}
    assert found == {
        "title_missing": 1, "title_unreadable": 1, "date_missing": 2, "date_unreadable": 1, "duration_missing": 2, "duration_unreadable": 1,
        "url_missing": 3, "url_unreadable": 1, "summary_missing": 3, "topics_missing": 3, "not_utf8": 1,
    }  # fmt: skip
    assert report["quotes"]["malformed"] == 1
    assert main(["import", str(tmp_path / "hub"), "--home", str(tmp_path / "home")]) == 3
    assert "quotes: 1 entry" in capfd.readouterr().out


def test_a_heading_without_end_is_read_at_once() -> None:
    def read_heading(marks: int) -> None:
        text = "# quotes" + "# " * marks + "x\n- Seven barges wait at the lock.\n"
        assert [claim.text for claim in read_output("a.md", text).claims] == ["Seven barges wait at the lock."]

    assert is_linear(read_heading, 25_000)


def test_a_note_with_front_matter_is_read_below_it() -> None:
    lists = "## Quotes ##\n\n- Seven barges wait at the lock.\n"
    for head in ("---\ntitle: My notes\ntags: [a]\n---\n\n", "---\n\n", "----\n", "---\ntitle: never closed\n\n"):
        found = read_output("note.md", head + lists)
        assert (found.format, len(found.claims)) == ("headed lists", 1)
    with pytest.raises(InputError, match="no valid YAML"):
        read_output("page.md", "---\nquotes: [unclosed\n---\n## Quotes\n\n- One of four words here.\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_an_output_is_audited_in_every_encoding(capfd, tmp_path: Path, encoding: str) -> None:
    source_text = [f"The {word} café on the quay sold nothing but tea and string that year." for word in ("old", "new", "third", "last")]
    (tmp_path / "talk.txt").write_text("\n\n".join(source_text), encoding="utf-8")
    (tmp_path / "out.md").write_bytes(("# Quotes\n\n" + "\n".join(f"- {line}" for line in source_text)).encode(encoding))
    assert main(["audit", str(tmp_path / "out.md"), "--transcript", str(tmp_path / "talk.txt")]) == 0
    reported = capfd.readouterr()
    assert "quotes: 4 verified" in reported.out
    assert ("Windows-1252" in reported.err) is (encoding == "cp1252")
