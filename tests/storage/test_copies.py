import random

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.storage.archive_values import ITEM, SOURCE, archived

from earwitness.model.archive import Source
from earwitness.model.transcript import Mark, Segment, Transcript
from earwitness.storage import items, sources, transcripts
from earwitness.storage.duplicates import (
    LEAST_KEYS,
    LEAST_SHINGLES,
    duplicates_of,
    find_original,
    put_word_keys,
    shingle_keys,
    similarity,
    words_of,
)
from earwitness.storage.engine import Database
from earwitness.storage.releases import canonical_media_url, find_release, put_release_keys

OTHER_SOURCE = Source(id="6" * 16, url="https://mirror.example/feed", kind="feed", title="The Mirror")
VOCABULARY = [
    first + last
    for first in ("ka", "lo", "mi", "ne", "ru", "so", "ta", "vi", "wo", "ze")
    for last in ("bat", "cor", "den", "fil", "gam", "hos", "jun")
]


def talk(seed: int, words: int = 3000) -> str:
    drawn = random.Random(seed)
    return " ".join(drawn.choice(VOCABULARY) for _ in range(words))


def spoken(text: str) -> Transcript:
    return Transcript(text=text, segments=(Segment(start=0, end=len(text)),), origin="captions")


def put(database: Database, item_id: str, text: str, **changed: object) -> None:
    item = ITEM.model_copy(update={"id": item_id, **changed})
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
        items.put_item(connection, archived(item, guid=f"guid {item_id}"))
        transcripts.put_revision(connection, item_id, spoken(text))
        put_word_keys(connection, item_id, spoken(text))


def original_of(database: Database, text: str, kind: str = "podcast") -> str | None:
    new = ITEM.model_copy(update={"id": "new", "title": "Another title", "kind": kind})
    with database.write() as connection:
        items.put_item(connection, archived(new, guid="new"))
        found = find_original(connection, "new", spoken(text))
    return found.original_id if found else None


def changed_words(text: str, every: int) -> str:
    return " ".join("other" if at % every == 0 else word for at, word in enumerate(text.split()))


EDITIONS = {
    "retitled": lambda text: text,
    "other case and punctuation": lambda text: text.upper().replace(" KA", ", Ka"),
    "introduction cut": lambda text: " ".join(text.split()[200:]),
    "advertisements put in": lambda text: f"{text[:9000]} {talk(99, 500)} {text[9000:]}",
    "one word in ten heard otherwise": lambda text: changed_words(text, 10),
    "first half": lambda text: text[: len(text) // 2],
    "clip": lambda text: text[5000:9000],
}
NO_EDITIONS = {
    "another episode": talk(3),
    "the same introduction": f"{talk(1)[:4000]} {talk(3)}",
    "the whole of which the first was a part": f"{talk(1)} {talk(3)}",
    "a compilation": f"{talk(1)[:5000]} {talk(2)[:5000]} {talk(3)[:5000]} {talk(4)[:5000]}",
    "too short to judge": " ".join(talk(1).split()[:60]),
    "nothing": "",
}


def test_another_edition_is_recognised(database: Database) -> None:
    put(database, "a", talk(1))
    put(database, "b", talk(2))
    assert {name: original_of(database, renderer_version(talk(1))) for name, renderer_version in EDITIONS.items()} == dict.fromkeys(
        EDITIONS, "a"
    )


def test_what_only_shares_a_part_is_no_copy(database: Database) -> None:
    put(database, "a", talk(1))
    put(database, "b", talk(2))
    assert {name: original_of(database, other) for name, other in NO_EDITIONS.items()} == dict.fromkeys(NO_EDITIONS)


def test_issues_of_a_letter_that_share_a_template_stay_apart(database: Database) -> None:
    template = talk(1, 300)
    put(database, "a", f"{template} {talk(2, 80)}", kind="newsletter")
    assert original_of(database, f"{template} {talk(3, 80)}", kind="newsletter") is None
    assert original_of(database, f"{template} {talk(2, 80)} goodbye", kind="newsletter") == "a"


def test_a_copy_of_a_copy_is_a_copy_of_the_original_and_the_copies_are_listed(database: Database) -> None:
    put(database, "a", talk(1))
    put(database, "b", talk(1)[:9000])
    with database.write() as connection:
        found = find_original(connection, "b", spoken(talk(1)[:9000]))
        assert found is not None
        assert found.similarity == 1.0
        assert "The mill" in found.reason
        items.put_duplicate(connection, "b", found.original_id, found.reason)
        assert [copy.item.id for copy in duplicates_of(connection, "a")] == ["b"]
    assert original_of(database, talk(1)[500:8000]) == "a"


def test_words_everybody_shares_nominate_nobody(database: Database) -> None:
    greeting = talk(7, 400)
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
        for at in range(70):
            items.put_item(connection, archived(ITEM.model_copy(update={"id": f"i{at}"}), guid=f"g{at}"))
            items.put_keys(connection, f"i{at}", [("shingle", key) for key in shingle_keys(greeting)])
    assert original_of(database, greeting) is None


def test_a_new_transcript_replaces_the_keys_of_the_old_one(database: Database) -> None:
    put(database, "a", talk(1))
    put(database, "a", talk(2))
    with database.read() as connection:
        found = items.find_by_keys(connection, "shingle", shingle_keys(talk(2)))
        assert found == {"a": len(shingle_keys(talk(2)))}
        assert items.find_by_keys(connection, "shingle", shingle_keys(talk(1))) == {}
        assert connection.scalar(sa.text("SELECT count(*) FROM item_keys")) == len(shingle_keys(talk(2)))


def test_labels_and_promotion_are_not_compared() -> None:
    text = "Ada: the mill closed Buy soap and nobody missed it"
    marks = (Mark(start=0, end=4, kind="label"), Mark(start=21, end=29, kind="promotion"))
    assert words_of(Transcript(text=text, marks=marks)).split() == ["the", "mill", "closed", "and", "nobody", "missed", "it"]


@given(st.integers(0, 50), st.integers(400, 1500), st.floats(0.3, 1.0))
def test_a_part_of_a_text_has_a_part_of_its_keys(seed: int, words: int, share: float) -> None:
    text = talk(seed, words)
    part = " ".join(text.split()[: max(300, int(words * share))])
    assert similarity(shingle_keys(text), shingle_keys(part)) == 1.0
    assert similarity(shingle_keys(part), shingle_keys(text)) == 1.0
    assert similarity(shingle_keys(text), shingle_keys(talk(seed + 100, words))) == 0.0


def test_keys_are_few_fixed_and_none_for_a_stub() -> None:
    assert shingle_keys(talk(5, LEAST_SHINGLES)) == ()
    assert len(shingle_keys(talk(5, 400))) == LEAST_KEYS
    assert 60 < len(shingle_keys(talk(5, 10_000))) < 100
    assert shingle_keys(talk(5, 400))[:2] == ("002530e189d8480b", "00478ecddf6cf59b")
    assert similarity((), shingle_keys(talk(5))) == 0.0


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://dts.podtrac.com/redirect.mp3/pdst.fm/e/cdn.example.com/show/1.mp3?token=a", "cdn.example.com/show/1.mp3"),
        ("https://op3.dev/e,pg=ab-c/https://Media.Example.org/x/Y.m4a?t=1", "media.example.org/x/Y.m4a"),
        ("https://chtbl.com/track/ABC/www.host.example/1/2.mp3", "host.example/1/2.mp3"),
        ("http://host.example/1/2.mp3", "host.example/1/2.mp3"),
        ("https://a.example/https%3A%2F%2Fcdn.example.io%2Fa.mp3", "cdn.example.io/a.mp3"),
        ("https://host.example/play?id=5&utm_source=x", "host.example/play?id=5"),
        ("https://host.example/", ""),
        ("http://[bad", ""),
    ],
)
def test_an_enclosure_is_its_file_whatever_counts_the_downloads(url: str, file: str) -> None:
    assert canonical_media_url(url) == file


RELEASE = {"published": "2026-02-03T06:00:00Z", "duration_ms": 3_600_000, "title": "The mill at Norrby"}


RELEASES = (
    ({}, "new guid", "https://op3.dev/e/cdn.example/1.mp3", True),
    ({"title": "The mill (edited)"}, "new guid", "https://cdn.example/1.mp3?x=1", True),
    ({"duration_ms": 3_800_000}, "new guid", "https://elsewhere.example/9.mp3", True),
    ({"title": "Renamed entirely"}, "new guid", "https://elsewhere.example/9.mp3", False),
    ({"duration_ms": 4_400_000}, "new guid", "https://elsewhere.example/9.mp3", False),
    ({"published": "2026-02-04T06:00:00Z"}, "new guid", "https://cdn.example/1.mp3", False),
    ({"title": "Renamed entirely"}, "ep-1", "https://elsewhere.example/9.mp3", False),
    ({"duration_ms": None}, "ep-1", "https://elsewhere.example/9.mp3", True),
    ({"published": None}, "new guid", "https://cdn.example/1.mp3", False),
)
"""What the second feed says otherwise, its GUID and media file, and whether it is the same release."""


def test_a_release_is_recognised_by_what_its_feed_says(database: Database) -> None:
    first = archived(ITEM.model_copy(update=RELEASE)).model_copy(update={"enclosure_url": "https://cdn.example/1.mp3"})
    with database.write() as connection:
        for source in (SOURCE, OTHER_SOURCE):
            sources.put_source(connection, source, now_ms=1)
        items.put_item(connection, first)
        put_release_keys(connection, first)
        for changes, guid, enclosure, same in RELEASES:
            item = ITEM.model_copy(update={**RELEASE, **changes, "id": "2" * 16})
            again = archived(item, guid=guid).model_copy(update={"enclosure_url": enclosure, "source_id": OTHER_SOURCE.id})
            found = find_release(connection, again)
            assert (found is not None) == same, (changes, guid, enclosure)
            assert found is None or found.original_id == ITEM.id
