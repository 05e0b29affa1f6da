"""Fuzzy matching of names: a rare word is also searched as the known names it may be a misspelling of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from earwitness.search.interface import SearchIndex
from earwitness.search.query import Also, And, Node, Or, Query, Term
from earwitness.search.words import plain, tokens
from earwitness.storage.tables import aliases, entities

LITTLE = 3
"""A word found in fewer passages than this is looked for under other names too."""
SHORTEST = 4
"""Letters below which one change makes another name of nearly any name."""
MOST_NAMES = 5


def allowed_changes(length: int) -> int:
    """How many letters may differ: Cambercon is 2 from Cambricon, and a name of 4 or 5 letters bears only 1."""
    return 0 if length < SHORTEST else 1 if length < 6 else 2 if length < 10 else 3


def similar(wanted: str, candidates: Iterable[str]) -> list[str]:
    """Candidates that differ from `wanted` by few letters, nearest first; digits must be equal: GPT 4 is not GPT 5.

    Where some have the same consonants, only these: what is misheard or misspelt keeps them, and Cameroon is as near as Cambricon.

    >>> similar("cambercon", ["cambricon", "camden", "cameroon"])
    ['cambricon']
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - needed for misspelt names only

    changes = allowed_changes(len(wanted))
    if not changes:
        return []
    near: list[tuple[int, str]] = []
    for candidate in dict.fromkeys(candidates):
        if abs(len(candidate) - len(wanted)) <= changes and candidate != wanted and _digits(candidate) == _digits(wanted):
            distance = OSA.distance(wanted, candidate, score_cutoff=changes)
            if distance <= changes:
                near.append((distance, candidate))
    alike = [(distance, name) for distance, name in near if _consonants(name) == _consonants(wanted)]
    return [name for _, name in sorted(alike or near)[:MOST_NAMES]]


def forgive(connection: sa.Connection, index: SearchIndex, query: Query) -> Query:
    """The query with other names beside each word that is found too seldom; `also` says which. Unchanged when nothing helps."""
    names = _Names(connection, index)
    root = names.widened(query.root)
    return Query(query.text, root, tuple(names.also)) if names.also else query


class _Names:
    """The names of the archive, read once, and what was looked for instead of what."""

    def __init__(self, connection: sa.Connection, index: SearchIndex) -> None:
        self.connection = connection
        self.index = index
        self.also: list[Also] = []
        self._known: list[tuple[str, str, str]] | None = None

    def widened(self, node: Node) -> Node:
        """The tree with alternatives; nothing below a NOT is widened, or more would be left out than was asked."""
        if isinstance(node, And):
            return And(tuple(map(self.widened, node.nodes)))
        if isinstance(node, Or):
            return Or(tuple(map(self.widened, node.nodes)))
        if not isinstance(node, Term) or not self._is_rare(node):
            return node
        others = list(self._others(node))
        if not others:
            return node
        self.also.append(Also(node.text, tuple(other.text for other in others)))
        return Or((node, *others))

    def _is_rare(self, term: Term) -> bool:
        if term.prefix or sum(map(len, term.forms)) < SHORTEST:
            return False
        return self.index.count(self.connection, Query(term.text, term), LITTLE) < LITTLE

    def _others(self, term: Term) -> Iterator[Term]:
        """Names that the term may mean and that stand in the archive."""
        seen = {term.patterns()}
        count = 0
        for name in self._meant(" ".join(term.forms)):
            other = Term(name, tuple(token.form for token in tokens(name)))
            if other.forms and other.patterns() not in seen and self.index.count(self.connection, Query(name, other), 1):
                seen.add(other.patterns())
                yield other
                count += 1
                if count == MOST_NAMES:
                    return

    def _meant(self, wanted: str) -> Iterator[str]:
        """Names of the entities that `wanted` is a spelling of, then names and words of names that look like it."""
        known = self._names()
        yield from (name for alias, _, name in known if alias == wanted)
        spelled: dict[str, str] = {}
        for alias, written, _ in known:
            spelled.setdefault(alias, written)
            spelled.setdefault(alias.replace(" ", ""), written)
            if " " not in wanted:
                for token in tokens(written):
                    spelled.setdefault(token.form, written[token.start : token.end])
        joined = wanted.replace(" ", "")
        yield from (spelled[form] for form in ([joined] if joined != wanted and joined in spelled else []))
        yield from (spelled[form] for form in similar(joined, spelled))

    def _names(self) -> list[tuple[str, str, str]]:
        """Every alias folded and as written, with its entity's name."""
        if self._known is None:
            query = sa.select(aliases.c.alias, entities.c.name).join(entities, entities.c.id == aliases.c.entity_id)
            query = query.order_by(aliases.c.folded, aliases.c.alias, entities.c.id)
            self._known = [(plain(alias), str(alias), str(name)) for alias, name in self.connection.execute(query)]
        return self._known


def _consonants(text: str) -> str:
    """What is left without vowels, doubled letters and spaces."""
    retained = [char for char in text if char not in " aeiouy"]
    return "".join(char for at, char in enumerate(retained) if at == 0 or retained[at - 1] != char)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
