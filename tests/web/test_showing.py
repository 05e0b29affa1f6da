"""Pages across items are made once for a state of the archive, and anew after anything that could change them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from tests.web.archives import SOURCE
from tests.web.signed_in import browser, team, with_users

from earwitness.search.open import open_index
from earwitness.storage.engine import Database, open_database
from earwitness.storage.erase import erase, plan_erasure
from earwitness.storage.sources import stop_polling
from earwitness.storage.tables import entities, items
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.web.page_cache import PageCache

OWN = {"sec-fetch-site": "same-origin"}
LISTS = ("/entities", "/topics", "/speakers", "/sources", "/numbers", "/predictions", "/quotes", "/speakers/lucia-ferrante")


def _statements(database: Database, ask: Callable[[], object]) -> int:
    """How many statements the database ran meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_others: object) -> None:
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    ask()
    sa.event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("address", LISTS)
def test_a_page_is_made_once_while_nothing_is_written(client: TestClient, archive: Database, address: str) -> None:
    client.get(address)
    first = client.get(address)
    assert _statements(archive, lambda: client.get(address)) == 0
    again = client.get(address)
    assert again.text == first.text
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(address, headers={"if-none-match": first.headers["etag"]}).status_code == 304
    assert client.get(address, headers={"accept-encoding": "identity"}).text == first.text


def test_a_page_is_another_after_a_decision_and_after_its_undo(client: TestClient, archive: Database) -> None:
    with archive.read() as connection:
        one, other = (connection.scalar(sa.select(entities.c.id).where(entities.c.name == n)) for n in ("Marienhof Kassel", "Marienhof"))
    client.get("/entities")
    before = client.get(f"/entities/{other}")
    client.post(f"/entities/{one}/same", data={"other": other, "reason": "one house"}, headers=OWN)
    joined = client.get(f"/entities/{other}", headers={"if-none-match": before.headers["etag"]})
    assert joined.status_code == 200
    assert "one house" in joined.text
    assert client.get(f"/entities/{one}", follow_redirects=False).status_code == 302


def test_a_page_forgets_what_was_erased_by_another_process(client: TestClient, app_state: AppState, archive: Database) -> None:
    client.get("/entities")
    page = client.get("/entities")
    assert "Lucia Ferrante" in page.text
    other = open_database(archive.engine.url.render_as_string(hide_password=False))
    with other.read() as connection:
        ids = list(connection.scalars(sa.select(items.c.id)))
        plan = plan_erasure(connection, item_ids=ids)
    assert erase(other, plan, open_index(other), now_ms=1).notes == ()
    other.close()
    held = app_state.page_cache.size
    gone = client.get("/entities", headers={"if-none-match": page.headers["etag"]})
    assert gone.status_code == 200
    assert "Lucia Ferrante" not in gone.text
    assert 0 < app_state.page_cache.size < held


def test_a_page_tells_of_a_source_no_longer_asked_and_of_a_new_day(app_state: AppState, archive: Database) -> None:
    day = 86_400_000
    now = [app_state.clock()]
    client = TestClient(create_app(replace(app_state, clock=lambda: now[0])), base_url="http://localhost")
    client.get("/sources")
    first = client.get(f"/sources/{SOURCE.id}")
    with archive.write() as connection:
        stop_polling(connection, SOURCE.id)
    second = client.get(f"/sources/{SOURCE.id}")
    assert second.text != first.text
    client.get("/predictions")
    before = client.get("/predictions")
    now[0] += 10_000 * day
    later = client.get("/predictions")
    assert "(past)" not in before.text or later.text.count("past") > before.text.count("past")
    assert later.headers["etag"] != before.headers["etag"]


def test_each_reader_gets_a_page_of_its_own(app_state: AppState, client: TestClient, archive: Database) -> None:
    client.get("/entities")
    secrets = with_users(archive)
    app = team(app_state)
    for address in ("/entities", "/sources"):
        pages = {role: browser(app, secrets[role]).get(address) for role in ("reader", "editor", "reader")}
        assert pages["reader"].text != pages["editor"].text
        assert ">editor<" in pages["editor"].text
        assert ">editor<" not in pages["reader"].text
        assert pages["reader"].headers["cache-control"] == "no-store"
        assert browser(app).get(address).status_code == 303


def test_what_is_kept_is_let_go_when_the_state_is_another() -> None:
    retained = PageCache()
    retained.for_state("a")
    retained.get("x", lambda: "page")
    retained.for_state("a")
    assert retained.size > 0
    retained.for_state("b")
    assert retained.size == 0
    assert retained.get("x", lambda: "other") != b""
