"""Which items have gone to whom by mail or message, so that nothing goes twice.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the tables of readers and of what was sent to them."""
    op.create_table(
        "letter_readers",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name="pk_letter_readers"),
    )
    op.create_table(
        "letter_items",
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "item_id", name="pk_letter_items"),
        sa.ForeignKeyConstraint(["reader"], ["letter_readers.reader"], name="fk_letter_items_reader_letter_readers", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_letter_items_item_id_items", ondelete="CASCADE"),
    )
    op.create_index("ix_letter_items_item_id", "letter_items", ["item_id"])
