import pytest
from tests.entities.shelf import Shelf

from earwitness.storage.engine import Database


@pytest.fixture
def shelf(database: Database) -> Shelf:
    """An empty archive on each of the two databases, with two sources."""
    return Shelf(database)
