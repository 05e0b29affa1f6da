"""Each entry becomes one item, whatever its source does with GUIDs, addresses and titles."""

import pytest
from tests.jobs.workbench import SOURCE, SPOKEN, UNTRANSCRIBED, feed

from earwitness.jobs.entries import describe, input_hash, record
from earwitness.model.archive import Enclosure, Feed, Source, SourceEntry
from earwitness.storage.items import find_items, get_entry, get_item, put_state
from earwitness.storage.sources import put_source
from earwitness.storage.tables import erased
from earwitness.storage.upsert import upsert
from earwitness.storage.work_records import due_items


def _record(database, reading: Feed, source: Source = SOURCE):
    with database.write() as connection:
        put_source(connection, source, now_ms=1)
        return record(connection, source, reading.entries, {entry.guid for entry in reading.entries}, 5)


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


def test_a_redacted_item_is_left_as_it_is_whatever_its_source_says(database) -> None:
    newsletter = SPOKEN.model_copy(update={"content_key": "c", "url": "file:///a"})
    _record(database, feed(SPOKEN, newsletter.model_copy(update={"guid": "letter"})))
    with database.write() as connection:
        for item in find_items(connection):
            put_state(connection, item.item.id, "digested")
            upsert(connection, erased, [{"item_id": item.item.id, "erased_ms": 5}])
    before = _items(database)
    changed = SPOKEN.model_copy(update={"title": "The mill, with Ada Quill"})
    moved = newsletter.model_copy(update={"guid": "letter", "url": "file:///ada-quill"})
    assert _record(database, feed(changed, moved)) == (0, 0, 0)
    assert _items(database) == before
    with database.read() as connection:
        entries = [get_entry(connection, item.item.id) for item in before]
    assert {entry.url for entry in entries if entry} == {SPOKEN.url, "file:///a"}


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
def test_an_episode_under_a_new_guid_is_the_same_item(database, renamed: SourceEntry) -> None:
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
    assert _record(database, feed(SPOKEN.model_copy(update={"guid": "n-1", "published": "2026-02-03T08:01:00Z"})), network) == (1, 0, 1)
    [original] = [item for item in _items(database) if item.source_id == SOURCE.id]
    [copy] = [item for item in _items(database) if item.source_id == network.id]
    assert (copy.state, copy.copy_of) == ("copy", original.item.id)
    with database.read() as connection:
        assert get_item(connection, copy.item.id).reason == "same media file as “The mill” (The Quay)"


LATEST = Enclosure(url="https://media.example/latest.mp3", media_type="audio/mpeg")


def _bulletin(day: int, guid: str) -> SourceEntry:
    return SourceEntry(guid=guid, title="The morning bulletin", published=f"2026-02-{day:02d}T06:00:00Z", enclosures=(LATEST,))


def test_a_show_that_keeps_one_address_and_title_has_an_item_a_day(database) -> None:
    _record(database, feed(_bulletin(3, "feb-3")))
    assert _record(database, feed(_bulletin(4, "feb-4"))) == (1, 0, 0), "yesterday's has left the feed: it is not this one renamed"
    network = Source(id="b" * 16, url="https://network.example/feed", kind="feed", title="The Network")
    assert _record(database, feed(_bulletin(5, "n-5")), network) == (1, 0, 0), "another day's is no copy"
    assert _record(database, feed(_bulletin(4, "n-4"), _bulletin(5, "n-5")), network) == (1, 0, 1)
    assert len(_items(database)) == 4


def test_an_article_under_a_new_guid_is_the_same_item_and_its_homepage_is_not(database) -> None:
    source_text = {"title": "On tides", "url": "https://quay.example/?p=7", "published": "2026-02-03T08:00:00Z"}
    _record(database, feed(SourceEntry(guid="7", **source_text)))
    assert _record(database, feed(SourceEntry(guid="https://quay.example/?p=7", **source_text))) == (0, 1, 0)
    assert _record(database, feed(SourceEntry(guid="8", **(source_text | {"published": "2026-02-04T08:00:00Z"})))) == (1, 0, 0)


def test_a_letter_in_two_mailboxes_is_one_and_a_file_name_in_two_folders_is_not(database) -> None:
    newsletter = SourceEntry(
        guid="<1@quay.example>", title="Notes", url="file:///a/cur/1", published="2026-02-03T08:00:00Z", content_key="310"
    )
    for kind, duplicates in (("mailbox", 1), ("folder", 0)):
        for at in "ab":
            source = Source(id=f"{kind:x<15}{at}", url=f"/{kind}/{at}", kind=kind)
            recorded = _record(database, feed(newsletter), source)
        assert recorded == (1, 0, duplicates)


def test_a_letter_that_is_moved_is_no_work_and_is_found_where_it_lies(database) -> None:
    mailbox = Source(id="b" * 16, url="/letters", kind="mailbox")
    newsletter = SourceEntry(guid="<1@quay.example>", title="Notes", url="file:///letters/new/1", content_key="310")
    _record(database, feed(newsletter), mailbox)
    [item] = _items(database)
    with database.write() as connection:
        put_state(connection, item.item.id, "digested")
    read = newsletter.model_copy(update={"url": "file:///letters/cur/1:2,S"})
    assert _record(database, feed(read), mailbox) == (0, 0, 0)
    with database.read() as connection:
        assert get_entry(connection, item.item.id).url == read.url
        assert get_item(connection, item.item.id).state == "digested"
    assert _record(database, feed(read.model_copy(update={"content_key": "311"})), mailbox) == (0, 1, 0)


def test_in_a_folder_the_document_may_name_its_show_and_else_the_folder_does(database) -> None:
    folder = Source(id="f" * 16, url="/talks", kind="folder", title="talks")
    assert describe(SPOKEN, folder).source is None
    assert describe(SPOKEN, SOURCE).source == SOURCE.title
    _record(database, feed(SPOKEN), folder)
    assert [archived.item.source for archived in _items(database)] == ["talks"]
