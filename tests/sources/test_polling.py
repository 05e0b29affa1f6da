"""When a source is asked again: by its rhythm, by its server's wishes, and less often while it fails."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from evals import politeness
from hypothesis import given
from hypothesis import strategies as st

from earwitness.errors import EarwitnessError, FetchFailed, NotFound
from earwitness.model.archive import PollState
from earwitness.network.responses import Fetched, NotModified, Validators
from earwitness.sources.polling import JITTER, LONGEST_BACK_OFF_S, LONGEST_S, SHORTEST_S, UNKNOWN_S, Outcome, interval_s, next_poll

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
HOUR = 3600


def _dates(gap: timedelta, count: int = 10, quiet: timedelta = timedelta()) -> list[str]:
    return [(NOW - quiet - n * gap).isoformat() for n in range(count)]


def _fetched(**stated: object) -> Fetched:
    return Fetched("https://show.example/feed", "text/xml", b"", **stated)  # type: ignore[arg-type]


def _wait_s(state: PollState) -> float:
    return (state.next_poll_ms - NOW_MS) / 1000


def _polled(outcome: Outcome, state: PollState | None = None, **known: object) -> PollState:
    return next_poll(state or PollState(), outcome, NOW_MS, source_id="00aa", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (timedelta(minutes=10), SHORTEST_S),
        (timedelta(hours=2), HOUR / 2),
        (timedelta(days=1), 6 * HOUR),
        (timedelta(days=7), LONGEST_S),
    ],
)
def test_the_interval_follows_the_rhythm_between_a_quarter_of_an_hour_and_a_day(gap: timedelta, expected: float) -> None:
    assert interval_s(_dates(gap), NOW_MS) == expected


def test_a_show_that_fell_silent_is_asked_less_often() -> None:
    assert interval_s(_dates(timedelta(hours=4)), NOW_MS) == HOUR
    assert interval_s(_dates(timedelta(hours=4), quiet=timedelta(days=60)), NOW_MS) == LONGEST_S


@pytest.mark.parametrize("dates", [[], [None], ["yesterday"], ["2026-05-01"], ["2999-01-01", "2998-01-01"]])
def test_without_a_rhythm_an_hour_is_waited(dates: list[str | None]) -> None:
    assert interval_s(dates, NOW_MS) == UNKNOWN_S


def test_dates_with_and_without_a_zone_and_in_any_order_are_understood() -> None:
    assert interval_s(["2026-05-30", "2026-06-01T00:00:00", "2026-05-31T02:00:00+02:00"], NOW_MS) == 6 * HOUR


@pytest.mark.parametrize("kind", [_fetched, lambda **stated: NotModified("https://show.example/feed", Validators(), **stated)])
def test_what_the_server_asks_for_is_obeyed(kind) -> None:
    assert _wait_s(_polled(kind(max_age_s=5 * HOUR))) >= 5 * HOUR
    assert _wait_s(_polled(kind(retry_after_s=5 * 86_400))) >= 5 * 86_400
    assert _wait_s(_polled(kind(), ttl_minutes=300)) >= 5 * HOUR
    assert _wait_s(_polled(kind(), ttl_minutes=10**9)) <= LONGEST_S * (1 + JITTER)


def test_a_refusal_with_retry_after_is_obeyed_however_long() -> None:
    refused = FetchFailed("https://show.example/feed", "the server says 429", retry_after_s=9 * 86_400)
    assert _wait_s(_polled(refused)) >= 9 * 86_400


def test_failures_are_counted_and_waited_out_longer_and_longer_up_to_two_days() -> None:
    state, waits = PollState(etag='"a"', last_modified="then"), []
    for _ in range(30):
        state = _polled(NotFound("https://show.example/feed", "the server says 404"), state)
        waits.append(_wait_s(state))
    assert state.failures == 30
    assert (state.etag, state.last_modified) == ('"a"', "then")
    assert waits[0] < 1.2 * HOUR
    assert waits[1] == pytest.approx(2 * waits[0], abs=0.002)
    assert waits == sorted(waits)
    assert waits[-1] <= LONGEST_BACK_OFF_S * (1 + JITTER)


def test_success_forgets_failures_and_keeps_validators_byte_for_byte() -> None:
    odd = Validators('W/"ü\x80"', "Mon, 01 Jun 2026 12:00:00 GMT ")
    state = _polled(_fetched(validators=odd), PollState(failures=4, last_error="down", etag='"old"'))
    assert (state.failures, state.last_error, state.etag, state.last_modified) == (0, "", *odd)
    assert state.last_polled_ms == NOW_MS


def test_an_error_remembered_shows_no_token() -> None:
    error = FetchFailed("https://ann:pw@show.example/feed?auth=0123456789abcdef01234567", "is down")
    assert _polled(error).last_error == "https://[…]@show.example/feed?auth=[…]: is down"


OUTCOMES = st.one_of(
    st.builds(
        lambda m, r: _fetched(max_age_s=m, retry_after_s=r), st.none() | st.integers(60, 86_400), st.none() | st.integers(0, 30 * 86_400)
    ),
    st.builds(lambda r: FetchFailed("x", "y", retry_after_s=r), st.none() | st.integers(0, 30 * 86_400)),
    st.just(NotFound("x", "y")),
)


@given(OUTCOMES, st.text(max_size=8), st.integers(0, 60), st.none() | st.integers(0, 10_000))
def test_the_next_poll_is_never_early_never_never_and_always_the_same(
    outcome: Outcome, source_id: str, failures: int, ttl: int | None
) -> None:
    known = {"source_id": source_id, "ttl_minutes": ttl}
    first, second = (next_poll(PollState(failures=failures), outcome, NOW_MS, **known) for _ in range(2))
    assert first == second
    asked = getattr(outcome, "retry_after_s", None) or 0
    assert max(SHORTEST_S, asked) <= _wait_s(first) <= max(30 * 86_400, LONGEST_BACK_OFF_S) * (1 + JITTER)
    assert (first.failures == 0) == (not isinstance(outcome, EarwitnessError))


def test_sources_followed_together_do_not_come_due_together() -> None:
    due = {next_poll(PollState(), _fetched(), NOW_MS, source_id=f"{n:016x}").next_poll_ms for n in range(200)}
    assert len(due) > 195
    assert max(due) - min(due) > 0.09 * UNKNOWN_S * 1000


@pytest.mark.enable_socket
def test_a_day_of_forty_feeds_is_polite(tmp_path: Path) -> None:
    week, restarts = politeness.measure(tmp_path, feeds=40, days=1.0)
    counters = week.tally
    assert restarts == 2
    assert counters.requests > 60
    assert counters.asked_away > 0
    assert counters.conditional == counters.requests - counters.first
    assert (counters.altered, counters.too_early) == (0, 0)
    assert max(week.server.most_at_once.values()) == 1
