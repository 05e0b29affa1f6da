"""When to poll a source again: by its publishing frequency and its server's hints. Pure: the clock is an argument."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from earwitness.errors import EarwitnessError, FetchFailed
from earwitness.model.archive import PollState
from earwitness.network.responses import Fetched, NotModified, Validators
from earwitness.text.redaction import redacted

SHORTEST_S = 15 * 60
LONGEST_S = 24 * 3600
"""No source is asked more than four times an hour or less than daily by our own choice; its server may say longer."""
UNKNOWN_S = 3600
"""For a source whose rhythm is not known yet: the outside test of readers calls one conditional request an hour polite."""
PER_GAP = 4
"""Polls in the median gap between two entries: a new one is then seen after an eighth of the gap on average."""
FIRST_RETRY_S = 3600
LONGEST_BACK_OFF_S = 2 * 86_400
"""After a failure an hour (or the usual wait, if shorter), doubled with each further one, up to two days."""
JITTER = 0.1
"""Sources followed in one go must not come due in one go for ever: up to a tenth is added, always the same for one source."""
NEWEST = 20
"""The rhythm is that of the newest entries; what a show did years ago says little."""

Outcome = Fetched | NotModified | EarwitnessError


def next_poll(
    state: PollState,
    outcome: Outcome,
    now_ms: int,
    *,
    source_id: str,
    published: Sequence[str | None] = (),
    ttl_minutes: int | None = None,
) -> PollState:
    """What to remember of a poll that ended in `outcome` at `now_ms`, with the time of the next.

    `published` are the dates (ISO 8601) of the source's newest entries, `ttl_minutes` what the feed itself asks for. What the server
    asks for is always obeyed: never earlier than Retry-After, than the cache time it states, or than the feed's `ttl`.
    """
    base_s = interval_s(published, now_ms)
    validators = Validators(state.etag, state.last_modified)
    failures, last_error, wait_s = 0, "", base_s
    if isinstance(outcome, EarwitnessError):
        failures = state.failures + 1
        last_error = redacted(str(outcome))
        wait_s = min(min(base_s, FIRST_RETRY_S) * 2 ** min(failures - 1, 16), LONGEST_BACK_OFF_S)
        asked_s = (outcome.retry_after_s if isinstance(outcome, FetchFailed) else None) or 0
    else:
        validators = outcome.validators
        asked_s = max(outcome.max_age_s or 0, outcome.retry_after_s or 0, min((ttl_minutes or 0) * 60, LONGEST_S))
    wait_s = max(wait_s, asked_s)
    jittered_ms = round(wait_s * 1000 * (1 + JITTER * _share(source_id)))
    return PollState(
        etag=validators.etag,
        last_modified=validators.last_modified,
        last_polled_ms=now_ms,
        next_poll_ms=now_ms + jittered_ms,
        failures=failures,
        last_error=last_error,
    )


def interval_s(published: Sequence[str | None], now_ms: int) -> int:
    """Seconds between polls by how often the source publishes: a quarter of the median gap of its newest entries, 15 minutes to a day.

    A source that has been quiet for longer than its rhythm is asked less often: a quarter of its silence counts as a gap.
    """
    now_s = now_ms / 1000
    times = sorted({time for date in published if (time := _epoch_s(date)) is not None and time <= now_s}, reverse=True)[:NEWEST]
    gaps = [newer - older for newer, older in pairwise(times)]
    if not gaps:
        return UNKNOWN_S
    gap = max(median(gaps), (now_s - times[0]) / 4)
    return round(min(max(gap / PER_GAP, SHORTEST_S), LONGEST_S))


def _epoch_s(date: str | None) -> float | None:
    if not date:
        return None
    try:
        parsed = datetime.fromisoformat(date)
    except ValueError:
        return None
    try:
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).timestamp()
    except (OverflowError, ValueError):
        return None


def _share(source_id: str) -> float:
    """A number from 0 to 1, always the same for one source."""
    return int.from_bytes(hashlib.sha256(source_id.encode("utf-8", "surrogatepass")).digest()[:4]) / 2**32
