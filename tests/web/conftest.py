"""The app over a small archive: two digested items, one that failed, one source in trouble."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.archives import filled

from earwitness.config import Settings
from earwitness.storage.engine import Database, open_database
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState

NOW_MS = 1_795_000_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Database]:
    """An archive with items in it."""
    opened = open_database(f"sqlite:///{tmp_path / 'earwitness.db'}")
    filled(opened)
    yield opened
    opened.close()


@pytest.fixture
def app_state(archive: Database, tmp_path: Path) -> AppState:
    """What the app is made from."""
    return AppState(Settings(home=tmp_path), archive, clock=lambda: NOW_MS)


@pytest.fixture
def client(app_state: AppState) -> TestClient:
    """A browser on this machine."""
    return TestClient(create_app(app_state), base_url="http://localhost", raise_server_exceptions=False)
