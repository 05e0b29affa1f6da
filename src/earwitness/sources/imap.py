"""Reads an IMAP mailbox: read-only, by UID, over a verified connection, with every size known before download."""

from __future__ import annotations

import base64
import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from earwitness.errors import FetchFailed, NotFound, TooLarge, UsageError
from earwitness.model.archive import Feed, SourceEntry
from earwitness.model.media import RawDocument
from earwitness.sources.entry_identity import unique_entries
from earwitness.sources.feed_text import plain
from earwitness.sources.mail_heads import MAX_HEAD, read_head

MAX_MESSAGES = 2_000
"""Most messages looked at in one reading, the newest; a first sync of a large mailbox goes back with `since`."""
SECONDS = 30.0
_BATCH = 100
_FIELDS = "BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE MESSAGE-ID CONTENT-LANGUAGE)]"
_UID = re.compile(rb"\bUID (\d{1,12})")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,15})")
_PLACE = re.compile(r"(?P<folder>.*?)(?:;UIDVALIDITY=(?P<validity>\d+))?(?:/?;UID=(?P<uid>\d+))?$", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class _Place(NamedTuple):
    scheme: str
    host: str
    port: int
    user: str
    folder: str
    validity: int | None
    uid: int | None


def read_imap(url: str, password: str, since: str | None = None) -> Feed:
    """The messages of a folder on a server as entries, newest first: their heads only.

    `url` is `imaps://user%40example.org@host/Folder` (without a password); `since` an ISO date. The entries' addresses are IMAP URLs
    (RFC 5092) that `read_imap_message` opens. Raises `FetchFailed`, `NotFound` and `UsageError`; no message of theirs holds the password.
    """
    place = _place(url)
    with _folder(place, password) as (connection, validity):
        found = _search(connection, place, since)
        uids = found[-MAX_MESSAGES:]
        entries = [entry for batch in _batches(uids) for entry in _heads(connection, place, validity, batch)]
    entries.sort(key=lambda entry: entry.guid)
    entries.sort(key=lambda entry: entry.published or "", reverse=True)
    retained, warnings = unique_entries(entries)
    if len(found) > len(uids):
        warnings = (*warnings, f"only the newest {len(uids):,} of {len(found):,} letters are read")
    return Feed(title=plain(place.folder, is_markup=False), entries=retained, warnings=warnings)


def read_imap_message(url: str, password: str, *, max_bytes: int) -> RawDocument:
    """The message at an entry's address. Raises `TooLarge` before fetching it, `NotFound` when it is gone, and `FetchFailed`."""
    place = _place(url)
    if place.uid is None:
        raise UsageError(_shown(place), "names no message", "give the address of an entry")
    with _folder(place, password, cap=max_bytes) as (connection, validity):
        if place.validity is not None and place.validity != validity:
            raise NotFound(_shown(place), "has been renumbered by the server", "run `earwitness sync` again")
        uid = str(place.uid)
        sizes = _fetch(connection, place, uid, "(RFC822.SIZE)")
        size = next((int(found[1]) for line in _lines(sizes) if (found := _SIZE.search(line))), None)
        if size is None:
            raise NotFound(_shown(place), "is no longer on the server", "")
        if size > max_bytes:
            raise TooLarge(_shown(place), f"is a message larger than {max_bytes // 2**20} MiB", "raise max_bytes in earwitness.toml")
        for part in _fetch(connection, place, uid, "(BODY.PEEK[])"):
            if isinstance(part, tuple) and len(part) == 2:
                return RawDocument(part[1], f"message-{uid}.eml", url=None, media_type="message/rfc822")
    raise NotFound(_shown(place), "is no longer on the server", "")


def _place(url: str) -> _Place:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError("imap", "is not a valid address", "write imaps://you%40example.org@host/INBOX") from error
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username or parts.password is not None:
        raise UsageError("imap", "is not an address of a mailbox without a password", "write imaps://you%40example.org@host/INBOX")
    found = _PLACE.match(_harmless(unquote(parts.path)).lstrip("/"))
    assert found is not None  # the pattern matches everything
    validity, uid = found["validity"], found["uid"]
    return _Place(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or (993 if parts.scheme == "imaps" else 143),
        user=_harmless(unquote(parts.username)),
        folder=found["folder"].rstrip("/") or "INBOX",
        validity=int(validity) if validity else None,
        uid=int(uid) if uid else None,
    )


def _harmless(text: str) -> str:
    """A name without control characters: a line break in one would be a second command to the server."""
    return "".join(char for char in text if char.isprintable())


@contextmanager
def _folder(place: _Place, password: str, *, cap: int = 8 * 1024 * 1024) -> Iterator[tuple[imaplib.IMAP4, int]]:
    """A connection with the folder opened read-only, and the folder's UIDVALIDITY."""
    connection: imaplib.IMAP4 | None = None
    try:
        connection = _connect(place, cap)
        connection.login(_quoted(place.user), password)
        status, _ = connection.select(_quoted(_modified_utf7(place.folder)), readonly=True)
        if status != "OK":
            raise NotFound(_shown(place), "there is no such folder", "check its name")
        stated = connection.response("UIDVALIDITY")[1]
        yield connection, int(stated[0]) if stated and stated[0] else 0
    except imaplib.IMAP4.error as error:
        source_text = plain(str(error), is_markup=False).replace(password or "\0", "***")[:200]
        raise FetchFailed(
            _shown(place), f"the server says: {source_text}", "check user, password (EARWITNESS_IMAP_PASSWORD) and folder"
        ) from error
    except (OSError, UnicodeError, ValueError) as error:
        raise FetchFailed(_shown(place), f"cannot be reached ({type(error).__name__})", "check the address and the network") from error
    finally:
        if connection is not None:
            _close(connection)


def _connect(place: _Place, cap: int) -> imaplib.IMAP4:
    """A connection whose certificate is verified; without encryption only to this machine."""
    context = ssl.create_default_context()
    if place.scheme == "imaps":
        return _CappedTls(place.host, place.port, cap, context)
    connection = _Capped(place.host, place.port, cap)
    if place.host not in _LOOPBACK:
        connection.starttls(context)
    return connection


class _Capped(imaplib.IMAP4):
    """A connection that refuses a literal larger than the cap before reading it: imaplib would read any length the server states."""

    def __init__(self, host: str, port: int, cap: int) -> None:
        self._cap = cap
        super().__init__(host, port, timeout=SECONDS)

    def read(self, size: int) -> bytes:
        """`size` bytes of the answer."""
        if size > self._cap + MAX_HEAD:
            raise self.abort(f"an answer of {size:,} bytes was refused")
        return super().read(size)


class _CappedTls(imaplib.IMAP4_SSL):
    """The same over TLS."""

    def __init__(self, host: str, port: int, cap: int, context: ssl.SSLContext) -> None:
        self._cap = cap
        super().__init__(host, port, ssl_context=context, timeout=SECONDS)

    def read(self, size: int) -> bytes:
        """`size` bytes of the answer."""
        if size > self._cap + MAX_HEAD:
            raise self.abort(f"an answer of {size:,} bytes was refused")
        return super().read(size)


def _close(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        connection.shutdown()


def _search(connection: imaplib.IMAP4, place: _Place, since: str | None) -> list[int]:
    """The UIDs of the messages from a day on, the newest last. The server compares days only, so a day earlier is asked for."""
    criteria = ["ALL"]
    if since:
        try:
            day = dt.date.fromisoformat(since[:10]) - dt.timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise UsageError("since", f"{since[:40]!r} is no date", "write it as 2026-01-31") from error
        criteria = ["SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"]
    status, data = connection.uid("SEARCH", *criteria)
    if status != "OK":
        raise FetchFailed(_shown(place), "the server refuses to search", "try again later")
    return sorted({int(uid) for line in data if isinstance(line, bytes) for uid in line.split() if uid.isdigit()})


def _batches(uids: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(uids), _BATCH):
        yield uids[at : at + _BATCH]


def _heads(connection: imaplib.IMAP4, place: _Place, validity: int, uids: list[int]) -> Iterator[SourceEntry]:
    wanted = set(uids)
    for part in _fetch(connection, place, ",".join(map(str, uids)), f"(UID RFC822.SIZE {_FIELDS})"):
        if not isinstance(part, tuple) or len(part) != 2:
            continue
        number = _UID.search(part[0])
        if number is None or int(number[1]) not in wanted:
            continue
        head = read_head(part[1])
        size = _SIZE.search(part[0])
        yield SourceEntry(
            guid=head.guid,
            title=head.title,
            url=f"{_shown(place)};UIDVALIDITY={validity}/;UID={int(number[1])}",
            published=head.published,
            language=head.language,
            people=head.people,
            content_key=size[1].decode("ascii") if size else "",
        )


def _fetch(connection: imaplib.IMAP4, place: _Place, uids: str, what: str) -> list[Any]:
    status, data = connection.uid("FETCH", uids, what)
    if status != "OK":
        raise FetchFailed(_shown(place), "the server refuses to give its messages", "try again later")
    return [part for part in data if part is not None]


def _lines(parts: list[Any]) -> Iterator[bytes]:
    for part in parts:
        yield part[0] if isinstance(part, tuple) else part


def _shown(place: _Place) -> str:
    """The mailbox's address: it never holds a password, so it may be printed and stored."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    port = "" if place.port == (993 if place.scheme == "imaps" else 143) else f":{place.port}"
    return f"{place.scheme}://{quote(place.user, safe='')}@{host}{port}/{quote(place.folder, safe='/')}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _modified_utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, 5.1.3).

    >>> _modified_utf7("Briefe/Grüße & mehr")
    'Briefe/Gr&APwA3w-e &- mehr'
    """
    out: list[str] = []
    foreign: list[str] = []
    for char in (*name, ""):
        if char and not " " <= char <= "~":
            foreign.append(char)
            continue
        if foreign:
            packed = base64.b64encode("".join(foreign).encode("utf-16-be")).decode("ascii").rstrip("=").replace("/", ",")
            out.append(f"&{packed}-")
            foreign.clear()
        out.append("&-" if char == "&" else char)
    return "".join(out)
