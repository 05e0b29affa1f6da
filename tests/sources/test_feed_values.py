import pytest

from earwitness.sources.feed_values import authors, duration_ms, explicit, language, role, seconds_ms, utc


@pytest.mark.parametrize("said", ["3723", "62:03", "1:02:03", "0:62:03", "1h 2m 3s", "PT1H2M3S", "1 hour, 2 minutes 3 seconds", " 3723.0 "])
def test_one_duration_in_every_spelling(said):
    assert duration_ms(said) == 3_723_000


@pytest.mark.parametrize("said", ["", None, "0", "00:00", "soon", "-5", "12,345", "1e9", "H", "99999999999"])
def test_what_is_no_duration(said):
    assert duration_ms(said) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Fri, 09 Oct 2020 04:30:38 -0100", "2020-10-09T05:30:38+00:00"),
        ("2020-10-09T04:30:38+0530", "2020-10-08T23:00:38+00:00"),
        ("2020-10-09", "2020-10-09T00:00:00+00:00"),
        ("Mon, 05 Jan 2026 10:00:00 PST", "2026-01-05T18:00:00+00:00"),
        ("Fri, 31 Feb 2020 04:30:38 GMT", None),
        ("2020-10-09T04:30:38+99:99", None),
        ("9999-12-31", None),
        ("yesterday", None),
    ],
)
def test_dates_are_iso_in_utc_or_nothing(said, expected):
    assert utc(None, said) == expected


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Ada Moor, Ben Lund and Cy Dow", ["Ada Moor", "Ben Lund", "Cy Dow"]),
        ("ada@example.org (Ada Moor)", ["Ada Moor"]),
        ("The Tide by Ada Moor", ["Ada Moor"]),
        ("Ludwig van der Meer", ["Ludwig van der Meer"]),
        ("王小明", ["王小明"]),
        ("The Daily", []),
        ("Tidal Media", []),
        ("admin", []),
        ("Tide Weekly", []),
    ],
)
def test_authors_who_are_people(said, names):
    assert [person.name for person in authors([said])] == names


def test_a_feeds_own_title_is_no_person():
    assert authors(["Ada Moor", "Tidal Lectures"], but="tidal lectures") == authors(["Ada Moor"])


def test_small_values():
    assert [explicit(source_text) for source_text in ("Yes", "clean", "true", "maybe", None)] == [True, False, True, None, None]
    assert [language(source_text) for source_text in ("en_US", "de", "english please", None)] == ["en-US", "de", None, None]
    assert [seconds_ms(source_text) for source_text in ("33.833", "0", "-1", "x")] == [33_833, 0, None, None]
    assert [role("", ""), role("Guest"), role("", "visuals"), role("narrator", "cast"), role("editor", "writing")] == [
        "host",
        "guest",
        None,
        "speaker",
        None,
    ]
