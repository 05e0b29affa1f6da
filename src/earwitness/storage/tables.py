"""The current tables of the archive; `migrations/` holds how they came about.

Text, JSON and integers only, so that both databases mean the same. Times are integer milliseconds since 1970 in UTC; positions are
code points. Everything that belongs to an item goes with it (`ON DELETE CASCADE`).
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _item_key() -> sa.Column[str]:
    return sa.Column("item_id", sa.Text, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)


sources = sa.Table(
    "sources",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("url", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("site_url", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("added_ms", sa.BigInteger, nullable=False),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("last_polled_ms", sa.BigInteger),
    sa.Column("next_poll_ms", sa.BigInteger, nullable=False, server_default="0", index=True),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_error", sa.Text, nullable=False, server_default=""),
    sa.Column("privacy", sa.Text, nullable=False, server_default=""),
    sa.Column("shown_url", sa.Text, nullable=False, server_default=""),
)

items = sa.Table(
    "items",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Text, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    sa.Column("guid", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("published", sa.Text, index=True),
    sa.Column("item", sa.JSON, nullable=False),
    sa.Column("entry", sa.JSON),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("copy_of", sa.Text, sa.ForeignKey("items.id", ondelete="SET NULL"), index=True),
    sa.Column("enclosure_url", sa.Text),
    sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("source_id", "guid"),
    sa.Index(None, "state", "published"),
    sa.Index(None, "source_id", "published"),
)

item_keys = sa.Table(
    "item_keys",
    metadata,
    _item_key(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Index(None, "kind", "key"),
)
"""What an item can be recognised by: enclosure and page address, title, transcript shingle bands."""

transcripts = sa.Table(
    "transcripts",
    metadata,
    sa.Column("fingerprint", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
"""`content` is the transcript file's JSON, compressed; whoever has the row can verify offline."""

revisions = sa.Table(
    "revisions",
    metadata,
    _item_key(),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("fingerprint", sa.Text, sa.ForeignKey("transcripts.fingerprint"), nullable=False, index=True),
    sa.Column("digest", sa.LargeBinary),
    sa.Column("stage_version", sa.Text, nullable=False, server_default=""),
)
"""Each transcript an item has had, with the digest made from it, compressed JSON."""

findings = sa.Table(
    "findings",
    metadata,
    _item_key(),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, index=True),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Index(None, "type", "item_id"),
)

evidence = sa.Table(
    "evidence",
    metadata,
    _item_key(),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("finding_id", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Column("t1_ms", sa.BigInteger),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

rejected = sa.Table(
    "rejected",
    metadata,
    _item_key(),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposal", sa.Text, nullable=False),
    sa.Column("nearest", sa.Text, nullable=False),
)

entities = sa.Table(
    "entities",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False, server_default=""),
    sa.Column("ids", sa.JSON, nullable=False),
    sa.UniqueConstraint("kind", "name"),
)
"""One row a name over the whole archive; which spellings belong to it stands in `aliases`."""

aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("alias", sa.Text, primary_key=True),
    sa.Column("folded", sa.Text, nullable=False, index=True),
)

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("entity_id", sa.Text, sa.ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True),
    _item_key(),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("finding_id", sa.Text, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index(None, "item_id", "entity_id"),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("item_id", sa.Text, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Column("t1_ms", sa.BigInteger),
    sa.Column("speaker", sa.Text, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.UniqueConstraint("item_id", "ordinal"),
)
"""What search finds: the passages of each item's newest revision."""

embeddings = sa.Table(
    "embeddings",
    metadata,
    sa.Column(
        "passage_id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), sa.ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
"""Little-endian float32, one row a passage and model."""

work = sa.Table(
    "work",
    metadata,
    _item_key(),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("input_hash", sa.Text, primary_key=True),
    sa.Column("stage_version", sa.Text, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False, server_default=""),
    sa.Column("content", sa.LargeBinary),
)
"""What a stage has made of an item: doing it again finds it here. `content` is the fetched document until it is digested."""

tries = sa.Table(
    "tries",
    metadata,
    _item_key(),
    sa.Column("count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_ms", sa.BigInteger, nullable=False, server_default="0"),
)
"""How often an item's work has been begun again, and when it may be next; no row for one that went well."""

executors = sa.Table(
    "executors",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("machine", sa.Text, nullable=False),
    sa.Column("pid", sa.BigInteger, nullable=False),
    sa.Column("born", sa.Text, nullable=False),
    sa.Column("beats", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("left", sa.Integer, nullable=False, server_default="0"),
)
"""The processes that work on this archive. `beats` counts up while one lives; nobody compares clocks."""

erased = sa.Table(
    "erased",
    metadata,
    sa.Column("item_id", sa.Text, primary_key=True),
    sa.Column("erased_ms", sa.BigInteger, nullable=False),
)
"""Ids of items erased on purpose: a feed that still lists one does not bring it back. Holds no words."""

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("item_id", sa.Text, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("import_id", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("transcript", sa.Text, nullable=False, server_default=""),
    sa.Column("judged_by", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("said", sa.JSON, nullable=False),
)
"""Pages taken over from other hubs, each with the item it is about and what it says of it, unproven."""

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("origin", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("item_id", sa.Text, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("nearest", sa.Text, nullable=False, server_default=""),
    sa.Column("finding_id", sa.Text),
    sa.Index(None, "kind", "state"),
)
"""Quotes, insights and companies of other hubs: never evidence. What was proven has its finding, in the tables of findings."""

letter_readers = sa.Table(
    "letter_readers",
    metadata,
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
)
"""Who is told what is new, by mail address or a hash of a message address, and from when on."""

letter_items = sa.Table(
    "letter_items",
    metadata,
    sa.Column("reader", sa.Text, sa.ForeignKey("letter_readers.reader", ondelete="CASCADE"), primary_key=True),
    sa.Column("item_id", sa.Text, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sent_ms", sa.BigInteger, nullable=False),
)
"""What went to whom. `state` is `sending` from before the letter leaves until it is known to have left, then `sent`."""

ITEM_TABLES: tuple[sa.Table, ...] = (
    item_keys,
    revisions,
    findings,
    evidence,
    rejected,
    mentions,
    passages,
    work,
    tries,
    imports,
    claims,
    letter_items,
)
"""What hangs on an item, for counting what an erasure removed."""

from earwitness.storage import account_tables, entity_tables  # noqa: E402, F401 - so that `metadata` is whole for whoever imports it
