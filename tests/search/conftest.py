"""The small archive on both databases: made once for tests that only read, anew for tests that write."""

from collections.abc import Iterator

import pytest
from tests.search.archive import fill

from earwitness.storage.engine import Database, open_database


@pytest.fixture
def archive(database: Database) -> Database:
    """An archive to write to, on each of the two."""
    fill(database)
    return database


@pytest.fixture(scope="session")
def both(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    """The archive on SQLite and on PostgreSQL, for reading only."""
    import psycopg  # noqa: PLC0415 - only where there is a server
    import pytest_socket  # noqa: PLC0415 - sockets are closed to tests, these may reach their own server

    pytest_socket.enable_socket()
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE search_both")
    opened = (
        open_database(f"sqlite:///{tmp_path_factory.mktemp('both') / 'earwitness.db'}"),
        open_database(f"{postgres_server}/search_both"),
    )
    for one in opened:
        fill(one)
    pytest_socket.disable_socket(allow_unix_socket=True)
    yield opened
    for one in opened:
        one.close()


@pytest.fixture(params=["sqlite", "postgres"])
def read_only(request: pytest.FixtureRequest) -> Database:
    """One of the two, for reading only; SQLite's also where there is no server."""
    if request.param == "postgres":
        request.getfixturevalue("socket_enabled")
        return request.getfixturevalue("both")[1]
    return request.getfixturevalue("lone_sqlite")


@pytest.fixture(scope="session")
def lone_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The archive on SQLite, for reading only."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('lone') / 'earwitness.db'}")
    fill(opened)
    yield opened
    opened.close()
