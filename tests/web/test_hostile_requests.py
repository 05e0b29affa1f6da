"""Requests nobody sends who means well: each gets an answer of ours, and none gets past a rule."""

import asyncio
import base64
import json

import pytest
from starlette.testclient import TestClient
from tests.web.signed_in import HTTPS, NOW_MS, browser, team, with_users
from tests.web.test_access import filled_in, routes_of

from earwitness.storage import accounts
from earwitness.storage.items import ItemFilter, list_items, put_described
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.web.last_visit import LastVisit
from earwitness.web.routes_account import local_path


def test_no_control_character_in_an_address_gets_past_its_rule(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    program = browser(team(app_state))
    program.headers["authorization"] = f"Bearer {secrets['write']}"
    for method, path in routes_of(app_state):
        for symbol in ("%0A", "%0D", "%09", "%7F"):
            assert program.request(method, filled_in(path) + symbol).status_code == 400, (method, path, symbol)
    with app_state.database.read() as connection:
        before = accounts.list_tokens(connection)
    program.post("/account/tokens%0A", data={"label": "mine", "scope": "write"})
    with app_state.database.read() as connection:
        assert accounts.list_tokens(connection) == before


def test_a_visit_that_is_to_come_is_none(client: TestClient) -> None:
    for cookie in ("999999999999999.999999999999999", f"{NOW_MS}.{NOW_MS + 1}", "9" * 15 + "."):
        answer = client.get("/", headers={"cookie": f"earwitness-visit={cookie}"})
        assert answer.status_code == 200
        assert f"earwitness-visit={NOW_MS}." in answer.headers["set-cookie"]
    assert LastVisit(1_000, 500).at(400) == LastVisit(400, None)


@pytest.mark.parametrize("before", ["9999-12-31", "9999-12", "9999"])
def test_the_last_of_all_days_is_a_day(client: TestClient, before: str) -> None:
    whole = client.get("/api/v1/numbers").json()["total"]
    assert whole
    assert client.get("/api/v1/numbers", params={"before": before}).json()["total"] == whole
    assert client.get("/predictions", params={"due_before": before, "before": before}).status_code == 200


def test_an_item_from_another_age_stretches_no_chart(client: TestClient, archive) -> None:
    with archive.read() as connection:
        digested = [one.item for one in list_items(connection, ItemFilter(state="digested"), limit=3)]
    entity = client.get("/api/v1/entities", params={"limit": 1}).json()["entities"][0]["id"]
    topic = client.get("/topics").text.partition('href="/topics/')[2].partition('"')[0]
    for day in ("9999-12-31", "0001-01-01"):
        with archive.write() as connection:
            for item in digested[:2]:
                put_described(connection, item.model_copy(update={"published": day}))
        for path in (f"/entities/{entity}", f"/topics/{topic}", "/", "/items", "/numbers", "/speakers", "/feeds/all.atom"):
            answer = client.get(path)
            assert answer.status_code == 200, (day, path)
            assert answer.text.count("<rect") < 300


@pytest.mark.parametrize("place", [["\ud800", "x"], ["2026", "\udfff"], ["2026\x00", "x"], [None, "x\x00"]])
def test_a_cursor_holds_no_text_that_no_database_takes(client: TestClient, place: list[str]) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    assert client.get("/api/v1/items", params={"cursor": cursor}).status_code == 400


@pytest.mark.parametrize("path", ["/items", "/entities", "/topics", "/speakers", "/sources", "/api/v1/items", "/api/v1/sources"])
def test_more_words_than_anybody_looks_for_are_not_looked_for(client: TestClient, path: str) -> None:
    for words in ("a" * 60_000, " ".join(f"w{at}" for at in range(2_000))):
        answer = client.get(path, params={"words": words})
        assert answer.status_code == 422
        assert len(answer.text) < 10_000
    assert client.get(path, params={"words": "a b " * 125}).status_code == 200


@pytest.mark.parametrize("query", ["-" * 2_000, "-(" * 900 + "a", "(" * 1_999, "NOT " * 400 + "a", '"' * 1_999])
def test_a_query_nested_without_end_is_answered(client: TestClient, query: str) -> None:
    assert client.get("/search", params={"q": query}).status_code == 200
    assert client.get("/api/v1/search", params={"q": query}).status_code in (200, 400)


@pytest.mark.parametrize(
    "host", ['localhost:80"><script>', "localhost?x", "localhost#x", "localhost:x", "localhost:123456", "[::1]x", "localhost\\x"]
)
def test_a_host_that_is_more_than_a_name_is_none(client: TestClient, host: str) -> None:
    answer = client.get("/feeds/all.atom", headers={"host": host})
    assert answer.status_code == 421
    assert "script" not in answer.text


def test_a_proxy_that_says_nothing_of_itself_is_known_by_its_old_http(app_state: AppState) -> None:
    sent = []

    async def ask(version: str) -> int:
        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": version, "scheme": "http",
                 "headers": [(b"host", b"127.0.0.1:8484")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8484)}  # fmt: skip
        await create_app(app_state)(scope, receive, send)
        return next(message["status"] for message in reversed(sent) if message["type"] == "http.response.start")

    assert asyncio.run(ask("1.1")) == 200
    assert asyncio.run(ask("1.0")) == 421


def test_signing_in_leads_back_to_pages_in_any_script(app_state: AppState) -> None:
    with_users(app_state.database)
    client = browser(team(app_state)).get("/speakers/%E6%9D%8E%E6%98%8E?page=2").headers["location"]
    page = browser(team(app_state)).get(client).text
    back = page.partition('name="next" value="')[2].partition('"')[0]
    assert back == "/speakers/%E6%9D%8E%E6%98%8E?page=2"
    assert local_path(back) == back


def test_pages_answer_to_head_as_to_get(app_state: AppState, client: TestClient) -> None:
    for method, path in routes_of(app_state):
        if method == "GET" and not path.startswith("/api/") and path != "/events":
            asked, headed = client.get(filled_in(path)), client.head(filled_in(path))
            assert (headed.status_code, headed.content) == (asked.status_code, b""), path
    assert client.head("/events").status_code == 405
    assert browser(team(app_state)).head("/items").status_code == 303
    assert client.get("/api/v1/openapi.json").text.count('"head"') == 0
    assert HTTPS not in client.head("/").text
