"""Rows of the archive as the API shows them: without what an address may hold in secret."""

from __future__ import annotations

from earwitness.model.archive import ArchivedItem
from earwitness.store.reports import SourceReport
from earwitness.text.redaction import redacted, redacted_url
from earwitness.web.api import models


def source_shown(one: SourceReport) -> models.SourceOut:
    """A source without the password or token that a private feed carries in its address."""
    values = one.source.model_dump() | {"url": redacted_url(one.source.url), "items": one.items, "states": one.states}
    poll = {"last_polled_ms": one.poll.last_polled_ms, "failures": one.poll.failures, "last_error": redacted(one.poll.last_error)}
    return models.SourceOut(**values, **poll)


def item_shown(archived: ArchivedItem) -> ArchivedItem:
    """An item whose addresses hold no secret: its page, its recording, and those in its reason."""
    item = archived.item
    shown = item.model_copy(update={"url": redacted_url(item.url) if item.url else item.url})
    recording = redacted_url(archived.enclosure_url) if archived.enclosure_url else archived.enclosure_url
    return archived.model_copy(update={"item": shown, "enclosure_url": recording, "reason": redacted(archived.reason)})
