"""Tables of users, sessions and tokens. They hold hashes of secrets only, and no export includes them."""

from __future__ import annotations

import sqlalchemy as sa

from earwitness.storage.tables import metadata


def _user_key() -> sa.Column[str]:
    return sa.Column("user_id", sa.Text, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)


users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("changed_ms", sa.BigInteger, nullable=False),
)
"""`password` is an Argon2id hash with its own salt and parameters; `folded` is the name as it is compared."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    _user_key(),
    sa.Column("agent", sa.Text, nullable=False, server_default=""),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
)
"""Who is signed in where: the SHA-256 of what the browser's cookie holds."""

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    _user_key(),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("feed", sa.Text, nullable=False, server_default=""),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
    sa.Column("expires_ms", sa.BigInteger),
)
"""What programs and feed readers come in with: the SHA-256 of it; `feed` is the one feed that a token of scope `feed` opens."""

ACCOUNT_TABLES: tuple[sa.Table, ...] = (users, sessions, tokens)
"""Never exported."""
