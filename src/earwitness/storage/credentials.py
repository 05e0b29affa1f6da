"""Hashes of secrets: Argon2id for passwords, SHA-256 for random tokens. Does not touch a database."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from earwitness.errors import UsageError

TOKEN: Final = "ewt_"  # noqa: S105 - a mark that scanners of leaked secrets know it by, no secret
FEED_TOKEN: Final = "ewf_"  # noqa: S105
SECRET_BYTES = 32
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
LONGEST_NAME = 64
_IN_NAMES = frozenset("._-@+")


def new_secret(mark: str = "") -> str:
    """256 random bits as text behind a mark: `ewt_4Jx...`."""
    return mark + secrets.token_urlsafe(SECRET_BYTES)


def stored_hash(secret: str) -> str:
    """What is stored of a random secret. At 256 bits there is nothing to guess, so a plain hash suffices (ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def stored_password(password: str) -> str:
    """What is stored of a password: Argon2id with a salt of its own and the parameters of RFC 9106 for 64 MiB."""
    return _hasher().hash(_normal(password))


def is_password(kept: str | None, given: str) -> bool:
    """Whether `given` made `kept`. Takes the same time when there is nobody to compare with."""
    if len(given) > LONGEST_PASSWORD:
        given = ""
    try:
        right = _hasher().verify(kept or _nobody(), _normal(given))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a password's hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def check_password(password: str, name: str = "") -> None:
    """Raises `UsageError` for a password that is too easily guessed or too long."""
    if len(_normal(password)) < SHORTEST_PASSWORD:
        raise UsageError("password", "is too short", f"give at least {SHORTEST_PASSWORD} characters; a few words will do")
    if len(password) > LONGEST_PASSWORD:
        raise UsageError("password", "is too long", f"give at most {LONGEST_PASSWORD} characters")
    if len(set(password)) < 5 or (name and password.casefold().strip() in (name.casefold(), name.casefold() * 2)):
        raise UsageError("password", "is too easily guessed", "give a few words that do not belong together")


def check_name(name: str) -> str:
    """The name as it is kept. Raises `UsageError` for one that is empty, too long or holds more than letters, digits and `._-@+`."""
    tidy = unicodedata.normalize("NFKC", name).strip()
    if not 1 <= len(tidy) <= LONGEST_NAME or not all(char.isalnum() or char in _IN_NAMES for char in tidy):
        raise UsageError(repr(name[:LONGEST_NAME]), "is no user name", f"give up to {LONGEST_NAME} letters, digits and . _ - @ +")
    return tidy


def folded_name(name: str) -> str:
    """A user's name as it is compared: case does not count."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _normal(password: str) -> str:
    """NFC, as RFC 8265 has it: the same keys give the same characters on every machine."""
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash of a password nobody has: checked when the user does not exist, so that it takes as long."""
    return _hasher().hash(secrets.token_urlsafe(SECRET_BYTES))
