"""What was erased on purpose, as ids alone, so that a feed that still lists it does not bring it back.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table of erased items."""
    op.create_table(
        "erased",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("erased_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name="pk_erased"),
    )
