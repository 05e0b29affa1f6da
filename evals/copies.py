"""Copies: planted editions and real second transcripts of episodes against every other episode, judged as `sync` judges them.

Planted on every sixth episode of a set of real transcripts: retitled, introduction cut, advertisements put in, one word in twenty changed,
first half. Real: captions, text and video transcript of one show, and two recognisers against the human transcript of
earnings calls. A false merge is an episode taken for another one. Baseline: equal text (a checksum).
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from earwitness import pipeline, plugins
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item, RawDocument
from earwitness.model.transcript import Segment, Transcript
from earwitness.storage.duplicates import find_original, put_word_keys, shingle_keys, words_of
from earwitness.storage.engine import open_database
from earwitness.storage.items import put_item
from earwitness.storage.sources import put_source
from earwitness.storage.transcripts import put_revision

EVERY = 6
"""Every how many-th episode gets planted editions: keeps the run under a minute of CPU."""
SHORTEST = 300
"""Words: shorter texts are stubs."""


def episodes(data: Path) -> Iterator[tuple[str, str]]:
    """Name and text of distinct real episodes, one transcript each."""
    for file in ("podcast_changelog/practicalai.jsonl", "chapters_btc/episodes.jsonl"):
        for at, line in enumerate((data / file).read_text(encoding="utf-8").splitlines()):
            text = " ".join(turn["text"] for turn in json.loads(line)["turns"])
            if len(text.split()) >= SHORTEST:
                yield f"{file.partition('/')[0]}#{at}", text


def recordings(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Real second transcripts: the recording's name and its transcripts by different hands."""
    found: dict[str, list[str]] = {}
    for folder in ("txt", "vtt", "youtube"):
        for path in sorted((data / "podcast_talkpython" / folder).iterdir()):
            parsed = pipeline.parse(RawDocument(path.read_bytes(), path.name), plugins.readers())
            found.setdefault(f"talkpython {path.name[:3]}", []).append(words_of(parsed.transcript))
    for folder in ("nlp", "asr/google", "asr/amazon"):
        for path in sorted((data / "earnings21" / folder).glob("*.nlp")):
            words = (line.split("|")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:])
            found.setdefault(f"earnings {path.stem}", []).append(" ".join(words))
    yield from found.items()


def editions(text: str, other: str, seed: int) -> dict[str, str]:
    """One planted edition of each kind."""
    drawn = random.Random(seed)
    words, advertisement = text.split(), other.split()[:250]
    vocabulary = other.split()
    middle = len(words) // 2
    return {
        "retitled": text,
        "introduction cut": " ".join(words[len(words) // 20 :]),
        "advertisements put in": " ".join([*advertisement, *words[:middle], *advertisement, *words[middle:]]),
        "one word in twenty changed": " ".join(drawn.choice(vocabulary) if drawn.random() < 0.05 else word for word in words),
        "first half": " ".join(words[:middle]),
    }


def run(data: Path) -> dict[str, object]:
    """Recall by kind of edition, false merges, and the time to judge one item."""
    texts = list(episodes(data))
    real = list(recordings(data))
    recall: dict[str, list[bool]] = {}
    equal = tried = false = 0
    took: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/earwitness.db")
        with database.write() as connection:
            put_source(connection, Source(id="s", url="https://s.example", kind="feed"), now_ms=0)

            def judge(name: str, text: str) -> str | None:
                nonlocal tried
                put_item(connection, ArchivedItem(item=Item(id=name, title=name, kind="podcast"), source_id="s", guid=name))
                started = time.perf_counter()
                found = find_original(connection, name, Transcript(text=text, segments=(Segment(start=0, end=len(text)),)))
                took.append(time.perf_counter() - started)
                tried += 1
                return found.original_id if found else None

            for name, transcripts in [*((name, [text]) for name, text in texts), *((name, [versions[0]]) for name, versions in real)]:
                false += judge(name, transcripts[0]) is not None  # an episode of its own, judged against all before it
                transcript = Transcript(text=transcripts[0], segments=(Segment(start=0, end=len(transcripts[0])),))
                put_revision(connection, name, transcript)
                put_word_keys(connection, name, transcript)
            for at, (name, text) in enumerate(texts[::EVERY]):
                for kind, renderer_version in editions(text, texts[(EVERY * at + 7) % len(texts)][1], at).items():
                    answer = judge(f"{name} {kind}", renderer_version)
                    recall.setdefault(kind, []).append(answer == name)
                    false += answer not in (None, name)
                    equal += renderer_version == text
            for name, versions in real:
                for number, text in enumerate(versions[1:]):
                    answer = judge(f"{name} {number}", text)
                    recall.setdefault(f"real: {name.split()[0]}", []).append(answer == name)
                    false += answer not in (None, name)
        database.close()
    found_all = sum(map(sum, recall.values()))
    duplicates = sum(map(len, recall.values()))
    return {
        "distinct_episodes": len(texts) + len(real),
        "copies": duplicates,
        "judged": tried,
        **{f"recall: {kind}": f"{sum(hits) / len(hits):.3f} (n={len(hits)})" for kind, hits in recall.items()},
        "recall": round(found_all / duplicates, 4),
        "false_merges (bar 0)": false,
        "precision": round(found_all / max(1, found_all + false), 4),
        "recall_of_checksum": round(equal / duplicates, 4),
        "ms_per_item": round(1000 * sum(took) / len(took), 1),
        "keys_per_item": round(sum(len(shingle_keys(text)) for _, text in texts[:50]) / 50),
    }
