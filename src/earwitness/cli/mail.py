"""`earwitness mail`: new items by e-mail or message."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cyclopts import Parameter

from earwitness.archive.mail.delivery import DeliveryResult, Send, new_digests, post
from earwitness.archive.mail.message import MailDigest, mail_digest_of
from earwitness.archive.mail.notifications import reader_of, send_message
from earwitness.archive.mail.smtp import address, message, send, server_of
from earwitness.archive.mail.templating import Templates, worded
from earwitness.archive.opening import Archive, open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted
from earwitness.cli.output import print_text, write_file
from earwitness.config import Settings
from earwitness.errors import EarwitnessError, UsageError
from earwitness.model.digest import Digest
from earwitness.text.invisible import one_line as clean

PARTLY_DONE = 3
LONGEST_DAYS = 400
_SINCE = re.compile(r"(\d{1,4})\s*([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}


@Parameter(name="*")
@dataclass(frozen=True)
class Whither:
    """Where a letter goes."""

    to: tuple[str, ...] = ()
    """E-mail address; may be repeated, each recipient gets a separate message."""
    notify: Flag = False
    """Send a short message to every address in the setting notify_urls (needs the notify extra)."""
    out: Path | None = None
    """Write the message to this file instead (.eml, .html, or text), and record nothing."""
    template: tuple[Path, ...] = ()
    """Your own Jinja2 template instead of ours; a file that ends in .html words the HTML part, any other the text."""
    title: str = "Earwitness"
    """Title of the message."""
    base_url: str = ""
    """Public address of the web app, for links (default: the setting base_url)."""

    def is_sent(self) -> bool:
        """False when it is only shown or written to a file."""
        return self.out is None and bool(self.to or self.notify)


def mail(
    *,
    since: str = "1d",
    letter: Whither | None = None,
    dry_run: Flag = False,
    again: Flag = False,
    json_: Json = False,
    home: Path | None = None,
) -> int:
    """Send new items by e-mail or message: takeaway, best quotes, numbers and predictions, with links to the second.

    A reader's first letter begins --since ago; each further one tells what has come since, and nothing goes to anybody twice,
    however often this runs. Without --to, --notify and --out the letter is printed. The mail server is the setting smtp_url, the
    sender mail_from, links lead to base_url; the password is read from EARWITNESS_SMTP_PASSWORD. Exit code 3 when a letter was not
    taken; it goes with the next run.

    Examples:
      earwitness mail
      earwitness mail --since 7d --to ada@example.org
      earwitness mail --to ada@example.org --template letter.txt --template letter.html
      earwitness mail --since 1d --out today.eml

    Parameters
    ----------
    since
        How far back the first message to a recipient goes: 12h, 1d, 7d, 2w.
    letter
        Where it goes and how it is worded.
    dry_run
        Print what would be sent; send and record nothing.
    again
        Also resend messages whose sending was interrupted; they may have arrived.
    json_
        Print one JSON object: what was sent to whom.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    now = datetime.now(UTC)
    since_ms = int((now - _duration(since)).timestamp() * 1000)
    whither = letter or Whither()
    templates = Templates.of(whither.template)
    with open_archive(home) as archive:
        settings = archive.settings

        def compose(digests: Sequence[Digest]) -> MailDigest:
            return mail_digest_of(
                digests, title=clean(whither.title), period=_period(now, since_ms), hub_url=_folder(whither.base_url or settings.base_url)
            )

        if dry_run or not whither.is_sent():
            reader = address(whither.to[0], "--to").addr_spec.casefold() if len(whither.to) == 1 else ""
            _show(compose(new_digests(archive.database, since_ms=since_ms, reader=reader)), templates, whither.out)
            return 0
        readers = {**_mails(whither.to, settings, templates, compose, now), **(_messages(settings, compose) if whither.notify else {})}
        posted, failed = _post_all(archive, readers, since_ms=since_ms, now=now, again=again)
    print_text(as_json({"posted": posted, "failed": failed}) if json_ else _as_lines(posted, failed))
    return PARTLY_DONE if failed else 0


def _mails(
    to: Sequence[str], settings: Settings, templates: Templates, letter: Callable[[Sequence[Digest]], MailDigest], now: datetime
) -> dict[str, Send]:
    """How each address gets its letter."""
    if not to:
        return {}
    server = server_of(settings.smtp_url, os.environ.get("EARWITNESS_SMTP_PASSWORD"))
    sender = address(settings.mail_from, "mail_from")

    def sending(reader: str) -> Send:
        def sent(item_ids: tuple[str, ...], digests: tuple[Digest, ...]) -> None:
            reported = letter(digests)
            result = message(
                worded(reported, templates), reported.subject, sender=sender, to=address(reader, "--to"), now=now, key=item_ids
            )
            send(server, result)

        return sent

    return {address(reader, "--to").addr_spec.casefold(): sending(reader) for reader in to}


def _messages(settings: Settings, letter: Callable[[Sequence[Digest]], MailDigest]) -> dict[str, Send]:
    """How each message address gets its message."""
    if not settings.notify_urls:
        raise UsageError("notify_urls", "is not set: nobody to send a message to", "set EARWITNESS_NOTIFY_URLS in the environment")

    def sending(url: str) -> Send:
        return lambda _item_ids, digests: send_message(url, letter(digests))

    return {reader_of(url): sending(url) for url in settings.notify_urls}


def _post_all(
    archive: Archive, readers: dict[str, Send], *, since_ms: int, now: datetime, again: bool
) -> tuple[dict[str, DeliveryResult], dict[str, str]]:
    """What went to whom, and who did not get theirs: one that fails never stops the others."""
    posted: dict[str, DeliveryResult] = {}
    failed: dict[str, str] = {}
    for reader, sending in readers.items():
        try:
            posted[reader] = post(archive.database, reader, sending, since_ms=since_ms, now_ms=int(now.timestamp() * 1000), again=again)
        except UsageError:
            raise
        except EarwitnessError as error:
            failed[reader] = str(error)
    return posted, failed


def _show(letter: MailDigest, templates: Templates, out: Path | None) -> None:
    result = worded(letter, templates)
    if out is None:
        print_text(result.text if letter.items else "nothing new\n")
        return
    suffix = out.suffix.lower()
    if suffix == ".eml":
        sender = address("earwitness@localhost.localdomain", "mail_from")
        key = [item.url or item.title for item in letter.items]
        eml = message(result, letter.subject, sender=sender, to=sender, now=datetime.now(UTC), key=key)
        write_file(out, eml.as_string())
    else:
        write_file(out, result.html if suffix in (".html", ".htm") else result.text)
    print(f"{out}: {counted(len(letter.items) + letter.more, 'item')}", file=sys.stderr)


def _duration(since: str) -> timedelta:
    """How long `1d` is. Raises `UsageError`."""
    match = _SINCE.fullmatch(since.strip().lower())
    length = timedelta(hours=int(match[1]) * _HOURS[match[2]]) if match else timedelta()
    if not timedelta() < length <= timedelta(days=LONGEST_DAYS):
        raise UsageError("--since", f"{since[:40]!r} is no time to look back", "write it like 12h, 1d, 7d or 2w")
    return length


def _period(now: datetime, since_ms: int) -> str:
    """`28 Nov 2026`, or the days from which on it tells."""
    begin = datetime.fromtimestamp(since_ms / 1000, UTC)
    day = now.strftime("%d %b %Y").lstrip("0")
    return day if now - begin <= timedelta(days=1) else f"{begin.strftime('%d %b').lstrip('0')} to {day}"


def _folder(url: str) -> str:
    """The address with a slash at its end, nothing for none. Raises `UsageError` for what is no address."""
    if url and not url.startswith(("http://", "https://")):
        raise UsageError("--base-url", f"{clean(url)!r} is no address", "write it like https://hub.example.org/")
    return url.rstrip("/") + "/" if url else ""


def _as_lines(posted: dict[str, DeliveryResult], failed: dict[str, str]) -> str:
    lines = [f"{reader}: {counted(one.items, 'item') + ' sent' if one.items else 'nothing new'}" for reader, one in posted.items()]
    lines += [
        f"  {counted(one.unsure, 'item')} of a letter that was cut off may not have arrived; --again sends them"
        for one in posted.values()
        if one.unsure
    ]
    lines += [f"{reader}: not sent: {clean(why)}" for reader, why in failed.items()]
    return "\n".join(lines) + "\n"
