"""How much of a feed is kept: exceptions, entries against feedparser, fields against other readers' expectations, podcast tags."""

from __future__ import annotations

import io
import json
import pathlib
import re
import time
import warnings
from collections.abc import Iterable
from typing import Any

import feedparser

from earwitness.errors import InputError
from earwitness.model.archive import Feed
from earwitness.model.media import RawDocument
from earwitness.sources.feed_text import plain
from earwitness.sources.feeds import read_feed

_PODCAST_TAG = re.compile(r"<podcast:[A-Za-z]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ACTIVE = re.compile(
    r"<\s*(?:script|object|embed|iframe|style|link|meta|form|input|base)\b|<[^>]*\son\w+\s*=|<[^>]*(?:java|vb)script:", re.IGNORECASE
)


def run(data: pathlib.Path) -> dict[str, object]:
    """Figures for each of the collections, and one for each bar."""
    feeds = data / "feeds"
    return {
        "feedparser files": _against_feedparser(feeds / "feedparser"),
        **{f"{name} files": _survival(feeds / name) for name in ("gofeed", "podcastparser", "feedvalidator", "miniflux", "lemon24_reader")},
        "gofeed expectations": _gofeed(feeds / "gofeed"),
        "podcastparser expectations": _podcastparser(feeds / "podcastparser"),
        "hostile mark-up": _sanitised(feeds / "feedparser" / "wellformed" / "sanitize"),
        "podcast tags": _podcast_tags(feeds / "podcast_namespace"),
    }


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    """The feeds of a collection; JSON beside a feed of the same name is its expectation."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".xml", ".rss", ".atom", ".rdf", ".json"))
    feeds = {path.with_suffix("") for path in found if path.suffix != ".json"}
    return [path for path in found if path.suffix != ".json" or path.with_suffix("") not in feeds]


def attempt(path: pathlib.Path) -> tuple[Feed | None, str]:
    """The feed, or how reading it failed: `refused` by an error of ours, or the name of an exception, which is a bug."""
    try:
        return read_feed(RawDocument(path.read_bytes(), path.name)), ""
    except InputError:
        return None, "refused"
    except Exception as error:  # noqa: BLE001 - what is measured
        return None, type(error).__name__


def _survival(folder: pathlib.Path) -> dict[str, object]:
    outcomes = [attempt(path) for path in files(folder)]
    return {"n": len(outcomes), "exceptions": sum(source_text not in ("", "refused") for _, source_text in outcomes)} | {
        "read": sum(feed is not None for feed, _ in outcomes),
        "refused as no feed": sum(source_text == "refused" for _, source_text in outcomes),
    }


def _against_feedparser(folder: pathlib.Path) -> dict[str, object]:
    paths = files(folder)
    begin = time.perf_counter()
    ours = [attempt(path) for path in paths]
    seconds = time.perf_counter() - begin
    begin = time.perf_counter()
    theirs = [_feedparser(path) for path in paths]
    their_seconds = time.perf_counter() - begin
    entries = [len(feed.entries) if feed else 0 for feed, _ in ours]
    wanted = [_distinct(parsed["entries"]) for parsed in theirs]
    return {
        "n": len(paths),
        "exceptions": sum(source_text not in ("", "refused") for _, source_text in ours),
        "refused though feedparser finds entries": sum(
            source_text == "refused" and bool(parsed["entries"]) for (_, source_text), parsed in zip(ours, theirs, strict=True)
        ),
        "files with fewer entries": sum(have < need for have, need in zip(entries, wanted, strict=True)),
        "entries": sum(entries),
        "feedparser's entries": sum(len(parsed["entries"]) for parsed in theirs),
        "of them repeat a guid": sum(len(parsed["entries"]) for parsed in theirs) - sum(wanted),
        "seconds": round(seconds, 1),
        "feedparser's seconds": round(their_seconds, 1),
    }


def _feedparser(path: pathlib.Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(io.BytesIO(path.read_bytes()))


def _distinct(entries: Iterable[Any]) -> int:
    """Entries without those that repeat a guid."""
    guids = [dict.get(entry, "id") for entry in entries]
    return len({guid for guid in guids if guid}) + sum(not guid for guid in guids)


def _gofeed(folder: pathlib.Path) -> dict[str, object]:
    """Titles and links of the feeds and entries as gofeed's own tests expect them (RSS and Atom parsers and the translator)."""
    counters = Tally()
    for path in sorted(folder.rglob("*.json")):
        pair = path.with_suffix(".xml")
        if not pair.exists():
            continue
        feed, _ = attempt(pair)
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(gold, dict):
            continue
        counters.add("feed title", gold.get("title"), feed.title if feed else None)
        expected = gold.get("items") or gold.get("entries") or []
        if feed is not None:
            counters.count("entries", len(expected) == len(feed.entries))
        for wanted, entry in zip(expected, feed.entries if feed else (), strict=False):
            counters.add("entry title", wanted.get("title"), entry.title)
            counters.add("entry link", _link(wanted), entry.url)
            guid = wanted.get("guid")
            counters.add("guid", guid.get("value") if isinstance(guid, dict) else guid, entry.guid)
    return counters.figures()


def _link(wanted: dict[str, Any]) -> str | None:
    link = wanted.get("link")
    return link if isinstance(link, str) and link.startswith("http") else None


def _podcastparser(folder: pathlib.Path) -> dict[str, object]:
    counters = Tally()
    for path in sorted(folder.glob("*.rss")):
        gold_file = path.with_suffix(".json")
        if not gold_file.exists():
            continue
        feed, _ = attempt(path)
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        if gold.get("title") != path.stem:  # what it calls a feed without a title
            counters.add("feed title", gold.get("title"), feed.title if feed else None)
        counters.count("entries", feed is not None and len(feed.entries) >= len(gold.get("episodes", [])))
        by_guid = {entry.guid: entry for entry in feed.entries} if feed else {}
        in_order = dict(enumerate(feed.entries if feed else ()))
        for at, episode in enumerate(gold.get("episodes", [])):
            entry = by_guid.get(episode.get("guid")) or in_order.get(at)
            counters.add("entry title", episode.get("title"), entry.title if entry else None)
            counters.add("entry link", _link(episode), entry.url if entry else None)
            guid = None if str(episode.get("guid")).startswith("file:") else episode.get("guid")  # resolved against the test's own folder
            counters.add("guid", guid, entry.guid if entry else None)
            counters.add("duration", (episode.get("total_time") or 0) * 1000 or None, entry.duration_ms if entry else None)
            counters.add("chapters", episode.get("chapters_json_url"), entry.chapters_url if entry else None)
            gold_media = next((one["url"] for one in episode.get("enclosures", []) if one["url"].startswith("http")), None)
            counters.add("enclosure", gold_media, entry.enclosures[0].url if entry and entry.enclosures else None)
    return counters.figures()


class Tally:
    """How often what was expected was found, by field."""

    def __init__(self) -> None:
        self.found: dict[str, list[bool]] = {}
        self.missed: list[tuple[str, object, object]] = []

    def add(self, field: str, expected: object, found: object) -> None:
        """Compares a field, where something is expected of it; titles as clean lines."""
        if not expected:
            return
        is_equal = expected == found or (isinstance(expected, str) and plain(expected) == found)
        if not is_equal:
            self.missed.append((field, expected, found))
        self.count(field, is_equal)

    def count(self, field: str, is_equal: bool) -> None:  # noqa: FBT001 - the outcome itself
        """Counts an outcome."""
        self.found.setdefault(field, []).append(is_equal)

    def figures(self) -> dict[str, object]:
        """Share and n of each field."""
        return {field: f"{sum(outcomes) / len(outcomes):.3f} (n {len(outcomes)})" for field, outcomes in self.found.items()}


def _sanitised(folder: pathlib.Path) -> dict[str, object]:
    """Of feedparser's hostile mark-up, how many files leave something active in an entry."""
    outcomes = [attempt(path)[0] for path in files(folder)]
    active = 0
    for feed in outcomes:
        texts = [text for entry in feed.entries for text in (entry.summary_html, entry.content_html)] if feed else []
        active += any(_ACTIVE.search(text) for text in texts)
    return {"n": len(outcomes), "files with active mark-up left": active}


def _podcast_tags(folder: pathlib.Path) -> dict[str, object]:
    """Tags of the podcast namespace in the example feed, and kept by us and by feedparser."""
    path = folder / "example.xml"
    written = len(_PODCAST_TAG.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))))
    feed, _ = attempt(path)
    retained = len(feed.podcast_tags) + sum(len(entry.podcast_tags) for entry in feed.entries) if feed else 0
    theirs = _feedparser(path)
    places = [theirs["feed"], *theirs["entries"]]
    return {"n": written, "kept": retained, "feedparser keeps": sum(key.startswith("podcast_") for place in places for key in place)}
