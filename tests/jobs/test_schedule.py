"""Polling: what is due stands in rows, validators are sent back, one bad source never stops the others."""

import dataclasses
import email.utils
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from tests.jobs.workbench import SOURCE, FakeClock, FakeDoor, services

from earwitness.errors import FetchFailed
from earwitness.jobs.polling import SourcePolling
from earwitness.jobs.schedule import Polled, poll, poll_all, seen_until
from earwitness.model.archive import Feed, Source, SourceEntry
from earwitness.network.client import Validators
from earwitness.sources.polling import FIRST_RETRY_S
from earwitness.storage.engine import Database
from earwitness.storage.items import find_items
from earwitness.storage.sources import due_sources, get_source, poll_state, put_source

RSS = (
    b'<rss version="2.0"><channel><title>The Quay, as published</title><link>https://quay.example/</link>'
    b"<item><guid>a</guid><title>One</title><link>https://quay.example/a</link></item>"
    b"<item><guid>b</guid><title>Two</title><link>https://quay.example/b</link></item></channel></rss>"
)


def _follow(database, *sources: Source) -> None:
    with database.write() as connection:
        for source in sources:
            put_source(connection, source, now_ms=1)


def test_a_letter_from_the_future_hides_none_that_come_before_it() -> None:
    messages = Feed(
        entries=(SourceEntry(guid="a", published="2038-01-19T00:00:00Z"), SourceEntry(guid="b", published="2026-02-03T08:00:00Z"))
    )
    now_ms = 1_780_000_000_000
    assert seen_until(messages, None, now_ms) == "2026-05-28T20:26:40Z"
    assert seen_until(Feed(entries=messages.entries[1:]), "2038-01-19T00:00:00Z", now_ms) == "2026-05-28T20:26:40Z"
    assert seen_until(Feed(entries=messages.entries[1:]), "2026-01-01T00:00:00Z", now_ms) == "2026-02-03T08:00:00Z"
    assert seen_until(Feed(), None, now_ms) is None


def test_a_poll_brings_items_and_the_time_of_the_next(database, tmp_path) -> None:
    _follow(database, SOURCE)
    clock, client = FakeClock(), FakeDoor({SOURCE.url: RSS})
    bench = services(database, tmp_path, door=client, clock=clock)
    assert poll(bench, SOURCE)[1:3] == ("new", (2, 0, 0))
    with database.read() as connection:
        state, known = poll_state(connection, SOURCE.id), get_source(connection, SOURCE.id)
        assert due_sources(connection, now_ms=state.next_poll_ms - 1) == ()
        assert due_sources(connection, now_ms=state.next_poll_ms) == (known,)
    assert state.next_poll_ms > clock.now_ms
    assert known.title == "The Quay", "a title somebody gave stays"
    assert known.site_url == "https://quay.example/"


def test_the_second_poll_is_conditional_and_changes_nothing(database, tmp_path) -> None:
    _follow(database, SOURCE)
    client = FakeDoor({SOURCE.url: RSS})
    bench = services(database, tmp_path, door=client)
    poll(bench, SOURCE)
    assert poll(bench, SOURCE).outcome == "unchanged"
    assert [validators for _, validators in client.asked] == [None, Validators(etag=f'"{len(RSS)}"')]
    with database.read() as connection:
        assert len(find_items(connection)) == 2


def test_a_source_with_nothing_new_keeps_its_rhythm(database, tmp_path) -> None:
    _follow(database, SOURCE)
    clock = FakeClock()
    days = (email.utils.format_datetime(datetime.fromtimestamp(clock.now_ms / 1000, UTC) - timedelta(days=at)) for at in range(1, 6))
    reported = "".join(f"<item><guid>{day}</guid><title>{day}</title><pubDate>{day}</pubDate></item>" for day in days)
    feed = f"<rss version='2.0'><channel><title>Daily</title>{reported}</channel></rss>".encode()
    bench = services(database, tmp_path, door=FakeDoor({SOURCE.url: feed}), clock=clock)
    waits = []
    for outcome in ("new", "unchanged", "unchanged"):
        assert poll(bench, SOURCE).outcome == outcome
        with database.read() as connection:
            waits.append(poll_state(connection, SOURCE.id).next_poll_ms - clock.now_ms)
    assert len(set(waits)) == 1
    assert waits[0] > 5 * 3_600_000, "a quarter of a day, not the hour of a source nothing is known of"


def test_a_feed_that_is_none_fails_visibly_and_keeps_its_validators(database, tmp_path) -> None:
    _follow(database, SOURCE)
    client = FakeDoor({SOURCE.url: RSS})
    bench = services(database, tmp_path, door=client)
    poll(bench, SOURCE)
    client.answers[SOURCE.url] = b"<html><body>down for maintenance</body></html>"
    assert poll(bench, SOURCE).outcome == "failed"
    with database.read() as connection:
        state = poll_state(connection, SOURCE.id)
    assert (state.failures, state.etag) == (1, f'"{len(RSS)}"')
    assert "not a feed" in state.last_error


def test_a_bad_source_never_stops_the_others(database, tmp_path) -> None:
    sources = [SOURCE.model_copy(update={"id": f"{n:016x}", "url": f"https://s{n}.example/feed"}) for n in range(6)]
    _follow(database, *sources)
    answers = {source.url: RSS for source in sources}
    answers[sources[1].url] = FetchFailed(sources[1].url, "the server says 500")
    answers[sources[3].url] = RuntimeError("nobody foresaw this")  # type: ignore[assignment]

    class Door(FakeDoor):
        def fetch(self, url, *, validators=None):
            if isinstance(self.answers[url], RuntimeError):
                raise self.answers[url]
            return super().fetch(url, validators=validators)

    transcribed: list[Polled] = []
    poll_all(services(database, tmp_path, door=Door(answers)), sources, transcribed.append, stop=lambda: False)
    assert sorted(polled.outcome for polled in transcribed) == ["failed", "failed", "new", "new", "new", "new"]
    assert any("internal error (RuntimeError: nobody" in polled.reason for polled in transcribed)


def test_a_folder_is_read_without_asking_anybody(database, tmp_path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.md").write_text("# One\n\nThe mill at Norrby closed.\n")
    folder = Source(id="f" * 16, url=str(tmp_path / "letters"), kind="folder")
    _follow(database, folder)
    bench = services(database, tmp_path)
    assert poll(bench, folder).recorded.new == 1
    assert poll(bench, folder).recorded == (0, 0, 0)
    (tmp_path / "letters" / "one.md").write_text("# One\n\nThe mill at Norrby has opened again.\n")
    assert poll(bench, folder).recorded == (0, 1, 0)


def test_a_page_is_one_item_looked_at_again_when_its_bytes_change(database, tmp_path) -> None:
    page = Source(id="c" * 16, url="https://quay.example/about", kind="page", title="About the quay")
    _follow(database, page)
    client = FakeDoor({page.url: b"<html><body><p>First words.</p></body></html>"})
    bench = services(database, tmp_path, door=client)
    assert poll(bench, page).recorded == (1, 0, 0)
    client.answers[page.url] = b"<html><body><p>Other words, longer.</p></body></html>"
    assert poll(bench, page).recorded == (0, 1, 0)


def test_a_source_unfollowed_while_it_was_asked_leaves_nothing(database, tmp_path) -> None:
    bench = services(database, tmp_path, door=FakeDoor({SOURCE.url: RSS}))
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(poll, bench, SOURCE).result().recorded == (0, 0, 0)
    with database.read() as connection:
        assert find_items(connection) == ()


def test_trouble_nobody_foresaw_is_noted_so_that_a_server_is_not_asked_again_at_once(database, tmp_path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("at https://quay.example/feed?token=0123456789abcdef01234")

    _follow(database, SOURCE)
    clock, reported = FakeClock(), list[Polled]()
    bench = services(database, tmp_path, door=FakeDoor({SOURCE.url: RSS}), clock=clock, isolated=broken)
    poll_all(bench, [SOURCE], reported.append, stop=lambda: False)
    assert [(one.outcome, one.is_noted) for one in reported] == [("failed", True)]
    with database.read() as connection:
        state = poll_state(connection, SOURCE.id)
        assert due_sources(connection, now_ms=clock.now_ms) == ()
    assert (state.failures, "ZeroDivisionError" in state.last_error) == (1, True)
    assert "0123456789abcdef01234" not in state.last_error + reported[0].reason


def test_a_poll_says_when_the_archive_could_not_be_told_of_it(database, tmp_path) -> None:
    _follow(database, SOURCE)
    reported: list[Polled] = []
    bench = services(database, tmp_path, door=FakeDoor({SOURCE.url: RSS}))
    full = dataclasses.replace(bench, database=Full(database.engine))
    poll_all(full, [SOURCE], reported.append, stop=lambda: False)
    assert [(one.outcome, one.is_noted) for one in reported] == [("failed", False)]
    assert "the archive cannot be written (database or disk is full)" in reported[0].reason


def test_a_source_is_asked_once_however_long_the_archive_cannot_be_told(database, tmp_path) -> None:
    _follow(database, SOURCE)
    now, reported, client = [0.0], list[Polled](), FakeDoor({SOURCE.url: RSS})
    bench = dataclasses.replace(services(database, tmp_path, door=client), database=Full(database.engine))
    asking = SourcePolling(bench, (), hear=reported.append, note=lambda _: None, seconds=lambda: now[0])
    asking.start()
    for at in (1.0, 10.0, 100.0, FIRST_RETRY_S - 1.0):
        _wait_for(asking)
        now[0] = at
        asking.go_on(is_idle=True)
    _wait_for(asking)
    assert len(client.asked) == len(reported) == 1
    now[0] = FIRST_RETRY_S + 101.0
    asking.go_on(is_idle=False)
    _wait_for(asking)
    assert len(client.asked) == 2


def test_what_a_reader_left_out_is_handed_on(database, tmp_path) -> None:
    _follow(database, SOURCE)
    broken = RSS.replace(b"</channel>", b"<item><guid>b</guid><title>Two</title><link>https://quay.example/b</link></item></channel>")
    polled = poll(services(database, tmp_path, door=FakeDoor({SOURCE.url: broken})), SOURCE)
    assert polled.remarks == ("1 repeated entries were left out",)


class Full(Database):
    """An archive on a disk without room: it can be read."""

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
        yield


def _wait_for(asking: SourcePolling) -> None:
    while asking.is_under_way():
        time.sleep(0.01)
