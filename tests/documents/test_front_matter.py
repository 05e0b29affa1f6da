"""Front matter as people write it: one bad line costs its own key, and TOML is read too."""

import pytest

from earwitness.documents.front_matter import iso_date, split_front_matter


def read(block: str, fence: str = "---"):
    return split_front_matter(f"{fence}\n{block}\n{fence}\n\nMaya: The mill closed.\n")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Episode 7: The mill", "Episode 7: The mill"),
        ('title: "Quiet" mills', '"Quiet" mills'),
        ("title: @norrby and the mill", "@norrby and the mill"),
        ("title: [draft] The mill", "[draft] The mill"),
        ("title: 50% of the mill: sold", "50% of the mill: sold"),
    ],
)
def test_a_line_that_is_no_yaml_is_read_as_text_and_the_others_as_they_are(line: str, title: str) -> None:
    front = read(f"{line}\ndate: 2026-03-04\nhost: Maya Brandt\nguests:\n  - Tom Reyes\n  - Ada Quill")
    assert front.draft.title == title
    assert front.draft.published == "2026-03-04"
    assert [person.name for person in front.draft.people] == ["Maya Brandt", "Tom Reyes", "Ada Quill"]
    assert front.warnings == ("the front matter is no valid YAML at title: read as plain text",)


def test_tabs_under_a_key_are_its_list() -> None:
    front = read("title: The mill\nspeakers:\n\t- Maya Brandt\n\t- Tom Reyes")
    assert [person.name for person in front.draft.people] == ["Maya Brandt", "Tom Reyes"]


def test_a_block_that_cannot_be_read_costs_its_key_and_is_named() -> None:
    front = read("title: The mill\nguests:\n  - {name: Tom\n  - [\ndate: 2026-03-04")
    assert (front.draft.title, front.draft.published) == ("The mill", "2026-03-04")
    assert front.warnings == ("the front matter is no valid YAML at guests: skipped",)


def test_toml_is_read_and_its_faults_are_named() -> None:
    front = read('title = "Episode 7: The mill"\ndate = 2026-03-04T08:00:00Z\nhosts = ["Maya Brandt"]', "+++")
    assert (front.draft.title, front.draft.published) == ("Episode 7: The mill", "2026-03-04T08:00:00+00:00")
    assert [person.name for person in front.draft.people] == ["Maya Brandt"]
    assert read("title = The mill", "+++").warnings == ("the front matter is no valid TOML and was skipped",)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Wed, 04 Mar 2026 08:30:00 GMT", "2026-03-04T08:30:00+00:00"),
        ("4 Mar 2026 08:30:00 +0100", "2026-03-04T08:30:00+01:00"),
        ("Wed, 40 Mar 2026 08:30:00 GMT", None),
    ],
)
def test_dates_of_mail_are_dates(text: str, date: str | None) -> None:
    assert iso_date(text) == date
