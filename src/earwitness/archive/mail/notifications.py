"""Sends e-mail digests as short messages through Apprise: Telegram, Matrix, Slack, ntfy and many more."""

from __future__ import annotations

import hashlib
from importlib import import_module

from earwitness.archive.mail.message import MailDigest
from earwitness.archive.mail.smtp import NotSent
from earwitness.errors import MissingExtra, UsageError

LONGEST = 1_500
"""Characters of a message: the shortest limit of the common services is 2,000."""


def message_text(letter: MailDigest) -> str:
    """The letter in a few lines: each item's title, takeaway and address, as many as there is room for."""
    lines: list[str] = []
    left = len(letter.items) + letter.more
    for item in letter.items:
        source_text = f"\n{item.takeaway.text}" if item.takeaway else ""
        line = f"{item.title}{source_text}\n{item.url}".rstrip()
        if sum(map(len, lines)) + len(line) > LONGEST:
            break
        lines.append(line)
        left -= 1
    return "\n\n".join(lines) + (f"\n\nand {left} more {letter.hub_url}".rstrip() if left else "")


def reader_of(url: str) -> str:
    """How the archive remembers an address that may hold a secret: by a hash of it."""
    return f"message:{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def send_message(url: str, letter: MailDigest) -> None:
    """Sends the message. Raises `MissingExtra`, `UsageError` for an address Apprise does not know, `NotSent` when it did not leave."""
    try:
        apprise = import_module("apprise")
    except ImportError as error:
        raise MissingExtra("--notify", "needs the notify extra", "pip install 'earwitness[notify]'") from error
    sender = apprise.Apprise()
    service = url.partition(":")[0][:20]
    if not sender.add(url):
        raise UsageError("notify_urls", f"Apprise does not know the address that begins with {service}:", "see its list of services")
    if not sender.notify(title=letter.subject, body=message_text(letter), body_format=apprise.NotifyFormat.TEXT):
        raise NotSent(service, "did not take the message", "check notify_urls; nothing was sent")
