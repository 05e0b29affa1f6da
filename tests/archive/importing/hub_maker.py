"""Makes a hub of our own words, plants defects of each kind in it, and keeps count of them in the score card's own words."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

NOUNS = (
    "mill ferry bakery tannery foundry ropewalk brewery sawpit kiln smithy harbour orchard lantern ladder kettle bell bridge barge wagon "
    "drum violin curtain mirror candle button anchor paddle tunnel meadow ditch chimney cellar attic stable kennel hedge fountain statue "
    "ledger stamp ribbon basket barrel hammer chisel spindle needle thimble shovel rake sickle saddle bucket gutter shutter cradle"
).split()
LIKE = (
    "crooked wooden silent copper rusty narrow hollow borrowed painted broken frozen dusty golden patient stubborn clumsy careful hungry "
    "sleepy curious foreign ancient modern heavy empty spotless crowded lonely cheerful gloomy slippery ragged polished forgotten"
).split()
DEEDS = (
    "carried mended measured emptied rebuilt counted lifted numbered lettered hauled guarded traded buried weighed washed sketched rented "
    "balanced repaired inherited polished flooded moved lowered praised doubted followed greeted ignored rescued rejected copied"
).split()


class HubMaker:
    """A hub in a folder. Pages are clean but for what is planted; `expected` counts it by part and field of the score card."""

    def __init__(self, root: Path, seed: int = 7) -> None:
        self.root = root
        self.transcripts = root.parent / f"{root.name}-transcripts"
        (root / "_episodes").mkdir(parents=True)
        self.transcripts.mkdir()
        self.expected: Counter[str] = Counter()
        self.none: Counter[str] = Counter()
        self.files = 0
        self._random = random.Random(seed)
        self._told: set[str] = set()

    def sentence(self) -> str:
        """A sentence of twelve words or more that no page had before."""
        while True:
            pick = self._random.choice
            some = [f"{pick(LIKE)} {pick(NOUNS)}" for _ in range(5)]
            deeds = self._random.sample(DEEDS, 3)
            result = f"The {some[0]} {deeds[0]} every {some[1]}, {some[2]} {deeds[1]} the {some[3]}, and {some[4]} {deeds[2]} nothing."
            if result not in self._told:
                self._told.add(result)
                return result

    def clean(self, quotes: int = 6) -> dict[str, Any]:
        """A page without a defect; nothing is counted yet."""
        number = self.files
        return {
            "companies": [
                {"name": name, "category": "tech", "confidence": "high", "context": "", "position": 1}
                for name in ("Nvidia", "Ferrum Works", "Norrby Kettles")
            ],
            "date": f"2025-{1 + number % 12:02}-{1 + number % 28:02} 06:{number % 60:02}:11 +0000",
            "duration": 30 + number % 40,
            "has_transcript": False,
            "insights": [{"text": self.sentence(), "type": "lesson", "confidence": "medium", "actionable": False}],
            "layout": "episode",
            "original_url": f"https://shows.example/episodes/{number}",
            "processing_date": "2025-12-30 11:12:13 +0000",
            "quotes": [{"text": self.sentence(), "relevance_score": 8, "topic": "trades", "source": "llm"} for _ in range(quotes)],
            "source": "The Trades",
            "summary": "An hour about old trades. Nobody regrets it.",
            "tags": ["trades", "towns"],
            "title": f"Old trades, part {number} of many",
            "topics": [{"topic": "trades", "keywords": ["mill"], "mentions": 3, "prominence": 1.0}],
        }

    def add(self, page: dict[str, Any] | None = None, *, text: str | None = None, name: str = "") -> Path:
        """Writes a page, or a file with this text, and counts what any page adds."""
        if text is None and page is None:
            page = self.clean()
        file = self.root / "_episodes" / (name or f"2025-01-{1 + self.files % 28:02}-old-trades-{self.files}.md")
        self.files += 1
        self.expected["files"] += 1
        if page is not None:
            text = f"---\n{yaml.safe_dump(page, allow_unicode=True)}---\n\n<!-- made for a test -->\n"
            self.expected["readable"] += 1
            for part in ("companies", "quotes", "insights"):
                entries = page.get(part)
                self.expected[f"{part}.entries"] += len(entries) if isinstance(entries, list) else 0
        file.write_text(text or "", encoding="utf-8")
        return file

    def plant(self, change: Callable[[dict[str, Any]], None], /, **counts: int) -> Path:
        """A page with one change and what it must add to the card: `companies__no_entity=1`."""
        page = self.clean()
        change(page)
        for name, count in counts.items():
            self.expected[name.replace("__", ".")] += count
        return self.add(page)

    def company(self, *names: str, reason: str = "", **counts: int) -> None:
        """A page with further companies; with a reason they are no entity."""
        if reason:
            counts = {"companies__no_entity": len(names), "companies__pages_with_no_entity": 1, **counts}
            self.none.update({reason: len(names)})
        self.plant(lambda page: page["companies"].extend({"name": name, "category": "unknown"} for name in names), **counts)

    def transcript(self, name: str, sentences: list[str]) -> Path:
        """A caption file with these sentences."""
        cues = [
            f"00:{at // 12:02}:{at % 12 * 5:02}.000 --> 00:{at // 12:02}:{at % 12 * 5 + 4:02}.500\n{line}"
            for at, line in enumerate(sentences)
        ]
        file = self.transcripts / name
        file.write_text("WEBVTT\n\n" + "\n\n".join(cues) + "\n", encoding="utf-8")
        return file


def make_large(root: Path, pages: int) -> None:
    """A hub of pages as full as real ones: 59 quotes and 50 companies each, half of the companies no entity or repeated."""
    hub = HubMaker(root)
    names = ["But I", "And I", "So I", "And Google", "Sam Altman", "LLM APIs", "OpenAI", "Openai", "ChatGPT", "Nvidia Corporation"]
    for number in range(pages):
        page = hub.clean(quotes=59)
        page["companies"] += [{"name": f"{name}", "category": "unknown", "context": hub.sentence()} for name in names * 4]
        page["companies"] += [{"name": f"{LIKE[number % 34].title()} {NOUNS[at].title()} Works", "context": ""} for at in range(7)]
        for quote in page["quotes"]:
            quote["impact_reason"] = hub.sentence()
        hub.add(page, name=f"page-{number}.md")


if __name__ == "__main__":
    import sys

    make_large(Path(sys.argv[1]), int(sys.argv[2]))
