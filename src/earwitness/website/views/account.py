"""A user's own account: sessions and API tokens."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from earwitness.storage.accounts import ApiToken, Session, SignedIn, User, list_sessions, list_tokens


class AccountPage(NamedTuple):
    """What an account's page shows; no secret is in it."""

    user: User
    sessions: tuple[Session, ...]
    here: str
    """The hash of the session the page is read with."""
    tokens: tuple[ApiToken, ...]
    may_write: bool


def account_page(connection: sa.Connection, me: SignedIn, *, now_ms: int) -> AccountPage:
    """The page of whoever is signed in."""
    return AccountPage(
        user=me.user,
        sessions=list_sessions(connection, me.user.id, now_ms=now_ms),
        here=me.session.hash if me.session else "",
        tokens=list_tokens(connection, me.user.id),
        may_write=me.user.role != "reader",
    )
