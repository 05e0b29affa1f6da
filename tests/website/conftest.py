"""What every test of sharing publishes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.website.shared_archive import opened, put

from earwitness.storage.engine import Database
from earwitness.website.publishing.archive_formats import publication
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.formats import Options
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.publish import PublishResult, publish

MILL, TIDES = "a" * 16, "b" * 16
Publisher = Callable[..., PublishResult]


@pytest.fixture
def archive(tmp_path: Path):
    """An archive of two items: its database and address."""
    database, url = opened(tmp_path / "home")
    put(database, MILL, "The mill", published="2026-02-03T09:00:00+00:00", seen=1)
    put(database, TIDES, "Tides | <b>power</b> {{ x }}", published="2026-03-04", seen=2)
    yield database, url
    database.close()


@pytest.fixture
def run(archive: tuple[Database, str], tmp_path: Path) -> Publisher:
    """Publishes the archive to `out` with a format and options."""
    database, url = archive

    def published(
        format_: str, *, processes: int = 1, force: bool = False, out: Path = tmp_path / "out", **options: object
    ) -> PublishResult:
        chosen = Options(format=format_, **options)
        makers = Makers(database, url, processes=processes)
        return publish(Folder(out), format_, publication(database, chosen), makers, force=force)

    return published


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
