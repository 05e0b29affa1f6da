"""Users, their sessions and their tokens. Only hashes of secrets are stored."""

from __future__ import annotations

import secrets
from typing import Any, Literal, NamedTuple, get_args

import sqlalchemy as sa

from earwitness.errors import NotFound, UsageError
from earwitness.storage.account_tables import sessions, tokens, users
from earwitness.storage.credentials import (
    FEED_TOKEN,
    TOKEN,
    check_name,
    check_password,
    folded_name,
    new_secret,
    stored_hash,
    stored_password,
)

Role = Literal["reader", "editor", "admin"]
Scope = Literal["read", "write", "feed"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each may do what the one before may."""
DAY_MS = 24 * 3600 * 1000
SESSION_MS = 30 * DAY_MS
IDLE_MS = 14 * DAY_MS
"""A session ends so long after it was last used, and `SESSION_MS` after it began."""
TOUCHED_MS = 5 * 60 * 1000
"""How exactly the last use of a session or token is known: reading a page must not mean writing a row."""
LONGEST_LABEL = 100
MOST_TOKENS = 200


class User(NamedTuple):
    """Somebody who may sign in."""

    id: str
    name: str
    role: Role
    created_ms: int
    changed_ms: int
    """When the password was set."""


class Session(NamedTuple):
    """One sign-in of a user."""

    hash: str
    agent: str
    created_ms: int
    used_ms: int
    expires_ms: int


class ApiToken(NamedTuple):
    """What a program or feed reader comes in with, without the secret itself."""

    id: str
    user_id: str
    user: str
    label: str
    scope: Scope
    feed: str
    created_ms: int
    used_ms: int | None
    expires_ms: int | None


class Grant(NamedTuple):
    """What a new token is for: a label for people, a scope, the feed it opens, and how many days it lasts (None: until revoked)."""

    label: str
    scope: Scope = "read"
    feed: str = ""
    days: int | None = None


class SignedIn(NamedTuple):
    """A user who showed a session's or token's secret."""

    user: User
    session: Session | None = None
    token: ApiToken | None = None


def add_user(connection: sa.Connection, name: str, password: str, role: Role, *, now_ms: int) -> User:
    """A new user. Raises `UsageError` when the name is taken or unfit, or the password too weak."""
    tidy = check_name(name)
    if find_user(connection, tidy) is not None:
        raise UsageError(tidy, "is a user already", f"set another password with: earwitness users password {tidy}")
    check_password(password, tidy)
    user = User(secrets.token_hex(8), tidy, role, now_ms, now_ms)
    connection.execute(sa.insert(users).values(**user._asdict(), folded=folded_name(tidy), password=stored_password(password)))
    return user


def find_user(connection: sa.Connection, name: str) -> User | None:
    """The user of this name, whatever its case."""
    row = connection.execute(sa.select(users).where(users.c.folded == folded_name(name))).mappings().first()
    return _user(row) if row else None


def the_user(connection: sa.Connection, name: str) -> User:
    """The user of this name. Raises `NotFound`."""
    user = find_user(connection, name)
    if user is None:
        raise NotFound(name, "there is no such user", "see them with: earwitness users list")
    return user


def list_users(connection: sa.Connection) -> tuple[User, ...]:
    """Everybody who may sign in, by name."""
    return tuple(_user(row) for row in connection.execute(sa.select(users).order_by(users.c.folded)).mappings())


def count_users(connection: sa.Connection) -> int:
    """How many may sign in."""
    return connection.scalar(sa.select(sa.func.count()).select_from(users)) or 0


def password_of(connection: sa.Connection, name: str) -> tuple[User, str] | None:
    """A user and what is kept of the password."""
    row = connection.execute(sa.select(users).where(users.c.folded == folded_name(name))).mappings().first()
    return (_user(row), str(row["password"])) if row else None


def put_password(connection: sa.Connection, user: User, password: str, *, now_ms: int, keep_session: str = "") -> None:
    """Sets a password and ends every session but `keep_session` (a hash); tokens stay. Raises `UsageError` for a weak one."""
    check_password(password, user.name)
    values = {"password": stored_password(password), "changed_ms": now_ms}
    connection.execute(sa.update(users).where(users.c.id == user.id).values(**values))
    end_sessions(connection, user.id, keep=keep_session)


def renew_hash(connection: sa.Connection, user: User, password: str) -> None:
    """Keeps the same password under today's parameters."""
    connection.execute(sa.update(users).where(users.c.id == user.id).values(password=stored_password(password)))


def put_role(connection: sa.Connection, user: User, role: Role) -> None:
    """Gives a user another role, in sessions that are open too."""
    connection.execute(sa.update(users).where(users.c.id == user.id).values(role=role))


def remove_user(connection: sa.Connection, user: User) -> None:
    """Takes a user away, with every session and token."""
    for table in (sessions, tokens):
        connection.execute(sa.delete(table).where(table.c.user_id == user.id))
    connection.execute(sa.delete(users).where(users.c.id == user.id))


def begin_session(connection: sa.Connection, user: User, *, agent: str = "", now_ms: int) -> str:
    """The secret of a new session: for the browser's cookie, kept nowhere here. Sessions that have ended are cleared away."""
    secret = new_secret()
    connection.execute(sa.delete(sessions).where(sa.or_(sessions.c.expires_ms <= now_ms, sessions.c.used_ms <= now_ms - IDLE_MS)))
    times = {"created_ms": now_ms, "used_ms": now_ms, "expires_ms": now_ms + SESSION_MS}
    shown = "".join(char if char.isprintable() else " " for char in agent)[:200]
    connection.execute(sa.insert(sessions).values(hash=stored_hash(secret), user_id=user.id, agent=shown, **times))
    return secret


def session_of(connection: sa.Connection, secret: str, *, now_ms: int) -> SignedIn | None:
    """Whose session this secret belongs to, while it lasts."""
    query = sa.select(users, sessions).join_from(sessions, users, users.c.id == sessions.c.user_id)
    query = query.where(sessions.c.hash == stored_hash(secret), sessions.c.expires_ms > now_ms, sessions.c.used_ms > now_ms - IDLE_MS)
    row = connection.execute(query).first()
    if row is None:
        return None
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    session = Session(*(values[sessions.c[name]] for name in Session._fields))
    return SignedIn(_user({name: values[users.c[name]] for name in User._fields}), session=session)


def list_sessions(connection: sa.Connection, user_id: str, *, now_ms: int) -> tuple[Session, ...]:
    """Where a user is signed in, last used first."""
    query = sa.select(*(sessions.c[name] for name in Session._fields)).where(sessions.c.user_id == user_id)
    query = query.where(sessions.c.expires_ms > now_ms, sessions.c.used_ms > now_ms - IDLE_MS)
    return tuple(Session(*row) for row in connection.execute(query.order_by(sessions.c.used_ms.desc(), sessions.c.hash)))


def end_session(connection: sa.Connection, hash_: str) -> None:
    """Signs out once."""
    connection.execute(sa.delete(sessions).where(sessions.c.hash == hash_))


def end_sessions(connection: sa.Connection, user_id: str, *, keep: str = "") -> int:
    """Signs out everywhere but in `keep`; returns how many sessions ended."""
    return connection.execute(sa.delete(sessions).where(sessions.c.user_id == user_id, sessions.c.hash != keep)).rowcount


def add_token(connection: sa.Connection, user: User, grant: Grant, *, now_ms: int) -> tuple[str, ApiToken]:
    """A new token's secret, which is shown once and kept nowhere, and what is kept. Raises `UsageError`."""
    label, scope, feed, days = grant
    tidy = " ".join(label.split())
    if not 1 <= len(tidy) <= LONGEST_LABEL or not tidy.isprintable():
        raise UsageError("label", "says what the token is for", f"give 1 to {LONGEST_LABEL} characters")
    if days is not None and not 1 <= days <= 3650:
        raise UsageError("days", f"{days} is no time a token may last", "give 1 to 3650, or none for a token that lasts until revoked")
    if scope == "write" and user.role == "reader":
        raise UsageError(user.name, "may only read, and so may their tokens", "give the scope read, or the user the role editor")
    if len(list_tokens(connection, user.id)) >= MOST_TOKENS:
        raise UsageError(user.name, f"has {MOST_TOKENS} tokens", "revoke some first")
    secret = new_secret(FEED_TOKEN if scope == "feed" else TOKEN)
    expires = None if days is None else now_ms + days * DAY_MS
    token = ApiToken(secrets.token_hex(4), user.id, user.name, tidy, scope, feed, now_ms, None, expires)
    values = {name: value for name, value in token._asdict().items() if name != "user"}
    connection.execute(sa.insert(tokens).values(**values, hash=stored_hash(secret)))
    return secret, token


def token_of(connection: sa.Connection, secret: str, *, now_ms: int) -> SignedIn | None:
    """Whose token this secret is, while it lasts."""
    if not secret.startswith((TOKEN, FEED_TOKEN)):
        return None
    query = _tokens().add_columns(users.c.role, users.c.created_ms.label("user_created_ms"), users.c.changed_ms)
    row = connection.execute(query.where(tokens.c.hash == stored_hash(secret))).mappings().first()
    if row is None or (row["expires_ms"] is not None and row["expires_ms"] <= now_ms):
        return None
    user = User(row["user_id"], row["user"], row["role"], row["user_created_ms"], row["changed_ms"])
    return SignedIn(user, token=ApiToken(*(row[name] for name in ApiToken._fields)))


def list_tokens(connection: sa.Connection, user_id: str = "") -> tuple[ApiToken, ...]:
    """The tokens of a user, or all there are, newest first."""
    query = _tokens().order_by(tokens.c.created_ms.desc(), tokens.c.id)
    if user_id:
        query = query.where(tokens.c.user_id == user_id)
    return tuple(ApiToken(*row) for row in connection.execute(query))


def revoke_token(connection: sa.Connection, token_id: str, user_id: str = "") -> bool:
    """Takes a token away (one of this user's, if given); False when there is none of that id."""
    statement = sa.delete(tokens).where(tokens.c.id == token_id)
    return bool(connection.execute(statement.where(tokens.c.user_id == user_id) if user_id else statement).rowcount)


def is_touch_due(signed_in: SignedIn, *, now_ms: int) -> bool:
    """Whether the last use that is on record is so long ago that this one should be written."""
    known = signed_in.session or signed_in.token
    return known is not None and (known.used_ms is None or known.used_ms < now_ms - TOUCHED_MS)


def touch(connection: sa.Connection, signed_in: SignedIn, *, now_ms: int) -> None:
    """Notes that a session or token was used now."""
    if signed_in.session is not None:
        connection.execute(sa.update(sessions).where(sessions.c.hash == signed_in.session.hash).values(used_ms=now_ms))
    if signed_in.token is not None:
        connection.execute(sa.update(tokens).where(tokens.c.id == signed_in.token.id).values(used_ms=now_ms))


def _tokens() -> sa.Select[Any]:
    columns = (users.c.name.label("user") if name == "user" else tokens.c[name] for name in ApiToken._fields)
    return sa.select(*columns).join_from(tokens, users, users.c.id == tokens.c.user_id)


def _user(row: Any) -> User:
    return User(*(row[name] for name in User._fields))
