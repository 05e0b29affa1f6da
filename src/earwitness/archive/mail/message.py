"""The content of an e-mail digest: a pure function of the digests and the time, before any template renders it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from earwitness.model.digest import Digest, Verified, VerifiedQuote
from earwitness.renderers.labels import amount, byline
from earwitness.renderers.markdown_lines import in_quotation_marks
from earwitness.renderers.writing import moment_of, printed, safe_url, time_url
from earwitness.text.clock import clock
from earwitness.website.feeds.entry import feed_text

ITEMS, QUOTES, NUMBERS, PREDICTIONS, NAMES = 60, 3, 3, 3, 8
"""The most a letter tells: of the items, and of each one's findings."""


class MailQuote(NamedTuple):
    """Words of a source with who said them and a link to the second."""

    text: str
    speaker: str
    time: str
    url: str
    label: str = ""
    """What they give: an amount, a date."""


class MailItem(NamedTuple):
    """One new item."""

    title: str
    url: str
    byline: str
    takeaway: MailQuote | None
    quotes: tuple[MailQuote, ...]
    numbers: tuple[MailQuote, ...]
    predictions: tuple[MailQuote, ...]
    names: tuple[str, ...]


class MailDigest(NamedTuple):
    """All a template can use."""

    title: str
    period: str
    """`28 Nov 2026`, or the days it is about."""
    items: tuple[MailItem, ...]
    more: int
    """Items there was no room for."""
    hub_url: str

    @property
    def subject(self) -> str:
        """The subject of the mail."""
        count = len(self.items) + self.more
        return feed_text(f"{self.title}: {count:,} new {'item' if count == 1 else 'items'}, {self.period}")


def mail_digest_of(digests: Sequence[Digest], *, title: str, period: str, hub_url: str = "") -> MailDigest:
    """The letter about these digests, in their order; with `hub_url` links lead there, else to the recordings themselves."""
    shown = tuple(_item(digest, hub_url) for digest in digests[:ITEMS])
    return MailDigest(feed_text(title), period, shown, len(digests) - len(shown), hub_url)


def _item(digest: Digest, hub_url: str) -> MailItem:
    best = sorted(digest.quotes, key=lambda quote: -quote.relevance_score)[:QUOTES]
    page = f"{hub_url}items/{digest.item.id}" if hub_url else ""
    names = sorted(digest.entities, key=lambda entity: -len(entity.mentions))[:NAMES]
    return MailItem(
        title=feed_text(digest.item.title) or "Untitled",
        url=page or safe_url(digest.item.url) or "",
        byline=" · ".join(feed_text(part) for part in byline(digest)),
        takeaway=_said(digest, digest.takeaway, page) if digest.takeaway else None,
        quotes=tuple(_said(digest, quote, page) for quote in best if digest.takeaway is None or quote.text != digest.takeaway.text),
        numbers=tuple(_said(digest, number, page, amount(number)) for number in digest.numbers[:NUMBERS]),
        predictions=tuple(_said(digest, one, page, one.due or one.horizon) for one in digest.predictions[:PREDICTIONS]),
        names=tuple(feed_text(entity.name) for entity in names),
    )


def _said(digest: Digest, finding: Verified, page: str, label: str = "") -> MailQuote:
    first = finding.evidence[0]
    words = feed_text(printed(*(part.text for part in finding.evidence)))
    if isinstance(finding, VerifiedQuote) and in_quotation_marks(finding.evidence):
        words = f"“{words}”"
    url = f"{page}#{moment_of(first.t0_ms, finding.id)}" if page else time_url(digest.item.url, first.t0_ms) or ""
    who = feed_text(getattr(finding, "speaker", None) or first.speaker or "")
    return MailQuote(words, who, clock(first.t0_ms) if first.t0_ms is not None else "", url, feed_text(label))
