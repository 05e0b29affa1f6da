"""Who may do what, and who gets in how."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from tests.web.signed_in import HTTPS, NOW_MS, PASSWORD, browser, team, with_users

from earwitness.storage import accounts
from earwitness.storage.credentials import is_password
from earwitness.storage.tables import metadata
from earwitness.web.access import ANONYMOUS, VisibleAddresses, identify
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.web.limits import MOST_KEYS, LoginBackoff, RateLimiter
from earwitness.web.permissions import RULES, declared, rule_for
from earwitness.web.security_headers import HEADERS

FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"cookie": "x=y"},
)
"""What a browser sends for another site's form: each alone is enough to be refused."""


def routes_of(app_state: AppState) -> list[tuple[str, str]]:
    """Every method and path of the app, its own OpenAPI among them."""
    return sorted(set(walked(create_app(app_state).routes)))


def walked(routes, prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from walked(route.original_router.routes, prefix + route.include_context.prefix)
        else:
            yield from ((method, prefix + route.path) for method in route.methods - {"HEAD"})


def filled_in(path: str) -> str:
    return "/".join("x1" if part.startswith("{") else part for part in path.split("/"))


def test_every_route_is_declared(app_state: AppState) -> None:
    missing = [f"{method} {path}" for method, path in routes_of(app_state) if declared(method, path) is None]
    assert not missing, "write a rule for these into web/levels.py"
    assert len({(rule.method, rule.path) for rule in RULES}) == len(RULES)
    assert len(routes_of(app_state)) >= 12


def test_every_declared_level_is_held(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    app = team(app_state)
    stranger = browser(app)
    callers = {role: browser(app, secrets[role]) for role in accounts.ROLES}
    for method, path in [*routes_of(app_state), ("GET", "/nowhere"), ("POST", "/nowhere"), ("GET", "/api/v1/nowhere")]:
        rule = rule_for(method, filled_in(path))
        answer = stranger.request(method, filled_in(path))
        is_open = rule.level == "open"
        is_api = path.startswith(("/api/", "/feeds/"))
        refused = answer.status_code == 401 if is_api else answer.headers.get("location", "").startswith("/signin")
        assert refused is not is_open or path in ("/signin", "/signout"), (method, path, answer.status_code)
        token = {"authorization": f"Bearer {secrets['write']}"}
        if rule.level == "account":
            assert stranger.request(method, filled_in(path), headers=token).headers["location"].startswith("/signin")
        for role, client in callers.items():
            client.cookies.set("__Host-earwitness", secrets[role], domain="hub.example.org", path="/")
            if rule.level in ("editor", "admin"):
                may = accounts.ROLES.index(role) >= accounts.ROLES.index(rule.level)
                own = {"origin": HTTPS}
                assert (client.request(method, filled_in(path), headers=own).status_code == 403) is not may, (role, method, path)
                assert client.request(method, filled_in(path), headers={"authorization": f"Bearer {secrets['read']}"}).status_code == 403


def test_every_unsafe_route_refuses_other_sites(app_state: AppState, client: TestClient) -> None:
    secrets = with_users(app_state.database)
    admin = browser(team(app_state), secrets["admin"])
    unsafe = [(method, path) for method, path in [*routes_of(app_state), ("POST", "/nowhere"), ("PUT", "/items")] if method != "GET"]
    assert len(unsafe) > 6
    for method, path in unsafe:
        for headers in FOREIGN:
            assert client.request(method, filled_in(path), headers=headers).status_code == 403, (method, path, headers)
            assert admin.request(method, filled_in(path), headers=headers).status_code == 403, (method, path, headers)


def test_every_answer_carries_every_header(app_state: AppState, client: TestClient) -> None:
    secrets = with_users(app_state.database)
    hubs = (client, browser(team(app_state)), browser(team(app_state), secrets["admin"]))
    for hub in hubs:
        for method, path in [*routes_of(app_state), ("GET", "/nowhere"), ("DELETE", "/"), ("GET", "/items?before=%00&kind=<b>")]:
            if path in ("/signout", "/account/signout", "/events"):
                continue
            answer = hub.request(method, filled_in(path))
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, (method, path)
            cached = answer.headers["cache-control"]
            assert cached.startswith(("private", "no-store")) or path.startswith(("/assets/", "/api/v1/openapi")), (path, cached)
    assert browser(team(app_state)).get("/").headers["strict-transport-security"]


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.1.4", "", "a@localhost", "127.0.0.1.nip.io"])
def test_foreign_names_for_this_machine_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:8484", "127.0.0.1:8484", "[::1]:8484", "LOCALHOST"])
def test_our_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


def test_names_in_the_settings_are_answered_and_on_a_network_addresses(app_state: AppState) -> None:
    named = replace(app_state, settings=app_state.settings.model_copy(update={"host_names": ("nas.local",)}))
    assert TestClient(create_app(named), base_url="http://nas.local").get("/").status_code == 200
    network = replace(app_state, loopback=False)
    assert TestClient(create_app(network), base_url="http://192.168.1.4:8484").get("/signin").status_code == 200
    assert TestClient(create_app(network), base_url="http://evil.example").get("/signin").status_code == 421


def test_a_proxy_nobody_told_of_does_not_make_its_visitors_owners(client: TestClient) -> None:
    for name in ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "x-real-ip", "via", "cf-connecting-ip"):
        answer = client.get("/", headers={name: "203.0.113.9"})
        assert answer.status_code == 421
        assert "behind_proxy" in answer.text


def test_signing_in_and_out(app_state: AppState) -> None:
    with_users(app_state.database)
    client = browser(team(app_state))
    assert client.get("/items?kind=talk").headers["location"] == "/signin?next=%2Fitems%3Fkind%3Dtalk"
    wrong = client.post("/signin", data={"name": "reader", "password": "wrong" * 3, "next": "/items"})
    unnamed = client.post("/signin", data={"name": "nobody", "password": PASSWORD})
    assert (wrong.status_code, unnamed.status_code) == (401, 401)
    assert wrong.text.replace('name="next" value="/items"', 'name="next" value="/"') == unnamed.text
    answer = client.post("/signin", data={"name": "READER", "password": PASSWORD, "next": "//evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-earwitness=")
    assert {"HttpOnly", "Path=/", "Secure", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert ">reader</a>" in client.get("/").text
    own = {"origin": HTTPS}
    assert client.post("/signin", data={"name": "reader", "password": PASSWORD}, headers=own).status_code == 303
    old = cookie.partition("=")[2].partition(";")[0]
    assert browser(team(app_state), old).get("/").status_code == 303, "signing in again ends the session before"
    assert client.post("/signout", headers=own).headers["location"] == "/signin"
    assert client.get("/").status_code == 303


def test_the_plain_cookie_does_not_pass_for_the_https_one(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    client = browser(team(app_state))
    client.cookies.set("earwitness-session", secrets["admin"], domain="hub.example.org", path="/")
    assert client.get("/").status_code == 303


def test_an_account_changes_its_password_and_makes_and_revokes_tokens(app_state: AppState) -> None:
    secrets = with_users(app_state.database)
    client, other = browser(team(app_state), secrets["reader"]), browser(team(app_state), secrets["admin"])
    client.headers["origin"] = other.headers["origin"] = HTTPS
    assert client.post("/account/tokens", data={"label": "x", "scope": "write"}).status_code == 400
    result = client.post("/account/tokens", data={"label": "<script>", "scope": "read"})
    token = result.text.partition("<code>ewt_")[2].partition("<")[0]
    assert len(token) == 43
    listed = client.get("/account").text
    assert token not in listed
    assert "&lt;script&gt;" in listed
    bearer = {"authorization": f"Bearer ewt_{token}"}
    assert browser(team(app_state)).get("/items", headers=bearer).status_code == 200
    with app_state.database.read() as connection:
        retained = accounts.list_tokens(connection, accounts.the_user(connection, "reader").id)[0]
    assert retained.used_ms == NOW_MS
    assert other.post(f"/account/tokens/{retained.id}/revoke").status_code == 404
    assert client.post(f"/account/tokens/{retained.id}/revoke").status_code == 303
    assert browser(team(app_state)).get("/items", headers=bearer).status_code == 401
    assert browser(team(app_state)).get("/api/v1/items", headers=bearer).status_code == 401
    assert client.post("/account/password", data={"current": "wrong", "new": "nine red kettles"}).status_code == 403
    assert client.post("/account/password", data={"current": PASSWORD, "new": "short"}).status_code == 400
    second = browser(team(app_state))
    assert second.post("/signin", data={"name": "reader", "password": PASSWORD}).status_code == 303
    assert client.post("/account/password", data={"current": PASSWORD, "new": "nine red kettles"}).status_code == 200
    assert second.get("/").status_code == 303
    assert client.get("/").status_code == 200
    assert client.post("/account/signout").status_code == 303
    assert client.get("/").status_code == 303


def test_a_stolen_database_logs_nobody_in(app_state: AppState) -> None:
    with_users(app_state.database)
    with app_state.database.read() as connection:
        rows = {table.name: list(connection.execute(sa.select(table))) for table in metadata.sorted_tables}
    private = {str(value) for name in ("users", "sessions", "tokens") for row in rows[name] for value in row if value not in (None, "")}
    private |= {part for value in private if "$" in value for part in value.split("$") if part}
    assert any(value.startswith("$argon2id$") for value in private)
    app = team(app_state)
    password = rows["users"][0].password
    assert not any(is_password(password, value) for value in private)
    client = browser(app)
    for value in sorted(private):
        assert client.get("/api/v1/items", headers={"authorization": f"Bearer {value}"}).status_code == 401, value
        assert client.get("/", headers={"cookie": f"__Host-earwitness={value}"}).status_code == 303, value
        assert client.get("/feeds/all.atom", params={"token": value}).status_code == 401, value
    everything = private | {str(value) for table in rows.values() for row in table for value in row if isinstance(value, str | int)}
    for value in everything:
        for shown in (VisibleAddresses(cookie=value), VisibleAddresses(bearer=value), VisibleAddresses(feed_token=value)):
            assert identify(shown, app) in (None, ANONYMOUS), value
    assert client.post("/signin", data={"name": "admin", "password": password}).status_code == 401


def test_tries_wait_longer_and_longer(app_state: AppState) -> None:
    with_users(app_state.database)
    clock = [NOW_MS]
    app = replace(team(app_state), clock=lambda: clock[0], user_backoff=LoginBackoff(3, 60), address_backoff=LoginBackoff(10**6, 1))
    client = browser(app)
    waits = []
    for _ in range(9):
        answer = client.post("/signin", data={"name": "reader", "password": "wrong"})
        while answer.status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            right = client.post("/signin", data={"name": "reader", "password": PASSWORD})
            assert right.status_code == 429, "not even the right one gets in before its time"
            clock[0] += waits[-1] * 1000
            answer = client.post("/signin", data={"name": "reader", "password": "wrong"})
    assert waits == [1, 2, 4, 8, 16, 32]
    clock[0] += 60_000
    assert client.post("/signin", data={"name": "reader", "password": PASSWORD}).status_code == 303
    assert client.post("/signin", data={"name": "editor", "password": PASSWORD}, headers={"origin": HTTPS}).status_code == 303


def test_waits_remember_a_bounded_number_and_count_one_address() -> None:
    waits = LoginBackoff(2, 8)
    for at in range(MOST_KEYS * 2):
        assert waits.begin(f"name {at}", 0) == 0
    assert len(waits._tries) == MOST_KEYS
    assert [waits.begin("a", 0) for _ in range(4)] == [0, 0, 1, 1]
    waits.take_back("a")
    assert waits.begin("a", 0) == 0
    waits.forgive("a")
    assert [waits.begin("a", 0) for _ in range(3)] == [0, 0, 1]


def test_programs_keep_a_pace(app_state: AppState) -> None:
    rate = RateLimiter(60, 2)
    assert [rate.take("a", 0), rate.take("a", 0), rate.take("a", 0), rate.take("b", 0)] == [0, 0, 1, 0]
    assert [rate.take("a", 1_000), rate.take("a", 1_000)] == [0, 1]
    secrets = with_users(app_state.database)
    client = browser(replace(team(app_state), rate_limiter=RateLimiter(60, 2)))
    bearer = {"authorization": f"Bearer {secrets['read']}"}
    answers = [client.get("/api/v1/nowhere", headers=bearer) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[2].headers["retry-after"] == "1"
    assert answers[2].headers["content-type"] == "application/problem+json"


def test_a_body_may_be_so_large_and_no_larger(client: TestClient) -> None:
    assert client.post("/signin", content=b"x" * 300_000).status_code == 413

    def drips():
        for _ in range(300):
            yield b"name=" + b"x" * 1000

    assert client.post("/signin", content=drips(), headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413


def test_secrets_are_in_no_log(app_state: AppState, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = with_users(app_state.database)
    client = browser(team(app_state))
    client.post("/signin", data={"name": "reader", "password": "canary-password-one"})
    client.get("/items", headers={"authorization": f"Bearer {secrets['read']}"})
    client.get("/feeds/all.atom", params={"token": secrets["feed"]})
    with app_state.database.write() as connection:
        connection.execute(sa.text("ALTER TABLE sessions RENAME TO gone"))
    answer = browser(team(app_state), secrets["reader"]).get("/items")
    assert answer.status_code == 503
    assert answer.headers["content-security-policy"]
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx2"))
    assert "does not answer" in logged
    for canary in (*secrets.values(), "canary-password-one", PASSWORD):
        assert canary not in logged
