"""An entry's title, date, people and GUID from the headers of a message."""

from __future__ import annotations

import hashlib
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import parseaddr
from typing import NamedTuple

from earwitness.model.media import Person
from earwitness.sources.feed_text import plain
from earwitness.sources.feed_values import authors, language, utc

MAX_HEAD = 65_536


class MailHead(NamedTuple):
    """What the head of a message says."""

    guid: str
    title: str
    published: str | None
    people: tuple[Person, ...]
    language: str | None


def read_head(content: bytes) -> MailHead:
    """The head of a message; its guid is the Message-ID, or made up from the head where there is none. Never fails."""
    head = content[:MAX_HEAD]
    try:
        message: Message = message_from_bytes(_only_head(head), policy=policy.compat32)
    except (MessageError, ValueError, LookupError):
        message = Message()
    sender, _ = parseaddr(" ".join(_field(message, "From").split())[:500])
    name = sender.partition(" from ")[0].partition(" at ")[0].partition(" via ")[0]
    guid = " ".join(_field(message, "Message-ID").split()).strip("<> ")[:1000]
    return MailHead(
        guid=guid or f"made-up:{hashlib.sha256(head).hexdigest()[:16]}",
        title=plain(_field(message, "Subject"), is_markup=False),
        published=utc(None, _field(message, "Date")),
        people=authors([name]),
        language=language(_field(message, "Content-Language").partition(",")[0]),
    )


def _only_head(content: bytes) -> bytes:
    content = content.replace(b"\r\n", b"\n")
    return content.partition(b"\n\n")[0] + b"\n\n"


def _field(message: Message, name: str) -> str:
    """A header's text with its encoded words (RFC 2047) decoded; empty when it is broken."""
    from email.header import decode_header, make_header  # noqa: PLC0415 - beside the one call that may fail

    value = message.get(name)
    if value is None:
        return ""
    try:
        raw = str(value).encode("ascii", "surrogateescape").decode("utf-8", "replace") if isinstance(value, str) else str(value)
        return str(make_header(decode_header(" ".join(raw.split()))))
    except (MessageError, ValueError, LookupError, AssertionError):
        return " ".join(str(value).split())
