"""The newest items of a state or a source, and a name by its words, are found without reading all of them.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Puts the day behind state and source in their indexes, and makes one on the words of names."""
    op.create_index("ix_items_state_published", "items", ["state", "published"])
    op.drop_index("ix_items_state", "items")
    op.create_index("ix_items_source_id_published", "items", ["source_id", "published"])
    op.drop_index("ix_items_source_id", "items")
    op.create_index("ix_names_folded", "names", ["folded"])
