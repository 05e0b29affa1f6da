"""Units and competing values of numbers are read from indexes alone.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the two indexes."""
    op.create_index("ix_ledger_type_unit", "ledger", ["type", "unit"])
    op.create_index("ix_ledger_type_quantity_value", "ledger", ["type", "quantity", "value"])
    op.drop_index("ix_ledger_type_quantity", "ledger")
