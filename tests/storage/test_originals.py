"""Which of several copies is the original does not depend on which was read first."""

from itertools import permutations

import pytest
import sqlalchemy as sa
from tests.storage.archive_values import ITEM, SOURCE, archived, digest
from tests.storage.test_copies import OTHER_SOURCE, RELEASE, changed_words, spoken, talk

from earwitness.model.archive import ArchivedItem
from earwitness.storage import items, sources, transcripts
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database
from earwitness.storage.findings import get_digest, put_digest
from earwitness.storage.originals import TOGETHER_MS, settle_release, settle_words
from earwitness.storage.releases import put_release_keys
from earwitness.storage.tables import findings

WHOLE = talk(1)
EDITIONS: dict[str, tuple[str, str | None]] = {
    "d-first": (changed_words(WHOLE, 12), "2026-02-03T06:00:00Z"),
    "c-later": (f"{WHOLE[:9000]} {talk(99, 300)} {WHOLE[9000:]}", "2026-02-03T08:00:00+01:00"),  # 7 o'clock in UTC
    "b-clip": (WHOLE[4000:9000], "2026-02-01T06:00:00Z"),
    "a-undated": (WHOLE, None),
}
"""The clip was published before its whole and the undated one has the smallest id: neither makes an original."""


def _arrive(database: Database, item_id: str, text: str, published: str | None, seen_ms: int) -> None:
    item = ITEM.model_copy(update={"id": item_id, "published": published, "title": f"The {item_id} edition"})
    with database.write() as connection:
        sources.put_source(connection, SOURCE, now_ms=1)
        new = archived(item, guid=f"guid {item_id}").model_copy(update={"first_seen_ms": seen_ms})
        items.put_item(connection, new)
        transcripts.put_revision(connection, item_id, spoken(text))
        original = settle_words(connection, item_id, spoken(text))
        put_word_keys(connection, item_id, spoken(text))
        if original is not None:
            items.put_duplicate(connection, item_id, original.original_id, original.reason)


def _copies(database: Database) -> dict[str, tuple[str | None, str]]:
    """By item, the original it is listed under and why; all rows go, so that the next order begins anew."""
    with database.write() as connection:
        found = {one.item.id: (one.copy_of, one.reason) for one in items.find_items(connection)}
        sources.drop_source(connection, SOURCE.id)
        sources.drop_source(connection, OTHER_SOURCE.id)
    return found


def test_the_original_is_the_same_in_every_order_of_arrival(database: Database) -> None:
    outcomes = []
    for order in permutations(EDITIONS):
        for at, item_id in enumerate(order):
            _arrive(database, item_id, *EDITIONS[item_id], seen_ms=5 + at)
        outcomes.append(_copies(database))
    assert [one for one in outcomes if one != outcomes[0]] == []
    assert {item_id: original for item_id, (original, _) in outcomes[0].items()} == {
        "d-first": None,
        "c-later": "d-first",
        "b-clip": "d-first",
        "a-undated": "d-first",
    }
    assert all("The d-first edition" in reason for original, reason in outcomes[0].values() if original)


def test_after_an_hour_an_original_keeps_its_place(database: Database) -> None:
    _arrive(database, "late", *EDITIONS["c-later"], seen_ms=5)
    _arrive(database, "early", *EDITIONS["d-first"], seen_ms=6 + TOGETHER_MS)
    assert {item_id: original for item_id, (original, _) in _copies(database).items()} == {"late": None, "early": "late"}


def test_releases_of_one_recording_have_the_same_original_in_every_order(database: Database) -> None:
    """By what feeds say alone, before anything is read."""
    outcomes = []
    for order in permutations((("2" * 16, "00", SOURCE), ("1" * 16, "04", OTHER_SOURCE))):
        with database.write() as connection:
            for at, (item_id, minute, source) in enumerate(order):
                sources.put_source(connection, source, now_ms=1)
                item = ITEM.model_copy(update={**RELEASE, "id": item_id, "published": f"2026-02-03T06:{minute}:00Z"})
                source_text = {"source_id": source.id, "enclosure_url": "https://cdn.example/1.mp3", "first_seen_ms": 5 + at}
                new: ArchivedItem = archived(item, guid=item_id).model_copy(update=source_text)
                items.put_item(connection, new)
                put_release_keys(connection, new)
                assert settle_release(connection, new) == ("1" * 16 if at else None)
        outcomes.append(_copies(database))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0]["2" * 16][0] is None
    assert outcomes[0]["1" * 16][0] == "2" * 16


@pytest.mark.parametrize("order", [("d-first", "c-later"), ("c-later", "d-first")])
def test_a_former_original_leaves_lists_and_keeps_what_was_cited(database: Database, order: tuple[str, str]) -> None:
    first, second = order
    result = digest(ITEM.model_copy(update={"id": first}))
    _arrive(database, first, *EDITIONS[first], seen_ms=5)
    with database.write() as connection:
        put_digest(connection, first, 1, result, stage_version="1")
    _arrive(database, second, *EDITIONS[second], seen_ms=6)
    with database.read() as connection:
        assert get_digest(connection, first) == result
        assert transcripts.transcript_of(connection, first) == spoken(EDITIONS[first][0])
        listed = connection.scalar(sa.select(sa.func.count()).select_from(findings).where(findings.c.item_id == first))
    assert bool(listed) == (first == "d-first")
