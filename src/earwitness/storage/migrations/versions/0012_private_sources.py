"""Which sources are private, and their addresses as others may see them.

Revision ID: 0012
"""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds both columns. Until a source is asked again no more is shown of a web address than its host."""
    for name in ("privacy", "shown_url"):
        op.add_column("sources", sa.Column(name, sa.Text(), server_default="", nullable=False))
    table = sa.table("sources", sa.column("id", sa.Text()), sa.column("url", sa.Text()), sa.column("shown_url", sa.Text()))
    connection = op.get_bind()
    for id_, url in connection.execute(sa.select(table.c.id, table.c.url)).all():
        connection.execute(sa.update(table).where(table.c.id == id_).values(shown_url=_shown(url)))


def _shown(url: str) -> str:
    if "://" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return "[…]"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/[…]"
