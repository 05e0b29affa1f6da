"""A simulated week of 500 feeds: how often servers are asked, whether conditionally, and whether what they ask for is obeyed.

Requests are real (a server on loopback, the door), states lie in a real database that is closed and opened again twice a day, as a
laptop is; only the clock is simulated. The server is the judge: it knows what it sent and when it asked to be left alone.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from statistics import median

from earwitness.errors import EarwitnessError
from earwitness.model.archive import PollState, Source
from earwitness.network.client import HttpClient, Validators
from earwitness.sources.polling import Outcome, next_poll
from earwitness.storage.engine import Database, database_url, open_database
from earwitness.storage.sources import due_sources, poll_state, put_poll_state, put_source
from evals._loopback import Asked, Loopback, answer

START_S = 1_780_272_000
TICK_S = 300
HOSTS = 100
RHYTHMS = ((60, 7 * 86_400), (90, 86_400), (97, 4 * 3600), (100, 1800))
"""Of a hundred feeds: 60 weekly, 30 daily, 7 every four hours, 3 every half hour."""


@dataclass
class _Feed:
    """One feed as its server sees it."""

    number: int
    gap_s: int
    not_before_s: float = 0.0
    sent: Validators | None = None
    polls: list[float] = field(default_factory=list)


@dataclass
class Tally:
    """What the server counted against us."""

    requests: int = 0
    first: int = 0
    conditional: int = 0
    altered: int = 0
    asked_away: int = 0
    too_early: int = 0
    unchanged: int = 0


class Week:
    """The server's side: 500 feeds and a judge; `now_s` is the simulated clock."""

    def __init__(self, feeds: int) -> None:
        self.now_s = float(START_S)
        self.tally = Tally()
        self.feeds = [_Feed(n, next(gap for below, gap in RHYTHMS if n * 37 % 100 < below)) for n in range(feeds)]
        self.server = Loopback(self._respond)

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        feed = self.feeds[int(asked.path.rpartition("/")[2])]
        self._judge(feed, asked)
        feed.polls.append(self.now_s)
        date = _http_date(self.now_s)
        chance = _chance(feed.number, len(feed.polls))
        if chance < 0.04:
            return [self._send_away(feed, chance, date)]
        newest = START_S + int((self.now_s - START_S) // feed.gap_s) * feed.gap_s
        validators = Validators(
            f'W/"{feed.number}-{newest}\xe9"' if feed.number % 3 else None, _http_date(newest) if feed.number % 3 != 1 else None
        )
        headers = {"ETag": validators.etag or "", "Last_Modified": validators.last_modified or "", "Date": date}
        if feed.number % 10 == 0:
            headers["Cache_Control"] = "public, max-age=7200"
            feed.not_before_s = self.now_s + 7200
        elif feed.number % 10 == 5:
            headers["Expires"] = _http_date(self.now_s + 5400)
            feed.not_before_s = self.now_s + 5400
        if feed.sent == validators and _conditions(asked) == validators:
            self.tally.unchanged += 1
            return [answer(status="304 Not Modified", Content_Length="", **headers)]
        feed.sent = validators
        return [answer(str(newest).encode(), **headers)]

    def _judge(self, feed: _Feed, asked: Asked) -> None:
        self.tally.requests += 1
        self.tally.too_early += self.now_s < feed.not_before_s
        if feed.sent is None:
            self.tally.first += 1
            return
        self.tally.conditional += _conditions(asked) != Validators()
        self.tally.altered += _conditions(asked) != feed.sent

    def _send_away(self, feed: _Feed, chance: float, date: str) -> bytes:
        """A server that is busy: by seconds or by date, for ten minutes up to three days."""
        self.tally.asked_away += 1
        seconds = 600 if chance < 0.02 else 3 * 86_400 if chance < 0.025 else 10 * 3600
        feed.not_before_s = self.now_s + seconds
        stated = str(seconds) if chance < 0.03 else _http_date(feed.not_before_s)
        return answer(status="429 Too Many Requests" if chance < 0.02 else "503 Service Unavailable", Retry_After=stated, Date=date)


def _conditions(asked: Asked) -> Validators:
    return Validators(asked.headers.get("if-none-match"), asked.headers.get("if-modified-since"))


def _chance(number: int, poll: int) -> float:
    return int.from_bytes(hashlib.sha256(f"{number} {poll}".encode()).digest()[:4]) / 2**32


def _http_date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC), usegmt=True)


def measure(folder: Path, *, feeds: int, days: float) -> tuple[Week, int]:
    """Lets `days` pass; the week as the server saw it and how often the database was closed and opened again."""
    week, restarts = Week(feeds), 0
    database = open_database(database_url(folder))
    with week.server as server, ThreadPoolExecutor(8) as pool:
        client = HttpClient(
            max_bytes=1_000_000, private_hosts=tuple(f"h{n}.example" for n in range(HOSTS)), resolve=lambda _host, _port: ["127.0.0.1"]
        )
        with database.write() as connection:
            for feed in week.feeds:
                url = f"http://h{feed.number % HOSTS}.example:{server.port}/feed/{feed.number}"
                put_source(connection, Source(id=f"{feed.number:016x}", url=url, kind="feed"), now_ms=START_S * 1000)
        for tick in range(int(days * 86_400 / TICK_S)):
            week.now_s = START_S + tick * TICK_S
            if tick % (43_200 // TICK_S) == 1:
                database.close()
                database, restarts = open_database(database_url(folder)), restarts + 1
            _poll_due(database, client, pool, week)
    database.close()
    return week, restarts


def _poll_due(database: Database, door: HttpClient, pool: ThreadPoolExecutor, week: Week) -> None:
    now_ms = int(week.now_s * 1000)
    with database.read() as connection:
        due = [(source, poll_state(connection, source.id)) for source in due_sources(connection, now_ms=now_ms)]
    if not due:
        return
    outcomes = list(pool.map(lambda pair: _ask(door, *pair), due))
    with database.write() as connection:
        for (source, state), outcome in zip(due, outcomes, strict=True):
            gap = week.feeds[int(source.id, 16)].gap_s
            published = [datetime.fromtimestamp(START_S - n * gap, UTC).isoformat() for n in range(5)]
            put_poll_state(connection, source.id, next_poll(state, outcome, now_ms, source_id=source.id, published=published))


def _ask(door: HttpClient, source: Source, state: PollState) -> Outcome:
    try:
        return door.fetch(source.url, validators=Validators(state.etag, state.last_modified))
    except EarwitnessError as error:
        return error


def figures(week: Week, restarts: int) -> dict[str, object]:
    """The judge's count."""
    counters = week.tally
    later = counters.requests - counters.first
    waits = [b - a for feed in week.feeds for a, b in zip(feed.polls, feed.polls[1:], strict=False)]
    return {
        "feeds": len(week.feeds),
        "requests": counters.requests,
        "after the first of a feed": later,
        "conditional": f"{counters.conditional / max(1, later):.2%}",
        "validators altered": counters.altered,
        "answered 304": f"{counters.unchanged / max(1, later):.1%}",
        "asked to stay away (Retry-After)": counters.asked_away,
        "asked again too early": counters.too_early,
        "restarts": restarts,
        "shortest wait, s": min(waits),
        "median wait, s": median(waits),
        "most connections to one host at once": max(week.server.most_at_once.values()),
    }


def run(_data: Path) -> dict[str, object]:
    """Figures of a week of 500 feeds."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        week, restarts = measure(Path(folder), feeds=500, days=7)
    return {**figures(week, restarts), "seconds": round(time.perf_counter() - started, 1)}
