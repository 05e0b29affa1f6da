"""`earwitness users` and `earwitness tokens`: who may sign in to the web app, and API tokens."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any, Literal

from earwitness.archive.opening import open_archive
from earwitness.archive.users import LONGEST_PASSWORD, ApiToken, Role, User, Users, check_name, check_password
from earwitness.cli.listing import Json, as_json, counted, in_columns, moment
from earwitness.cli.output import print_text
from earwitness.errors import UsageError


def users(
    action: Literal["list", "add", "remove", "password", "role"] = "list",
    name: str = "",
    /,
    *,
    role: Role = "reader",
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List users of the web app, add or remove one, or set a password or role.

    A reader reads, an editor also follows, retries and uploads, an admin may do everything. The password is asked for, or read from
    stdin where there is no terminal; it is never an argument. A new password or a removal ends every session of the user.

    Examples:
      earwitness users add ada --role admin
      earwitness users add ben < password.txt
      earwitness users role ben --role editor
      earwitness users

    Parameters
    ----------
    action
        list, add, remove, password or role.
    name
        The user.
    role
        reader, editor or admin.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    if action != "list" and not name:
        raise UsageError(f"users {action}", "needs a name", f"write: earwitness users {action} NAME")
    with open_archive(home, create=action == "add") as archive:
        if action == "list":
            found = archive.users.list()
            print_text(as_json({"users": [_user_object(one) for one in found]}) if json_ else _users_table(found))
            return 0
        known = archive.users.find(name) if action == "add" else archive.users.get(name)
        password = _password(check_name(name)) if action == "password" or (action == "add" and known is None) else ""
        outcome = _change(archive.users, action, name, role, password)
    print_text(as_json({"user": name, "done": outcome}) if json_ else f"{outcome}\n")
    return 0


def tokens(
    action: Literal["list", "add", "revoke"] = "list",
    *subject: str,
    scope: Literal["read", "write"] = "read",
    days: int | None = None,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """List API tokens, add one for a user, or revoke one by its id.

    A token is shown once, when it is made; the archive keeps only a hash of it.

    Examples:
      earwitness tokens add ada nightly export
      earwitness tokens add ada "follow from the browser" --scope write --days 90
      earwitness tokens revoke 1f00ba55

    Parameters
    ----------
    action
        list, add or revoke.
    subject
        For add: the user and a note on the token's use. For revoke: the token's id. For list: only this user's tokens.
    scope
        read or write.
    days
        Days until it expires; without it, it lasts until it is revoked.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    name = subject[0] if subject else ""
    if action != "list" and not name:
        raise UsageError(f"tokens {action}", "needs a subject", "write: earwitness tokens add NAME LABEL, or tokens revoke ID")
    with open_archive(home) as archive:
        if action == "list":
            found = archive.users.tokens(name)
            print_text(as_json({"tokens": [one._asdict() for one in found]}) if json_ else _tokens_table(found))
            return 0
        if action == "revoke":
            archive.users.revoke_token(name)
            print_text(as_json({"revoked": name}) if json_ else f"{name} is revoked\n")
            return 0
        secret, result = archive.users.add_token(name, " ".join(subject[1:]) or "command line", scope=scope, days=days)
    print_text(as_json({**result._asdict(), "token": secret}) if json_ else f"{secret}\n")
    if not json_:
        print(f"earwitness: token {result.id} of {result.user} may {result.scope}; it is not shown again", file=sys.stderr)
    return 0


def _change(users: Users, action: str, name: str, role: Role, password: str) -> str:
    """Make the change; return what to report."""
    match action:
        case "add":
            return f"{users.add(name, password, role).name} may sign in as {role}"
        case "remove":
            return f"{users.remove(name).name} is removed, with all sessions and tokens"
        case "role":
            return f"{users.set_role(name, role).name} is {role} now"
        case _:
            return f"{users.set_password(name, password).name} has a new password and is signed out everywhere"


def _password(name: str) -> str:
    """The password, typed twice on a terminal, else the first line of stdin. Raises `UsageError` for none, a weak one or two different."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline(4 * LONGEST_PASSWORD).rstrip("\r\n")
    else:
        given = getpass.getpass(f"Password for {name}: ")
        check_password(given, name)
        if given != getpass.getpass("The same again: "):
            raise UsageError("password", "was typed in two ways", "try again")
    check_password(given, name)
    return given


def _users_table(found: tuple[User, ...]) -> str:
    if not found:
        return "no users; make one with: earwitness users add NAME --role admin\n"
    return in_columns([("NAME", "ROLE", "SINCE"), *((one.name, one.role, moment(one.created_ms)) for one in found)])


def _tokens_table(found: tuple[ApiToken, ...]) -> str:
    rows = [
        (one.id, one.user, one.scope, moment(one.used_ms), moment(one.expires_ms), one.feed or one.label)
        for one in found
    ]  # fmt: skip
    head = ("ID", "USER", "SCOPE", "LAST USED", "ENDS", "FOR")
    return (in_columns([head, *rows]) if rows else "") + f"{counted(len(rows), 'token')}\n"


def _user_object(user: User) -> dict[str, Any]:
    return {name: value for name, value in user._asdict().items() if name != "id"}
