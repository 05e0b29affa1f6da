"""Many at once, and some who mean to keep others out: tries, streams, drops and lists have bounds that hurt nobody else."""

import asyncio
import io
import re
import threading
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from tests.web.signed_in import HTTPS, NOW_MS, PASSWORD, browser, team, with_users
from tests.web.test_queue import CAPTIONS, OPML

from earwitness.archive.uploads import Dropped, keep
from earwitness.model.archive import PollState, Source
from earwitness.sources.locations import source_id
from earwitness.storage.engine import Database
from earwitness.storage.reports import report_sources
from earwitness.storage.sources import find_sources, poll_state, put_poll_state, put_source, stop_polling
from earwitness.web import lists
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.web.events import Events
from earwitness.web.flash_messages import COOKIE, sent_on
from earwitness.web.limits import Bounds, LoginBackoff
from earwitness.web.password_limiter import PasswordLimiter
from earwitness.web.signing_in import BUSY, SignInResult, sign_in
from earwitness.website.views.queue import pulse


def attempt(app_state: AppState, password: str, address: str):
    return sign_in(app_state, "reader", password, agent="", address=address)


def test_strangers_do_not_keep_out_whoever_came_in_from_here_before(app_state: AppState) -> None:
    with_users(app_state.database)
    hub = replace(app_state, user_backoff=LoginBackoff(3, 60))
    assert attempt(hub, PASSWORD, "192.0.2.1").secret
    for at in range(5):
        attempt(hub, "wrong", f"198.51.100.{at}")
    assert attempt(hub, PASSWORD, "203.0.113.9").wait_s, "elsewhere one waits"
    assert attempt(hub, PASSWORD, "192.0.2.1").secret, "where the user is known one does not"
    for _ in range(3):
        attempt(hub, "wrong", "192.0.2.1")
    assert attempt(hub, PASSWORD, "192.0.2.1").wait_s, "nobody tries without end there either"


def test_who_is_kept_waiting_does_not_wait_longer_for_asking(app_state: AppState) -> None:
    with_users(app_state.database)
    hub = replace(app_state, user_backoff=LoginBackoff(1, 60), address_backoff=LoginBackoff(5, 900))
    assert attempt(hub, "wrong", "198.51.100.1").secret is None
    for _ in range(20):
        assert attempt(hub, PASSWORD, "192.0.2.1").wait_s == 1
    assert sign_in(hub, "editor", PASSWORD, agent="", address="192.0.2.1").secret


def test_a_crowd_at_the_door_is_turned_away_and_counted_as_nothing(app_state: AppState) -> None:
    with_users(app_state.database)
    hub = replace(app_state, password_limiter=PasswordLimiter(1, 2))
    found: list[SignInResult] = []
    together = [threading.Thread(target=lambda: found.append(attempt(hub, PASSWORD, "192.0.2.2"))) for _ in range(30)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert {outcome.problem for outcome in found} == {"", BUSY}
    assert [bool(attempt(hub, PASSWORD, "192.0.2.2").secret) for _ in range(2)] == [True, True]


def test_strangers_do_not_keep_anybody_from_changing_a_password(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    hub = replace(team(app_state), user_backoff=LoginBackoff(2, 60))
    for at in range(4):
        attempt(hub, "wrong", f"198.51.100.{at}")
    own = browser(hub, secrets["reader"])
    own.headers["origin"] = HTTPS
    assert [own.post("/account/password", data={"current": "no", "new": "nine red kettles"}).status_code for _ in range(3)] == [
        403,
        403,
        429,
    ]
    other = browser(hub, secrets["editor"])
    other.headers["origin"] = HTTPS
    assert other.post("/account/password", data={"current": PASSWORD, "new": "nine red kettles"}).status_code == 200


def test_streams_share_one_look_and_are_bounded() -> None:
    looks: list[int] = []

    def look() -> str:
        looks.append(1)
        return "same"

    async def waits() -> None:
        await asyncio.sleep(30)

    async def run() -> None:
        streams = Events(look, Bounds(of_one=5, look_seconds=1.0))
        request = Request({"type": "http", "headers": [], "state": {}}, waits)
        result = [streams.stream(request) for _ in range(5)]
        for stream in result:
            assert streams.has_room(request)
            assert (await anext(stream)).startswith("retry")
        assert not streams.has_room(request)
        assert len(looks) == 1
        await asyncio.gather(*(anext(stream) for stream in result))
        assert len(looks) <= 4
        for stream in result:
            await stream.aclose()
        assert streams.has_room(request)

    asyncio.run(run())


def test_a_pulse_reads_no_source_by_itself_and_sees_every_change(archive: Database) -> None:
    with archive.write() as connection:
        sources = report_sources(connection, find_sources(connection))
        assert {one.poll.last_error for one in sources} == {"", "the server says 500"}
        seen = {pulse(connection)}
        for change in ({"last_polled_ms": 5}, {"failures": 9}, {"next_poll_ms": 77}):
            state = poll_state(connection, sources[0].source.id)
            put_poll_state(connection, sources[0].source.id, state.model_copy(update=change))
            seen.add(pulse(connection))
        stop_polling(connection, sources[0].source.id)
        seen.add(pulse(connection))
        stop_polling(connection, sources[1].source.id)
        seen.add(pulse(connection))
    assert len(seen) == 6


def test_the_same_drop_is_kept_once_and_a_renamed_one_is_not_lost(app_state: AppState) -> None:
    def drop(*names: str) -> tuple[str, ...]:
        return keep(app_state.settings, app_state.database, [Dropped(name, io.BytesIO(CAPTIONS)) for name in names], now_ms=NOW_MS)

    def kept() -> list[str]:
        return sorted(path.name for path in (app_state.settings.home / "uploads").rglob("*.vtt"))

    assert drop("a talk.vtt") == drop("a talk.vtt") == ("a talk.vtt",)
    assert kept() == ["a talk.vtt"]
    drop("The talk.vtt")
    assert kept() == ["The talk.vtt", "a talk.vtt"]
    drop("李明.vtt", "王芳.vtt", "हिन्दी.vtt", "e\u0301te\u0301.vtt")
    assert {"李明.vtt", "王芳.vtt", "हिन्दी.vtt", "été.vtt"} < set(kept())
    drop("語" * 300 + ".vtt", "a\u202eb\u200bc.vtt")
    assert all(len(name.encode()) < 255 and name.replace(" ", "").isprintable() for name in kept())


def test_lists_nobody_consents_to_do_not_pile_up(client: TestClient, tmp_path: Path) -> None:
    for at in range(lists.MOST + 3):
        page = client.post("/sources/opml", files={"list": ("l.opml", OPML.replace(b"One", b"One %d" % at))}).text
    assert len(list((tmp_path / lists.FOLDER).iterdir())) == lists.MOST
    key = page.partition('name="confirmed" value="')[2].partition('"')[0]
    assert "1 new source followed" in client.post("/sources/opml", data={"confirmed": key}).text


@pytest.mark.parametrize("notice", ["x" * 900, "語" * 900, "😀" * 900, "“Größe” wird wieder versucht."])
def test_a_notice_fits_into_a_cookie(notice: str) -> None:
    written = sent_on("/queue", notice, secure=False).headers["set-cookie"]
    assert written.startswith(COOKIE)
    assert len(written) < 4_000
    assert written.count("=") > 3


def test_a_stream_too_many_is_refused(app_state: AppState) -> None:
    answer = TestClient(create_app(replace(app_state, streams=Bounds(of_all=0))), base_url="http://localhost").get("/events")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"


def test_thousands_of_sources_make_no_page_of_megabytes(client: TestClient, archive: Database) -> None:
    with archive.write() as connection:
        for at in range(350):
            url = f"https://h{at:03}.example/feed.xml"
            put_source(connection, Source(id=source_id(url), url=url, kind="feed", title=f"Show {at:03}"), now_ms=NOW_MS)
        late = source_id("https://h349.example/feed.xml")
        put_poll_state(connection, late, PollState(failures=1, last_error="the server is gone"))
    queue = client.get("/queue").text
    assert queue.count('action="/sources/') == 100 + 1  # a form each, and that for a list
    assert "the server is gone" in queue
    assert ">All 352 sources</a>" in queue
    walked, address = [], "/sources"
    while address:
        page = client.get(address).text
        walked += re.findall(r'<h3><a href="/sources/(\w+)"', page)
        address = unescape((re.search(r'rel="next" href="([^"]+)"', page) or ["", ""])[1])
    assert len(walked) == len(set(walked)) == 352
    assert client.get("/sources", params={"words": "show 34"}).text.count('class="row"') == 10
    assert f'action="/sources/{late}/unfollow"' in client.get(f"/sources/{late}").text
    client.post(f"/sources/{late}/unfollow")
    assert f'action="/sources/{late}/unfollow"' not in client.get(f"/sources/{late}").text
