"""Names that a rule joined by their letters are looked at again: some of those joins are questions to a person now.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Marks them; they are judged and counted when the archive is next read."""
    for pair in ("SELECT entity_id FROM", "SELECT other_id FROM"):
        by_letters = f"{pair} identities WHERE decided_by IN ('rule:spelling', 'rule:legal suffix')"
        op.execute(f"UPDATE names SET stale = stale + 1 WHERE entity_id IN ({by_letters})")  # noqa: S608 - nothing in it is given
