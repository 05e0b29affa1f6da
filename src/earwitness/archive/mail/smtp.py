"""Sends e-mail digests through an SMTP server, with a text and an HTML part."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from earwitness.archive.mail.templating import Worded
from earwitness.errors import EarwitnessError, UsageError
from earwitness.website.feeds.entry import stable_urn

SECONDS = 30.0
_PORTS = {"smtp": 25, "smtps": 465}
_ADDRESS = re.compile(
    r"(?:(?P<name>[^<>@]{0,200})<(?P<inner>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?)>"
    r"|(?P<bare>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?))",
    re.ASCII,
)
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class NotSent(EarwitnessError):
    """A mail server that did not take a letter: it has not left."""


class MaybeSent(EarwitnessError):
    """A mail server that went away in the middle: whether the letter has left is not known."""


class Server(NamedTuple):
    """A mail server and how to get in."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""


def server_of(url: str | None, password: str | None) -> Server:
    """The server of the setting `smtp_url`. Raises `UsageError` when it is missing, wrong, or holds a password."""
    hint = "set smtp_url to smtp://USER@HOST:587 or smtps://USER@HOST"
    if not url:
        raise UsageError("smtp_url", "is not set: no server to send mail by", hint)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError("smtp_url", "is no address of a mail server", hint) from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError("smtp_url", "is no address of a mail server", hint)
    if parts.password is not None:
        raise UsageError("smtp_url", "holds a password", "take it out and set EARWITNESS_SMTP_PASSWORD in the environment")
    user = unquote(parts.username or "")
    if user and not password:
        raise UsageError("EARWITNESS_SMTP_PASSWORD", f"is not set for {user}", "set it in the environment")
    return Server(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password or "")


def address(given: str | None, name: str) -> Address:
    """A mail address, `Name <name@example.org>` or bare. Raises `UsageError` for anything else."""
    text = given or ""
    match = _ADDRESS.fullmatch(text.strip()) if text.isprintable() else None
    if match is None:
        raise UsageError(name, f"{text[:100]!r} is no mail address", "write it like ada@example.org or Ada Brook <ada@example.org>")
    return Address(display_name=(match["name"] or "").strip().strip('"'), addr_spec=match["bare"] or match["inner"])


def message(worded: Worded, subject: str, *, sender: Address, to: Address, now: datetime, key: Sequence[str]) -> EmailMessage:
    """The mail. Its id is a function of reader and items: a server that gets it twice can tell."""
    result = EmailMessage(policy=SMTP)
    try:
        result["Subject"] = " ".join(subject.split())
        result["From"] = sender
        result["To"] = to
        result["Date"] = format_datetime(now)
        result["Message-ID"] = f"<{stable_urn('letter', to.addr_spec, *key).rpartition(':')[2]}@{sender.domain}>"
        result["Auto-Submitted"] = "auto-generated"
    except (ValueError, MessageError) as error:
        raise UsageError("mail", f"the headers cannot be written: {error}", "check title and addresses") from error
    result.set_content(_printable(worded.text), cte="quoted-printable")
    result.add_alternative(_printable(worded.html), subtype="html", cte="quoted-printable")
    return result


def send(server: Server, mail: EmailMessage, *, context: ssl.SSLContext | None = None) -> None:
    """Hands the mail to the server. Raises `NotSent` when it is known not to have left, `MaybeSent` when nobody can tell.

    A password travels encrypted or not at all, this machine's own server excepted; without one, encryption is used where it is offered.
    """
    where = f"{server.host}:{server.port}"
    try:
        connection = _connected(server, context or ssl.create_default_context())
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise NotSent(where, f"did not take the letter: {_short(error)}", "check smtp_url; nothing was sent") from error
    try:
        connection.send_message(mail)
    except smtplib.SMTPServerDisconnected as error:
        raise MaybeSent(where, "went away while it took the letter", "look whether it arrived; --again sends it again") from error
    except (smtplib.SMTPException, ValueError) as error:
        raise NotSent(where, f"did not take the letter: {_short(error)}", "check smtp_url; nothing was sent") from error
    except OSError as error:
        raise MaybeSent(
            where, f"took too long with the letter: {_short(error)}", "look whether it arrived; --again sends it again"
        ) from error
    finally:
        connection.close()


def _connected(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    """A connection that is encrypted where it must be, logged in."""
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.scheme == "smtp" and server.host not in _LOCAL and (server.user or connection.has_extn("starttls")):
            connection.starttls(context=context)  # fails where it is not offered: a password must not travel without
            connection.ehlo()
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _short(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{who}: {code} {_text(source_text)}" for who, (code, source_text) in error.recipients.items())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return " ".join(str(error).split()) or type(error).__name__


def _text(said: bytes | str) -> str:
    return " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())[:200]


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
