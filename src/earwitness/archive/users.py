"""Users of the web app and API tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from earwitness.archive.sources import now_ms
from earwitness.errors import NotFound
from earwitness.storage import accounts
from earwitness.storage.accounts import ApiToken, Role, User
from earwitness.storage.credentials import LONGEST_PASSWORD, check_name, check_password

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["LONGEST_PASSWORD", "ApiToken", "Role", "User", "Users", "check_name", "check_password"]


class Users:
    """Who may sign in to the web app of one archive, and the tokens of programs. Only hashes of secrets are stored."""

    def __init__(self, archive: Archive) -> None:
        self._database = archive.database

    def list(self) -> tuple[User, ...]:
        """Return every user."""
        with self._database.read() as connection:
            return accounts.list_users(connection)

    def count(self) -> int:
        """Return how many users there are."""
        with self._database.read() as connection:
            return accounts.count_users(connection)

    def find(self, name: str) -> User | None:
        """Return the user with this name; None when there is none."""
        with self._database.read() as connection:
            return accounts.find_user(connection, name)

    def get(self, name: str) -> User:
        """Return the user with this name. Raises `NotFound`."""
        with self._database.read() as connection:
            return accounts.the_user(connection, name)

    def add(self, name: str, password: str, role: Role = "reader") -> User:
        """Add a user. Raises `UsageError` for a name that is taken or a weak password."""
        with self._database.write() as connection:
            return accounts.add_user(connection, name, password, role, now_ms=now_ms())

    def remove(self, name: str) -> User:
        """Remove a user with all sessions and tokens."""
        with self._database.write() as connection:
            user = accounts.the_user(connection, name)
            accounts.remove_user(connection, user)
        return user

    def set_role(self, name: str, role: Role) -> User:
        """Give a user another role."""
        with self._database.write() as connection:
            user = accounts.the_user(connection, name)
            accounts.put_role(connection, user, role)
        return user

    def set_password(self, name: str, password: str) -> User:
        """Give a user another password, which ends every session of theirs."""
        with self._database.write() as connection:
            user = accounts.the_user(connection, name)
            accounts.put_password(connection, user, password, now_ms=now_ms())
        return user

    def tokens(self, name: str = "") -> tuple[ApiToken, ...]:
        """Return the API tokens of one user, or of all."""
        with self._database.read() as connection:
            return accounts.list_tokens(connection, accounts.the_user(connection, name).id if name else "")

    def add_token(
        self, name: str, label: str, *, scope: Literal["read", "write"] = "read", days: int | None = None
    ) -> tuple[str, ApiToken]:
        """Create a token for a user; return its secret, which is not stored, and the token."""
        with self._database.write() as connection:
            user = accounts.the_user(connection, name)
            return accounts.add_token(connection, user, accounts.Grant(label, scope, days=days), now_ms=now_ms())

    def revoke_token(self, token_id: str) -> None:
        """Revoke a token. Raises `NotFound`."""
        with self._database.write() as connection:
            if not accounts.revoke_token(connection, token_id):
                raise NotFound(token_id, "there is no such token", "see them with: earwitness tokens")
