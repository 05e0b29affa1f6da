r"""What a search asks for: the query's words read into a tree of our own, from which each database's statement is built.

query   := any ("OR" any)*
any     := one (["AND"] one)*
one     := ["NOT" | "-"] ( "(" query ")" | field ":" value | "\"" words "\"" ["*"] | word ["*"] )
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, TypeAlias, get_args

from earwitness.errors import UsageError
from earwitness.model.media import ItemKind
from earwitness.search.stemming import stem
from earwitness.search.words import plain, tokens

FIELDS = ("speaker", "source", "kind", "entity", "after", "before")
LONGEST_QUERY = 2_000
"""Characters: far above what anybody types."""
MOST_TERMS = 64
DEEPEST = 16
"""Parentheses within parentheses; FTS5's own parser gives up at about a hundred."""
SHORTEST_PREFIX = 2

_ENDINGS = ("", "s", "e", "es", "ed", "er", "ers", "ing", "ion", "ions", "ation", "al", "ally", "ly", "able", "ive", "ment", "ness", "ity")
"""What an English word may go on with: stemming takes these off, so `organiz*` must look for `organ`, the stem of `organize`, too."""


class Term(NamedTuple):
    """One word, or several in a row, as typed and as compared."""

    text: str
    forms: tuple[str, ...]
    prefix: bool = False

    def patterns(self) -> tuple[tuple[tuple[str, ...], bool], ...]:
        """Runs of stems that answer the term, each with whether its last is only a beginning."""
        before = tuple(stem(form) for form in self.forms[:-1])
        last = self.forms[-1]
        if not self.prefix:
            return (((*before, stem(last)), False),)
        others = dict.fromkeys(stem(last + ending) for ending in _ENDINGS)
        return (((*before, last), True), *(((*before, other), False) for other in others if not other.startswith(last)))


class Filter(NamedTuple):
    """Something asked of the passage's surroundings: who speaks, where, when, of whom."""

    field: str
    value: str


class Not(NamedTuple):
    """What must not be."""

    node: Node


class And(NamedTuple):
    """All of these."""

    nodes: tuple[Node, ...]


class Or(NamedTuple):
    """Any of these."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Term | Filter | Not | And | Or


class Also(NamedTuple):
    """A word that was found too seldom, and the names that were looked for as well."""

    text: str
    names: tuple[str, ...]


class Query(NamedTuple):
    """A query as typed, as understood, and with the names it was widened by."""

    text: str
    root: Node
    also: tuple[Also, ...] = ()


class _Piece(NamedTuple):
    kind: str
    """`(`, `)`, `OR`, `AND`, `NOT`, `term`, `filter`."""
    at: int
    node: Node | None = None


_QUOTES = '"“”„«»'
_WORD = re.compile(rf"[^\s(){_QUOTES}]+")
_FIELD = re.compile(r"([A-Za-z]{3,12}):")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def parse(text: str) -> Query:
    """The query. Raises `UsageError` that names the place and the fix.

    >>> parse('"Water mills" OR speaker:ada').root
    Or(nodes=(Term(text='Water mills', forms=('water', 'mills'), prefix=False), Filter(field='speaker', value='ada')))
    """
    if len(text) > LONGEST_QUERY:
        raise UsageError("query", f"has {len(text):,} characters", f"give at most {LONGEST_QUERY:,}")
    text = _UNREADABLE.sub(" ", text)
    pieces = list(_pieces(text))
    if sum(piece.kind in ("term", "filter") for piece in pieces) > MOST_TERMS:
        raise UsageError("query", "has too many words", f"give at most {MOST_TERMS}")
    reader = _Reader(pieces, len(text))
    root = reader.any_of(0)
    reader.expect_end()
    if root is None:
        raise UsageError("query", "holds no word to look for", 'give words, a "phrase" or a filter such as speaker:NAME')
    if not _asks_for_something(root):
        raise UsageError("query", "only says what to leave out", "add a word or a filter to look for")
    return Query(" ".join(text.split()), root)


def terms(node: Node) -> Iterator[Term]:
    """Every term that is looked for, in order; those that are left out are not among them."""
    if isinstance(node, Term):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from terms(part)


def filters(node: Node, field: str) -> Iterator[Filter]:
    """Every filter of a field that is asked for, in order."""
    if isinstance(node, Filter) and node.field == field:
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from filters(part, field)


def has_filter(node: Node) -> bool:
    """True when a filter stands anywhere in the tree."""
    if isinstance(node, Not):
        return has_filter(node.node)
    return isinstance(node, Filter) or (isinstance(node, And | Or) and any(map(has_filter, node.nodes)))


def is_plain(node: Node) -> bool:
    """True when the words were typed as one types a question: no phrase, no beginning of a word, nothing to leave out.

    >>> [is_plain(parse(text).root) for text in ("open-source mills", '"water mill"', "mil*", "mill -river", "mill -kind:talk")]
    [True, False, False, False, True]
    """
    if isinstance(node, Term):
        return not node.prefix and " " not in node.text
    if isinstance(node, Not):
        return isinstance(node.node, Filter)
    return isinstance(node, Filter) or all(map(is_plain, node.nodes))


def date_range(value: str) -> str | None:
    """The first day of a year, month or day as ISO 8601; None when it is no date.

    >>> [date_range(value) for value in ("2026", "2026-02", "2026-02-30")]
    ['2026-01-01', '2026-02-01', None]
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", value, re.ASCII)
    if not match:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _asks_for_something(node: Node) -> bool:
    """True unless everything in the tree is to be left out: `-a`, `-a -b`, `-a OR b`."""
    if isinstance(node, And):
        return any(map(_asks_for_something, node.nodes))
    if isinstance(node, Or):
        return all(map(_asks_for_something, node.nodes))
    return not isinstance(node, Not)


def _pieces(text: str) -> Iterator[_Piece]:
    """The query cut into words, phrases, filters and signs."""
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "()":
            yield _Piece(char, at)
            at += 1
        elif char == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] != ")":
            yield _Piece("NOT", at)
            at += 1
        elif char in _QUOTES:
            words, end = _quoted(text, at)
            prefix = text.startswith("*", end)
            yield _Piece("term", at, _term(words, at, prefix=prefix))
            at = end + prefix
        else:
            piece, at = _bare(text, at)
            yield piece


def _bare(text: str, at: int) -> tuple[_Piece, int]:
    """A filter, an operator or a word, and where it ends."""
    if (field := _FIELD.match(text, at)) and (name := _field_name(field.group(1), at)):
        return _filter(text, at, name, field.end())
    match = _WORD.match(text, at)
    if match is None:  # pragma: no cover - every other character starts a piece of its own
        raise UsageError("query", f"cannot be read at character {at + 1}")
    word = match.group()
    if word in ("AND", "OR", "NOT"):
        return _Piece(word, at), match.end()
    return _Piece("term", at, _term(word.rstrip("*"), at, prefix=word.endswith("*"))), match.end()


def _field_name(typed: str, at: int) -> str | None:
    """The field meant by what stands before a colon; None when it is only a word with a colon behind it."""
    name = typed.lower()
    if name in FIELDS:
        return name
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - loaded only for a word with a colon behind it

    nearest = min(FIELDS, key=lambda field: OSA.distance(name, field))
    if OSA.distance(name, nearest) <= (2 if len(name) > 4 else 1):
        raise UsageError("query", f"there is no filter {typed}: (character {at + 1})", f'did you mean {nearest}: or "{typed}:" in quotes')
    return None


def _filter(text: str, at: int, name: str, end: int) -> tuple[_Piece, int]:
    """A filter with its value, quoted or one word."""
    if end < len(text) and text[end] in _QUOTES:
        value, end = _quoted(text, end)
    elif match := _WORD.match(text, end):
        value, end = match.group(), match.end()
    else:
        value = ""
    value = " ".join(value.split())
    if not value or (name in ("speaker", "source", "entity") and not plain(value)):
        raise UsageError("query", f"{name}: at character {at + 1} has no value", f'write {name}:WORD or {name}:"SEVERAL WORDS"')
    if name == "kind":
        value = value.lower()
        if value not in get_args(ItemKind):
            raise UsageError("query", f"there is no kind {value!r} (character {at + 1})", f"choose from {', '.join(get_args(ItemKind))}")
    if name in ("after", "before"):
        first = date_range(value)
        if first is None:
            raise UsageError("query", f"{name}:{value} at character {at + 1} is no date", "write 2026, 2026-02 or 2026-02-03")
        value = first
    return _Piece("filter", at, Filter(name, value)), end


def _quoted(text: str, at: int) -> tuple[str, int]:
    """What stands between quotation marks, and where the closing one ends."""
    for end in range(at + 1, len(text)):
        if text[end] in _QUOTES:
            return text[at + 1 : end], end + 1
    raise UsageError("query", f"the quotation mark at character {at + 1} is never closed", "close it, or leave it out")


def _term(text: str, at: int, *, prefix: bool) -> Term | None:
    """The words as they are compared; None when there is nothing to compare, as in `&` or `...`."""
    forms = tuple(token.form for token in tokens(text))
    if not forms:
        return None
    if prefix and len(forms[-1]) < SHORTEST_PREFIX:
        problem = f"the beginning {text}* at character {at + 1} is too short"
        raise UsageError("query", problem, f"give at least {SHORTEST_PREFIX} letters before the *")
    return Term(text, forms, prefix)


class _Reader:
    """Reads pieces into a tree: OR binds weakest, NOT strongest."""

    def __init__(self, pieces: list[_Piece], length: int) -> None:
        self.pieces = pieces
        self.next = 0
        self.length = length

    def any_of(self, depth: int) -> Node | None:
        """Alternatives parted by OR; None when all of it was empty."""
        nodes = [self._all_of(depth)]
        while self._kind() == "OR":
            operator = self.pieces[self.next]
            self.next += 1
            if not self._operand_before(operator) or self._kind() in ("", ")", "OR", "AND"):
                raise _lonely(operator)
            nodes.append(self._all_of(depth))
        return _joined(Or, nodes)

    def expect_end(self) -> None:
        """Raises `UsageError` for what is left over: only a closing parenthesis can be."""
        if self.next < len(self.pieces):
            raise UsageError(
                "query", f"the ) at character {self.pieces[self.next].at + 1} closes nothing", "take it out, or open one before it"
            )

    def _all_of(self, depth: int) -> Node | None:
        nodes: list[Node | None] = []
        while (kind := self._kind()) not in ("", ")", "OR"):
            if kind == "AND":
                operator = self.pieces[self.next]
                self.next += 1
                if not nodes or self._kind() in ("", ")", "OR", "AND"):
                    raise _lonely(operator)
            nodes.append(self._one(depth))
        return _joined(And, nodes)

    def _one(self, depth: int) -> Node | None:
        piece = self.pieces[self.next]
        self.next += 1
        if piece.kind == "NOT":
            if self._kind() in ("", ")", "OR", "AND"):
                raise _lonely(piece)
            if depth > DEEPEST:
                raise UsageError("query", f"has more than {DEEPEST} NOTs in a row (character {piece.at + 1})", "write it simpler")
            node = self._one(depth + 1)
            return None if node is None else node.node if isinstance(node, Not) else Not(node)
        if piece.kind == "(":
            return self._group(piece, depth)
        return piece.node

    def _group(self, opening: _Piece, depth: int) -> Node | None:
        if depth >= DEEPEST:
            raise UsageError("query", f"has parentheses more than {DEEPEST} deep (character {opening.at + 1})", "write it simpler")
        if self._kind() == ")":
            raise UsageError(
                "query", f"the parentheses at character {opening.at + 1} are empty", "put words between them, or take them out"
            )
        node = self.any_of(depth + 1)
        if self._kind() != ")":
            raise UsageError("query", f"the ( at character {opening.at + 1} is never closed", f"add ) after character {self.length}")
        self.next += 1
        return node

    def _kind(self) -> str:
        return self.pieces[self.next].kind if self.next < len(self.pieces) else ""

    def _operand_before(self, operator: _Piece) -> bool:
        at = self.next - 2
        return at >= 0 and self.pieces[at].kind in ("term", "filter", ")") and self.pieces[at].at < operator.at


def _lonely(operator: _Piece) -> UsageError:
    hint = f'put a word on both sides, or quotes around "{operator.kind}"' if operator.kind != "NOT" else "put a word after it"
    return UsageError("query", f"{operator.kind} at character {operator.at + 1} has nothing to work on", hint)


def _joined(kind: type[And | Or], nodes: list[Node | None]) -> Node | None:
    """The nodes under one roof, nested ones of the same kind drawn up; None when there is none."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, kind):
            flat += node.nodes
        elif node is not None:
            flat.append(node)
    return kind(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None
