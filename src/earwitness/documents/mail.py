"""Reads newsletters as e-mail (`.eml`): metadata from the headers, text from the HTML part, else the plain one."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.utils import parseaddr, parsedate_to_datetime

from earwitness.documents.blocks import Block, build
from earwitness.documents.html import mail_blocks, refuse_deep
from earwitness.documents.newsletters.plain_text import newsletter_blocks
from earwitness.documents.newsletters.quotations import attribute_quotes
from earwitness.errors import NoText
from earwitness.model.documents import DecodedDocument, ItemDraft, ParsedDocument
from earwitness.model.media import Person
from earwitness.text.invisible import strip_invisible

_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(.*)")
_KNOWN = frozenset(
    {
        "content-transfer-encoding",
        "content-type",
        "date",
        "delivered-to",
        "dkim-signature",
        "from",
        "list-id",
        "list-unsubscribe",
        "message-id",
        "mime-version",
        "received",
        "reply-to",
        "return-path",
        "sender",
        "subject",
        "to",
        "x-mailer",
    }
)
_FORWARD = re.compile(r"^(?:(?:fwd?|re|aw|wg|tr|rv)\s*:\s*)+", re.IGNORECASE)
_FORWARDED_HEAD = re.compile(r"-{2,}\s*(?:forwarded message|original message)\s*-{2,}|^begin forwarded message:", re.IGNORECASE)
_FIELD = re.compile(r"\s*\**(from|date|sent|subject|to|cc|reply-to)\**\s*:\s*\**\s*(.{0,500})", re.IGNORECASE)
_MAX_BODY = 50_000_000
_NOT_PEOPLE = re.compile(
    r"\b(?:newsletter|team|news|daily|weekly|digest|letter|highlights|times|journal|report|brief|notes?|blog|media|podcast|magazine|review|"
    r"substack|support|info|hello|inc|llc|ltd|gmbh|the)\b",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+){0,3}\.?")
_VIA = re.compile(r"\s+(?:from|at|via|@|\|)\s+", re.IGNORECASE)


class MailReader:
    """Reads a saved mail message."""

    name = "mail"

    def recognises(self, document: DecodedDocument) -> float:
        """Sure when the first lines are mail headers: three known names, sender and subject or type among them."""
        names = _header_names(document.text[:20_000])
        known = names & _KNOWN
        return 0.97 if len(known) >= 3 and "from" in known and known & {"subject", "mime-version", "message-id", "content-type"} else 0.0

    def read(self, document: DecodedDocument) -> ParsedDocument:
        """Item and transcript of the message. Raises `TooDeep` and `NoText`."""
        name = document.raw.name
        try:
            message = message_from_bytes(document.raw.content, policy=policy.default)
        except (MessageError, ValueError, LookupError) as error:
            raise NoText(name, "is a mail that cannot be read", "save it again as .eml") from error
        assert isinstance(message, EmailMessage)
        html, plain = _bodies(message)
        if html.strip():
            refuse_deep(html, name)
        blocks = mail_blocks(html) if html.strip() else []
        if not blocks and plain.strip():
            blocks = [block for block in newsletter_blocks(plain) if block.first < block.end]
        if not blocks:
            raise NoText(name, "is a mail without any text", "its words may be in a picture or attachment")
        draft, blocks, warnings = _unforwarded(_draft(message), blocks)
        return ParsedDocument(draft, build(attribute_quotes(blocks), warnings=warnings))


def _header_names(head: str) -> set[str]:
    names: set[str] = set()
    for line in head.lstrip("\n").split("\n"):
        if not line.strip():
            break
        if line[0] in " \t":
            continue
        match = _HEADER.match(line)
        if not match and not line.startswith(("From ", ">From ")):
            break
        if match:
            names.add(match[1].lower())
    return names


def _bodies(message: EmailMessage) -> tuple[str, str]:
    """The first HTML and the first plain body, attachments left out; a message inside a message counts as its own parts."""
    html = plain = ""
    for at, part in enumerate(message.walk()):
        if at > 1000 or (html and plain):
            break
        kind = part.get_content_type()
        if kind not in ("text/html", "text/plain") or part.get_content_disposition() == "attachment":
            continue
        text = _text(part)
        if kind == "text/html" and not html:
            html = text
        elif kind == "text/plain" and not plain:
            plain = text
    return html, plain


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        text = payload[:_MAX_BODY].decode(charset, "replace")
    except LookupError:
        text = payload[:_MAX_BODY].decode("utf-8", "replace")
    return strip_invisible(text.replace("\r\n", "\n").replace("\r", "\n"))[0]


def _draft(message: EmailMessage) -> ItemDraft:
    sender, address = _sender(_header(message, "from"))
    subject = " ".join(_header(message, "subject").split())
    listed = _header(message, "list-id")
    source = re.sub(r"\s*<[^<>]{0,300}>\s*$", "", listed).strip(' "') if listed else ""
    author, outlet = _author_and_outlet(sender)
    return ItemDraft(
        title=_FORWARD.sub("", subject)[:500] or None,
        source=outlet or (source if source and not source.isdigit() else None) or sender or address or None,
        kind="newsletter",
        published=_date(_header(message, "date")),
        language=_header(message, "content-language").split(",")[0].strip()[:20] or None,
        people=(Person(name=author, role="author", why="metadata"),) if author else (),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header's text; broken ones read as empty, since the standard library's parser gives up on some."""
    try:
        return str(message.get(name, "") or "")
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""


def _sender(header: str) -> tuple[str, str]:
    name, address = parseaddr(" ".join(header.split())[:500])
    return name.strip(' "') or "", address


def _author_and_outlet(sender: str) -> tuple[str | None, str | None]:
    """`Jane Doe from The Letter` names both; a bare name of two or three words names a person; anything else is the outlet."""
    first, *rest = _VIA.split(sender, maxsplit=1)
    if rest:
        return (first if _is_person(first) else None), rest[0]
    return (sender, None) if _is_person(sender) else (None, sender or None)


def _is_person(name: str) -> bool:
    words = name.split()
    spelled = all(word[0].isupper() and _NAME_WORD.fullmatch(word) for word in words)
    return 2 <= len(words) <= 4 and spelled and not _NOT_PEOPLE.search(name)


def _date(header: str) -> str | None:
    try:
        return parsedate_to_datetime(header).isoformat() if header else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _unforwarded(draft: ItemDraft, blocks: list[Block]) -> tuple[ItemDraft, list[Block], tuple[str, ...]]:
    """A forwarded letter is its first sender's: its head lines become metadata, a note before them is left out with a warning."""
    begin = next((at for at, block in enumerate(blocks[:40]) if _FORWARDED_HEAD.search(block.text[:200])), None)
    if begin is None:
        return draft, blocks, ()
    fields: dict[str, str] = {}
    end = begin
    while end < len(blocks) and end < begin + 12:
        found = [match for line in blocks[end].text.split("\n") if (match := _FIELD.match(line))]
        if not found and end > begin:
            break
        for match in found:
            fields.setdefault(match[1].lower(), match[2].strip(" *"))
        end += 1
    if "from" not in fields or end >= len(blocks):
        return draft, blocks, ()
    name, address = _sender(fields["from"])
    author, outlet = _author_and_outlet(name)
    people = (Person(name=author, role="author", why="metadata"),) if author else ()
    subject = _FORWARD.sub("", fields.get("subject", ""))
    known = {
        "title": subject or draft.title,
        "source": outlet or name or address or None,
        "people": people,
        "published": _date(fields.get("date", "")) or draft.published,
    }
    note = sum(len(block.text.split()) for block in blocks[:begin])
    warnings = (f"the forwarder's note before the letter ({note} words) was left out",) if note else ()
    return draft.model_copy(update=known), blocks[end:], warnings
