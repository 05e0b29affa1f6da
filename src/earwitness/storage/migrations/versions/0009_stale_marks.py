"""Marks of names whose counts are out of date are counted, so that one made while they are being counted is not taken for an older one.

Revision ID: 0009
"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the triggers anew."""
    postgres = op.get_bind().dialect.name == "postgresql"
    marks = {
        "heard": "UPDATE names SET stale = stale + 1 WHERE entity_id = old.entity_id;",
        "identities": "UPDATE names SET stale = stale + 1 WHERE entity_id IN (old.entity_id, old.other_id);",
    }
    for table, mark in marks.items():
        if postgres:
            op.execute(f"CREATE OR REPLACE FUNCTION {table}_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {mark} RETURN NULL; END $$")
        else:
            op.execute(f"DROP TRIGGER {table}_gone")
            op.execute(f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN {mark} END")
