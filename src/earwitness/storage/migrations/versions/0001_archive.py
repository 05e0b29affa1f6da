"""The archive's first schema.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table, each after those it refers to."""
    _sources()
    _items()
    _transcripts()
    _findings()
    _entities()
    _passages()


def _sources() -> None:
    """Followed sources and what polling remembers."""
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("site_url", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("added_ms", sa.BigInteger(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_polled_ms", sa.BigInteger(), nullable=True),
        sa.Column("next_poll_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("url", name="uq_sources_url"),
    )
    op.create_index("ix_sources_next_poll_ms", "sources", ["next_poll_ms"])


def _items() -> None:
    """What sources published, and what it is recognised by."""
    op.create_table(
        "items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("item", sa.JSON(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("copy_of", sa.Text(), nullable=True),
        sa.Column("enclosure_url", sa.Text(), nullable=True),
        sa.Column("first_seen_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["copy_of"], ["items.id"], name="fk_items_copy_of", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_items_source_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.UniqueConstraint("source_id", "guid", name="uq_items_source_id_guid"),
    )
    op.create_index("ix_items_copy_of", "items", ["copy_of"])
    op.create_index("ix_items_published", "items", ["published"])
    op.create_index("ix_items_source_id", "items", ["source_id"])
    op.create_index("ix_items_state", "items", ["state"])
    op.create_table(
        "item_keys",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_item_keys_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "kind", "key", name="pk_item_keys"),
    )
    op.create_index("ix_item_keys_kind_key", "item_keys", ["kind", "key"])


def _transcripts() -> None:
    """Transcripts and the revisions items have had."""
    op.create_table(
        "transcripts",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_transcripts"),
    )
    op.create_index("ix_transcripts_sha256", "transcripts", ["sha256"])
    op.create_table(
        "revisions",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("stage_version", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["fingerprint"], ["transcripts.fingerprint"], name="fk_revisions_fingerprint", ondelete=None),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_revisions_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "revision", name="pk_revisions"),
    )
    op.create_index("ix_revisions_fingerprint", "revisions", ["fingerprint"])


def _findings() -> None:
    """What was verified and what was refused."""
    op.create_table(
        "findings",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_findings_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "revision", "type", "id", name="pk_findings"),
    )
    op.create_index("ix_findings_speaker", "findings", ["speaker"])
    op.create_index("ix_findings_type_item_id", "findings", ["type", "item_id"])
    op.create_table(
        "evidence",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.Column("t1_ms", sa.BigInteger(), nullable=True),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_evidence_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "revision", "type", "finding_id", "ordinal", name="pk_evidence"),
    )
    op.create_table(
        "rejected",
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("nearest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_rejected_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "revision", "ordinal", name="pk_rejected"),
    )


def _entities() -> None:
    """Names, their spellings and their places."""
    op.create_table(
        "entities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entities"),
        sa.UniqueConstraint("kind", "name", name="uq_entities_kind_name"),
    )
    op.create_table(
        "aliases",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_aliases_entity_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "alias", name="pk_aliases"),
    )
    op.create_index("ix_aliases_folded", "aliases", ["folded"])
    op.create_table(
        "mentions",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Text(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name="fk_mentions_entity_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_mentions_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entity_id", "item_id", "revision", "start", name="pk_mentions"),
    )
    op.create_index("ix_mentions_item_id_entity_id", "mentions", ["item_id", "entity_id"])


def _passages() -> None:
    """What search finds."""
    op.create_table(
        "passages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False, autoincrement=True),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("t0_ms", sa.BigInteger(), nullable=True),
        sa.Column("t1_ms", sa.BigInteger(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name="fk_passages_item_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.UniqueConstraint("item_id", "ordinal", name="uq_passages_item_id_ordinal"),
    )
    op.create_index("ix_passages_speaker", "passages", ["speaker"])
    op.create_table(
        "embeddings",
        sa.Column("passage_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["passage_id"], ["passages.id"], name="fk_embeddings_passage_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("passage_id", "model", name="pk_embeddings"),
    )
