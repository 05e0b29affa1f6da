"""Tables of what is known across items.

`identities` holds decisions and is kept like anything else a person did. All others are made from the archive by `knowledge` and can
be made again from it; they are there so that no list and no page has to read the whole archive.
"""

from __future__ import annotations

import sqlalchemy as sa

from earwitness.storage.tables import metadata


def _key(name: str, of: str, *, primary: bool = True, gone: str = "CASCADE") -> sa.Column[str]:
    foreign = sa.ForeignKey(of, ondelete=gone)
    return sa.Column(name, sa.Text, foreign, primary_key=True) if primary else sa.Column(name, sa.Text, foreign, nullable=False, index=True)


identities = sa.Table(
    "identities",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("verb", sa.Text, nullable=False),
    _key("entity_id", "entities.id", primary=False),
    _key("other_id", "entities.id", primary=False),
    sa.Column("spelling", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("decided_ms", sa.BigInteger, nullable=False),
    sa.Column("undone_by", sa.Text, nullable=False, server_default=""),
    sa.Column("undone_ms", sa.BigInteger),
)
"""Which entities are the same and which spelling is not the entity it was taken for: `verb` is `same` or `apart`, `state` is
`standing`, `suggested` or `undone`. Where `spelling` is given (folded), `other_id` is the entity it stands for instead."""

names = sa.Table(
    "names",
    metadata,
    _key("entity_id", "entities.id"),
    sa.Column("canonical_id", sa.Text, sa.ForeignKey("entities.id", ondelete="SET NULL"), index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("shown", sa.Integer, nullable=False, server_default="0"),
    sa.Column("in_items", sa.Integer, nullable=False, server_default="0"),
    sa.Column("mentions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("first", sa.Text),
    sa.Column("last", sa.Text),
    sa.Column("stale", sa.Integer, nullable=False, server_default="0", index=True),
    sa.Index(None, "shown", "in_items", "mentions", "folded"),
    sa.Index(None, "shown", "kind", "in_items", "mentions", "folded"),
    sa.Index(None, "shown", "folded"),
    sa.Index(None, "folded"),
)
"""Each entity with the one it counts as; that one has the counts of all. `stale` where something it counted has gone."""

name_keys = sa.Table(
    "name_keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    _key("entity_id", "entities.id"),
    sa.Index(None, "entity_id"),
)
"""What two entities must share to be compared: an id, the letters without suffix and spacing, the sound."""

heard = sa.Table(
    "heard",
    metadata,
    _key("entity_id", "entities.id"),
    _key("item_id", "items.id"),
    sa.Column("spelling", sa.Text, primary_key=True),
    sa.Column("from_id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("finding_id", sa.Text, nullable=False),
    sa.Column("mentions", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Index(None, "item_id", "entity_id"),
    sa.Index(None, "from_id", "spelling"),
)
"""How often an item names an entity by a (folded) spelling, and where first. `from_id` is the entity its digest took it for."""

said_of = sa.Table(
    "said_of",
    metadata,
    _key("entity_id", "entities.id"),
    sa.Column("type", sa.Text, primary_key=True),
    _key("item_id", "items.id"),
    sa.Column("finding_id", sa.Text, primary_key=True),
    sa.Column("beside", sa.Integer, nullable=False),
    sa.Index(None, "item_id"),
)
"""Quotes, numbers and predictions that name an entity (`beside` 0), or whose passage does (1)."""

ledger = sa.Table(
    "ledger",
    metadata,
    _key("item_id", "items.id"),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("finding_id", sa.Text, primary_key=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("source_id", sa.Text, nullable=False),
    sa.Column("published", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text, nullable=False),
    sa.Column("speaker_id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("quantity", sa.Text, nullable=False),
    sa.Column("due", sa.Text, nullable=False),
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Index(None, "type", "published", "item_id", "ordinal"),
    sa.Index(None, "type", "value"),
    sa.Index(None, "type", "due"),
    sa.Index(None, "type", "subject"),
    sa.Index(None, "type", "score"),
    sa.Index(None, "type", "quantity", "value"),
    sa.Index(None, "type", "unit"),
    sa.Index(None, "speaker_id", "type", "published"),
    sa.Index(None, "source_id", "type", "published"),
)
"""Quotes, numbers and predictions of the newest digests with what they are filtered and sorted by; empty text where nothing is known."""

voices = sa.Table(
    "voices",
    metadata,
    sa.Column("speaker_id", sa.Text, primary_key=True),
    _key("item_id", "items.id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("ms", sa.BigInteger, nullable=False),
    sa.Index(None, "item_id"),
)
"""How much a person with a name speaks in an item."""

subjects = sa.Table(
    "subjects",
    metadata,
    sa.Column("topic_id", sa.Text, primary_key=True),
    _key("item_id", "items.id"),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("finding_id", sa.Text, nullable=False),
    sa.Column("mentions", sa.Integer, nullable=False),
    sa.Column("prominence", sa.Float, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("t0_ms", sa.BigInteger),
    sa.Index(None, "item_id"),
)
"""The topics of each item."""

gathered = sa.Table(
    "gathered",
    metadata,
    _key("item_id", "items.id"),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("stage_version", sa.Text, nullable=False),
    sa.Column("published", sa.Text, nullable=False),
    sa.Column("rules", sa.Text, nullable=False),
)
"""What of each item has been taken into the tables above, and by which version of their rules."""
