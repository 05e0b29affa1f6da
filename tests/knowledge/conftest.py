import pytest
from tests.knowledge.shelf import Shelf

from earwitness.database.engine import Database


@pytest.fixture
def shelf(database: Database) -> Shelf:
    """An empty archive on each of the two databases, with two sources."""
    return Shelf(database)
