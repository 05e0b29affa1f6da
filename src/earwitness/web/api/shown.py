"""Rows of the archive in the form in which the API returns them."""

from __future__ import annotations

from earwitness.storage.reports import SourceReport
from earwitness.web.api import models


def source_shown(one: SourceReport) -> models.SourceOut:
    """A source and how it goes."""
    values = one.source.model_dump() | {"items": one.items, "states": one.states}
    poll = {"last_polled_ms": one.poll.last_polled_ms, "failures": one.poll.failures, "last_error": one.poll.last_error}
    return models.SourceOut(**values, **poll)
