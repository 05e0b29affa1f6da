"""Each entry becomes one item, whatever its source does with GUIDs, addresses and titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.jobs.workbench import SOURCE, SPOKEN, UNTRANSCRIBED, feed

from earwitness.jobs.entries import enclosure_key, input_hash, record
from earwitness.model.archive import Enclosure, Entry, Feed, Source
from earwitness.store.items import find_items, get_item, put_state
from earwitness.store.sources import put_source
from earwitness.store.work import due_items


def _record(database, reading: Feed, source: Source = SOURCE):
    with database.write() as connection:
        put_source(connection, source, now_ms=1)
        return record(connection, source, reading, reading.entries, 5)


def _items(database):
    with database.read() as connection:
        return find_items(connection)


def test_a_reading_twice_brings_each_item_once(database) -> None:
    assert _record(database, feed(SPOKEN, UNTRANSCRIBED)) == (2, 0, 0)
    assert _record(database, feed(SPOKEN, UNTRANSCRIBED)) == (0, 0, 0)
    assert {archived.guid for archived in _items(database)} == {"ep-1", "ep-2"}
    assert {archived.state for archived in _items(database)} == {"new"}


def test_an_entry_that_says_something_new_is_work_again(database) -> None:
    _record(database, feed(SPOKEN))
    [before] = _items(database)
    with database.write() as connection:
        put_state(connection, before.item.id, "digested")
    changed = SPOKEN.model_copy(update={"title": "The mill, corrected"})
    assert _record(database, feed(changed)) == (0, 1, 0)
    [item] = _items(database)
    assert (item.item.id, item.state, item.item.title) == (before.item.id, "new", "The mill, corrected")
    with database.read() as connection:
        assert [due.input_hash for due in due_items(connection, states=("new",), now_ms=9)] == [input_hash(changed)]


@pytest.mark.parametrize(
    "renamed",
    [
        SPOKEN.model_copy(update={"guid": "moved-1"}),
        SPOKEN.model_copy(update={"guid": "moved-1", "title": "Another title"}),
        SPOKEN.model_copy(
            update={
                "guid": "moved-1",
                "enclosures": (Enclosure(url="http://track.example/e/media.example/ep1.mp3?v=2", media_type="audio/mpeg"),),
            }
        ),
    ],
)
def test_an_episode_under_a_new_guid_is_the_same_item(database, renamed: Entry) -> None:
    _record(database, feed(SPOKEN))
    [before] = _items(database)
    assert _record(database, feed(renamed)).new == 0
    [item] = _items(database)
    assert (item.item.id, item.guid) == (before.item.id, "moved-1")


def test_two_entries_side_by_side_with_one_recording_stay_two(database) -> None:
    _record(database, feed(SPOKEN))
    assert _record(database, feed(SPOKEN, SPOKEN.model_copy(update={"guid": "ep-1b"}))).new == 1


def test_the_same_recording_in_another_feed_is_listed_as_a_copy(database) -> None:
    _record(database, feed(SPOKEN))
    network = Source(id="b" * 16, url="https://network.example/feed", kind="feed", title="The Network")
    assert _record(database, feed(SPOKEN.model_copy(update={"guid": "n-1"})), network) == (1, 0, 1)
    [original] = [item for item in _items(database) if item.source_id == SOURCE.id]
    [copy] = [item for item in _items(database) if item.source_id == network.id]
    assert (copy.state, copy.copy_of) == ("copy", original.item.id)
    with database.read() as connection:
        assert get_item(connection, copy.item.id).reason == "same recording as “The mill”"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://media.example/a/ep1.mp3?updated=3", "media.example/a/ep1.mp3"),
        ("https://a.example/t/b.example/media.example/a/ep1.mp3", "media.example/a/ep1.mp3"),
        ("http://user:pw@Media.example/a/ep1.mp3", "media.example/a/ep1.mp3"),
        ("https://media.example/index.php/ep1.mp3", "media.example/index.php/ep1.mp3"),
        ("not an address", "not an address"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_a_recording_is_known_by_its_address_behind_trackers(url: str, key: str) -> None:
    assert enclosure_key(url) == key


@given(st.text(max_size=80))
def test_any_address_has_a_key(url: str) -> None:
    assert enclosure_key("https://" + url) == enclosure_key("https://" + url)
