import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from earwitness.errors import UsageError
from earwitness.storage.engine import Database, open_database
from earwitness.storage.migrate import SCRIPTS
from earwitness.storage.tables import metadata


def test_the_migrations_make_exactly_the_tables_of_today(database: Database) -> None:
    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


@pytest.mark.usefixtures("database")
def test_opening_again_changes_nothing(database_url: str) -> None:
    newest = max(file.name[:4] for file in (SCRIPTS / "versions").glob("[0-9]*.py"))
    again = open_database(database_url)
    with again.read() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == newest
    again.close()


def test_processes_that_start_at_once_all_find_the_newest_tables(database_url: str) -> None:
    code = f"from earwitness.storage.engine import open_database; open_database({database_url!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    source_text = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, source_text


def test_a_database_of_a_newer_version_is_refused(database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match="newer version"):
        open_database(database_url)


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "postgresql://nobody@127.0.0.1:1/none"])
@pytest.mark.usefixtures("socket_enabled")
def test_an_address_that_is_no_database_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_database(url)
    assert "\n" not in str(refused.value).strip()
