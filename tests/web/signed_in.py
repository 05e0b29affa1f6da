"""A hub that others can reach, with a user of each role."""

from dataclasses import replace
from pathlib import Path

from starlette.testclient import TestClient

from earwitness.storage import accounts
from earwitness.storage.accounts import Grant
from earwitness.storage.engine import Database
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState

PASSWORD = "seven green kettles"
NOW_MS = 1_795_000_000_000
HTTPS = "https://hub.example.org"


def team(app_state: AppState) -> AppState:
    """The same archive, reached through a proxy with https."""
    return replace(app_state, settings=app_state.settings.model_copy(update={"base_url": HTTPS, "behind_proxy": True}))


def with_users(database: Database) -> dict[str, str]:
    """Users `reader`, `editor`, `admin`; the secret of a session of each, and of tokens `read` and `write` of the admin."""
    result = {}
    with database.write() as connection:
        for role in accounts.ROLES:
            user = accounts.add_user(connection, role, PASSWORD, role, now_ms=NOW_MS)
            result[role] = accounts.begin_session(connection, user, agent="Browser", now_ms=NOW_MS)
        for scope in ("read", "write"):
            result[scope], _ = accounts.add_token(connection, user, Grant(scope, scope), now_ms=NOW_MS)
        result["feed"], _ = accounts.add_token(connection, user, Grant("feed", "feed", "all"), now_ms=NOW_MS)
    return result


def browser(app_state: AppState, session: str = "") -> TestClient:
    """A browser, signed in when it has a session's secret."""
    client = TestClient(create_app(app_state), base_url=HTTPS, raise_server_exceptions=False, follow_redirects=False)
    if session:
        client.cookies.set("__Host-earwitness", session, domain="hub.example.org", path="/")
    return client


def written_bytes(folder: Path) -> bytes:
    """Everything in a folder's files."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
