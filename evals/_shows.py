"""A made-up show, letters and a folder, always the same for the same numbers: what the evals of durable work run on."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from evals._loopback import Asked, Loopback, answer

_NOUNS = """
anchor bakery barley basin beacon bellows birch blanket bridge bucket burrow cabin candle canvas cellar chapel cider clover cobble
copper cottage cradle creek crimson crofter current dairy dapple drift ember estuary falcon fathom feather ferry fiddle flannel
flint fodder forge furrow gable garnet ginger glacier granite grove gully hammer harbour harvest hazel heather hedge hollow ivory
jasper juniper kelp kettle kiln ladder lantern larch ledger lichen linden loom madder mallow maple marble marsh meadow millet
mirror mortar moss nettle oar oat orchard otter paddle parsley pebble pewter pier plough pollen poplar quarry quill quilt rafter
rapids reed ridge rosin rudder saddle saffron sandstone sickle silver slate sorrel spindle spruce steeple stubble tallow tanner
thatch thicket thistle timber trellis trout tundra turnip vessel walnut wharf wheel willow winter yarrow
"""
WORDS = _NOUNS.split()
_ACTS = "keeps carries crosses follows gathers holds lifts measures mends moves opens passes reaches settles turns watches"
VERBS = _ACTS.split()
NAMES = ("Ada Quill", "Bo Rask", "Cleo Varn", "Dag Holm", "Edda Lind", "Finn Moor")
TOWNS = ("Norrby", "Vadstena", "Lerwick", "Tromsø", "Kirkwall", "Visby")


def sentences(seed: str, words: int) -> Iterable[str]:
    """Sentences of a seed's own, about so many words in all, with a name, a town or a number in most."""
    chance = random.Random(seed)
    result = 0
    while result < words:
        nouns = chance.sample(WORDS, 8)
        parts = [f"the {nouns[0]} of {chance.choice(TOWNS)} {chance.choice(VERBS)} the {nouns[1]} beside the {nouns[2]}"]
        if chance.random() < 0.5:
            parts.append(f"because {chance.choice(NAMES)} {chance.choice(VERBS)} {chance.randrange(3, 900)} {nouns[3]}s")
        if chance.random() < 0.4:
            parts.append(f"and the {nouns[4]} will cost ${chance.randrange(2, 80)} million by {chance.randrange(2027, 2040)}")
        parts.append(f"while a {nouns[5]} {chance.choice(VERBS)} its {nouns[6]} and {nouns[7]}")
        text = ", ".join(parts) + "."
        result += text.count(" ") + 1
        yield text[0].upper() + text[1:]


def captions(seed: str, words: int) -> str:
    """WebVTT of a talk between two voices."""
    lines, at = ["WEBVTT", ""], 0
    for number, text in enumerate(sentences(seed, words)):
        voice = NAMES[(number // 3 + len(seed)) % len(NAMES)]
        lines += [f"{_clock(at)} --> {_clock(at + 6)}", f"<v {voice}>{text}", ""]
        at += 6
    return "\n".join(lines)


def letter(seed: str, words: int) -> str:
    """Markdown of a letter with headings."""
    parts = [f"# {title(seed)}", ""]
    for number, text in enumerate(sentences(seed, words)):
        if number % 6 == 0:
            parts += [f"## Part {number // 6 + 1}", ""]
        parts += [text, ""]
    return "\n".join(parts)


def title(seed: str) -> str:
    """A title of three words."""
    return " ".join(word.title() for word in random.Random(seed).sample(WORDS, 3))


class Show:
    """A feed of `episodes` with transcripts, one without any, one whose transcript is gone, and a letter told in the feed."""

    def __init__(self, episodes: int, *, words: int = 220) -> None:
        self._episodes = episodes
        self._words = words
        self.server = Loopback(self._respond)

    @property
    def url(self) -> str:
        """The feed's address."""
        return f"http://127.0.0.1:{self.server.port}/feed.xml"

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        if asked.path == "/feed.xml":
            return [answer(self._feed().encode(), Content_Type="application/rss+xml", ETag='"one"')]
        name = asked.path.strip("/").removesuffix(".vtt")
        if asked.path.endswith(".vtt") and name.startswith("ep"):
            return [answer(captions(name, self._words).encode(), Content_Type="text/vtt")]
        return [answer(b"", status="404 Not Found")]

    def _feed(self) -> str:
        items = [self._item(number) for number in range(self._episodes)]
        head = '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>The Quay</title>'
        return f"{head}<link>http://127.0.0.1:{self.server.port}/</link>{''.join(items)}</channel></rss>"

    def _item(self, number: int) -> str:
        base, seed = f"http://127.0.0.1:{self.server.port}", f"ep{number}"
        date = f"{1 + number % 28:02d} Mar {2020 + number // 28} 08:00:00 GMT"
        link = f'<podcast:transcript url="{base}/{seed if number != 2 else "lost"}.vtt" type="text/vtt"/>' if number != 1 else ""
        audio = f'<enclosure url="{base}/{seed}.mp3" type="audio/mpeg" length="9"/>'
        reported = ""
        if number % 5 == 4:
            audio, link = "", ""
            reported = f"<description>{escape(''.join(f'<p>{text}</p>' for text in sentences(seed, 300)))}</description>"
        return f"<item><guid>{seed}</guid><title>{title(seed)}</title><pubDate>{date}</pubDate>{audio}{link}{reported}</item>"


def make_folder(folder: Path, documents: int, *, words: int = 220) -> Path:
    """A folder of letters and captions."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        seed = f"letter{number}"
        text, suffix = (letter(seed, words), "md") if number % 2 else (captions(seed, words), "vtt")
        (folder / f"2026-01-{1 + number % 28:02d}-{seed}.{suffix}").write_text(text, encoding="utf-8")
    return folder


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000"
