"""Checks a name and a password with equal work for known and unknown names, never revealing which of the two was wrong."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from starlette.requests import Request

from earwitness.storage import accounts
from earwitness.storage.credentials import folded_name, is_outdated
from earwitness.web.app_state import AppState

BUSY = "Many are signing in just now; try again in a moment."
BUSY_S = 2
WRONG = "The name or the password is wrong."


class SignInResult(NamedTuple):
    """The secret of a new session, or why there is none."""

    secret: str | None
    problem: str = ""
    wait_s: int = 0


def sign_in(app_state: AppState, name: str, password: str, *, agent: str, address: str) -> SignInResult:
    """A new session for whoever knows a user's password."""
    now_ms, folded = app_state.clock(), folded_name(name)[:100]
    key = app_state.known_clients.key(folded, address)
    if wait := app_state.address_backoff.begin(address, now_ms):
        return SignInResult(None, _wait(wait), wait)
    if wait := app_state.user_backoff.begin(key, now_ms):
        app_state.address_backoff.take_back(address)  # no password was tried: whoever others keep waiting must not wait longer for asking
        return SignInResult(None, _wait(wait), wait)
    with app_state.database.read() as connection:
        known = accounts.password_of(connection, name)
    right = app_state.password_limiter.check(known[1] if known else None, password)
    if right is None:
        app_state.user_backoff.take_back(key)
        app_state.address_backoff.take_back(address)
        return SignInResult(None, BUSY, BUSY_S)
    if known is None or not right:
        return SignInResult(None, WRONG)
    app_state.user_backoff.forgive(key)
    app_state.address_backoff.take_back(address)
    app_state.known_clients.add(folded, address)
    user, retained = known
    with app_state.database.write() as connection:
        if is_outdated(retained):
            accounts.renew_hash(connection, user, password)
        return SignInResult(accounts.begin_session(connection, user, agent=agent, now_ms=now_ms))


def _wait(seconds: int) -> str:
    return f"Too many tries. The next is possible in {seconds} s."


def client_of(request: Request) -> str:
    """What tries are counted by: the address asked from, for IPv6 the network a customer is given (/64)."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host
