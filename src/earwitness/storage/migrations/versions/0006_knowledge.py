"""What is known across items: decisions on names, and the tables that timelines, speakers, topics and ledgers are read from.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables, and the triggers by which counts know that something they counted has gone."""
    _identities()
    _names()
    _name_keys()
    _heard()
    _said_of()
    _ledger()
    _voices()
    _subjects()
    _gathered()
    _triggers()


def _identities() -> None:
    """Decisions on names."""
    op.create_table(
        "identities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_ms", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.Text(), server_default="", nullable=False),
        sa.Column("undone_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_identities_entity_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["entities.id"], name="fk_identities_other_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
    )
    op.create_index("ix_identities_entity_id", "identities", ["entity_id"])
    op.create_index("ix_identities_other_id", "identities", ["other_id"])
    op.create_index("ix_identities_state", "identities", ["state"])


def _names() -> None:
    """Each entity with the one it counts as."""
    op.create_table(
        "names",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("canonical_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("shown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("in_items", sa.Integer(), server_default="0", nullable=False),
        sa.Column("mentions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first", sa.Text(), nullable=True),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("stale", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["canonical_id"], ["entities.id"], name="fk_names_canonical_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_names_entity_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", name="pk_names"),
    )
    op.create_index("ix_names_canonical_id", "names", ["canonical_id"])
    op.create_index("ix_names_shown_folded", "names", ["shown", "folded"])
    op.create_index("ix_names_shown_in_items_mentions_folded", "names", ["shown", "in_items", "mentions", "folded"])
    op.create_index("ix_names_shown_kind_in_items_mentions_folded", "names", ["shown", "kind", "in_items", "mentions", "folded"])
    op.create_index("ix_names_stale", "names", ["stale"])


def _name_keys() -> None:
    """What entities are compared by."""
    op.create_table(
        "name_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_name_keys_entity_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "entity_id", name="pk_name_keys"),
    )
    op.create_index("ix_name_keys_entity_id", "name_keys", ["entity_id"])


def _heard() -> None:
    """Names by item and spelling."""
    op.create_table(
        "heard",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("spelling", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_heard_entity_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_heard_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "item_id", "spelling", name="pk_heard"),
    )
    op.create_index("ix_heard_from_id_spelling", "heard", ["from_id", "spelling"])
    op.create_index("ix_heard_item_id_entity_id", "heard", ["item_id", "entity_id"])


def _said_of() -> None:
    """What is said of a name."""
    op.create_table(
        "said_of",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("beside", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_said_of_entity_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_said_of_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "type", "item_id", "finding_id", name="pk_said_of"),
    )
    op.create_index("ix_said_of_item_id", "said_of", ["item_id"])


def _ledger() -> None:
    """Quotes, numbers and predictions."""
    op.create_table(
        "ledger",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_ledger_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "type", "finding_id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_source_id_type_published", "ledger", ["source_id", "type", "published"])
    op.create_index("ix_ledger_speaker_id_type_published", "ledger", ["speaker_id", "type", "published"])
    op.create_index("ix_ledger_type_due", "ledger", ["type", "due"])
    op.create_index("ix_ledger_type_published_item_id_ordinal", "ledger", ["type", "published", "item_id", "ordinal"])
    op.create_index("ix_ledger_type_quantity", "ledger", ["type", "quantity"])
    op.create_index("ix_ledger_type_score", "ledger", ["type", "score"])
    op.create_index("ix_ledger_type_subject", "ledger", ["type", "subject"])
    op.create_index("ix_ledger_type_value", "ledger", ["type", "value"])


def _voices() -> None:
    """Who speaks in which item."""
    op.create_table(
        "voices",
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_voices_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("speaker_id", "item_id", name="pk_voices"),
    )
    op.create_index("ix_voices_item_id", "voices", ["item_id"])


def _subjects() -> None:
    """Topics by item."""
    op.create_table(
        "subjects",
        sa.Column("topic_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("prominence", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_subjects_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic_id", "item_id", name="pk_subjects"),
    )
    op.create_index("ix_subjects_item_id", "subjects", ["item_id"])


def _gathered() -> None:
    """What has been taken in."""
    op.create_table(
        "gathered",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage_version", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_gathered_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", name="pk_gathered"),
    )


def _triggers() -> None:
    """Whatever way rows go (an item erased, a source unfollowed, an entity gone), the names they counted for are marked."""
    postgres = op.get_bind().dialect.name == "postgresql"
    marks = {
        "heard": "UPDATE names SET stale = 1 WHERE entity_id = old.entity_id;",
        "identities": "UPDATE names SET stale = 1 WHERE entity_id IN (old.entity_id, old.other_id);",
    }
    for table, mark in marks.items():
        if postgres:
            op.execute(f"CREATE FUNCTION {table}_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {mark} RETURN NULL; END $$")
            op.execute(f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_gone()")
        else:
            op.execute(f"CREATE TRIGGER {table}_gone AFTER DELETE ON {table} BEGIN {mark} END")
