"""The subject of a number: the noun phrase it is said of, found in its clause without a parser. Empty when unsure."""

from __future__ import annotations

import re

from earwitness.analysis.numbers.grammar import ADJECTIVES, FUNCTION, TIME_NOUNS, is_plural
from earwitness.analysis.verbs import VERBS
from earwitness.text.numerals import Quantity
from earwitness.text.units import word_set

LONGEST = 8
"""Words of a subject."""

_UNSAID = re.compile(r"\{[^{}]{0,24}\}|<[^<>]{0,24}>|\[[^\[\]]{0,24}\]|\([^()]{0,60}\)|>>")
_CLAUSE_START = re.compile(
    r"[,;:()—–“”\"?!]\s?|\.{2,}\s?|…|\s-\s|(?<![\w'’])(?:but|so|that|which|because|if|when|where|who|whose|uh|um|you\sknow|i\smean|i\sthink|"
    r"then|well|like|while|as|says|said|and|or|than|although|though|since|whether|how|what|why)\s",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"(?:\s|(?=['’]))(?P<verb>is|are|was|were|['’]s|['’]re|has|have|had|will|would|can|could|may|might|does|did|do|gets?|got|costs?|makes?|takes?|"
    r"needs?|uses?|raised|grew|rose|fell|jumped|dropped|went|goes|gone|hits?|reached|reaches|expanded|increased|decreased|advanced|improved|"
    r"totals?|totaled|totalled|spends?|spent|paid|pays?|sold|sells?|bought|generates?|generated|covers?|contains?|includes?|included|runs?|ran|"
    r"comes?|came|lags?|represents?|represented|accounts?|stands?|stood|declined|doubled|tripled|halved|shrank|employs?|employed|serves?|served|"
    r"lost|gained|added|adds?|announced|launched|received|gives?|gave|invested|invests?|plans?|expects?|expected|agreed|remained|exceeded|"
    r"averaged|climbed|soared|slipped|delivered|posted|reported|holds?|held|weighs?|measures?|lasts?|lasted|produced|produces?|owns?|owned|"
    r"up|down|operates?|ships?|shipped|handles?|handled|carried|carries|supports?|needed|required|requires?|saves?|saved)(?=\s)",
    re.IGNORECASE,
)
_AUXILIARY = word_set(
    "is are was were be been being am has have had will would can could may might does did do shall should must isn't aren't wasn't "
    "weren't don't doesn't didn't can't won't 's 're ’s ’re gets got"
)
_LINKS = word_set("of from for in on at by with per to into within across under over between among against behind")
_ADVERBS = word_set(
    "now just also only both still already currently actually really probably maybe about around roughly nearly almost even once again "
    "today outside inside below above basically literally generally typically usually often always never ever then there here apparently "
    "recently previously originally overall further instead together all each alone up down back out off"
)
_DETERMINERS = word_set("a an the this these those its their our his her my your every each some any no all most both another such")
_EMPTY = word_set(
    "thing things one ones lot lots kind sort bit way something anything everything nothing somebody someone people mean know think guess "
    "order range point idea question case example fact line relation terms part rest course moment stuff guy guys certain sure first "
    "second other others same much many more less few addition total amount number level compared versus together somewhere anywhere "
    "least most"
)
_PLURAL_FIRST = word_set("sales earnings news operations savings goods services systems sports arms customs communications")
"""Plurals that often stand before another noun; behind any other plural a noun phrase has ended."""
_NO_NOUN = re.compile(
    r"\w{2,}(?:ly|ive|ous|ful|ible|less|est)$|(?:fast|slow|bett|wors|larg|bigg|small|high|low|long|short|cheap|great|strong|weak|hard|easi|lat|"
    r"earli|old|young|clos|deep|wid|hott|cold)er?$"
)
_VERBAL = re.compile(r"\w{2,}(?:ed|ing)$")
_WORD = re.compile(r"[^\s]+")
_CONTRACTED = re.compile(r"['’](?:s|re|ve|ll|d|m|t)$", re.IGNORECASE)
_OF_LEAD = re.compile(
    r"\s(?:of|at)\s(?:about\s|nearly\s|almost\s|around\s|roughly\s|over\s|more\sthan\s|just\s|up\sto\s|some\s|like\s){0,2}(?:an?\s)?$",
    re.IGNORECASE,
)
_OF_PHRASE = re.compile(
    r"\sof\s((?:(?!to\s|from\s|at\s|with\s|in\s|for\s|on\s|by\s|and\s|or\s|but\s|that\s|who\s|which\s)[^\s,.;:!?()—…]{1,20}\s?){1,6})",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[ \t\n]{0,2}[-‐‑]?([^\W_](?:[\w’'.-]{0,30}[^\W_])?)")
_CUT = re.compile(r"[-–—][\s.,]|[-–—]$")


def subject_of(text: str, quantity: Quantity, noun: tuple[str, int], bounds: tuple[int, int]) -> str:
    """What the number is about: a short phrase of the source, or empty.

    Of a share the whole (`a quarter of new batteries`), else what has, costs or is so much, else what the unit or the amount stands
    before (`a $1 million life insurance policy`), else the counted things with all their words (`600 training examples`).
    """
    whole = _whole_of(text, quantity, bounds[1])
    if quantity.kind == "share" and whole:
        return whole
    before = text[bounds[0] : quantity.start]
    return _said_of(before) or whole or _before_noun(text, quantity, noun, bounds[1]) or _counted(text, quantity, noun)


def _whole_of(text: str, quantity: Quantity, stop: int) -> str:
    """`new batteries` for `a quarter of the new batteries are` and for `half the new batteries are`: the words up to the verb."""
    if quantity.kind not in ("percent", "share", "money"):
        return ""
    if of := _OF_PHRASE.match(text, quantity.end, stop):
        return _noun_run(text, of.start(1) - 1, of.end())
    return _noun_run(text, quantity.end, stop) if quantity.kind == "share" else ""


def _said_of(before: str) -> str:
    """The phrase left of `of` or of the clause's last verb, when it is a noun phrase."""
    if lead := _OF_LEAD.search(f" {before}"):
        clause = _last_clause(before[: lead.start()])
        return _phrase_before(clause, len(clause))
    clause = f" {_last_clause(before)} "
    verbs = list(_FINITE.finditer(clause))
    while verbs:
        last = verbs.pop()
        if found := _phrase_before(clause, last.start()):
            return found
        left = clause[: last.start()].split()
        if left and not (left[-1].casefold() in _AUXILIARY or left[-1].casefold() in _ADVERBS):
            return ""
    return ""


def _last_clause(before: str) -> str:
    return _CLAUSE_START.split(_UNSAID.sub(" , ", before))[-1]


def _phrase_before(clause: str, end: int) -> str:
    """The noun phrase that ends at `end`, with the phrases that hang on it (`cash flow from operations`); empty for anything else."""
    words = [match.group() for match in _WORD.finditer(clause, 0, end)]
    while words and _plain(words[-1]) in _ADVERBS | _AUXILIARY:
        words.pop()
    used: list[str] = []
    while words and len(used) < LONGEST + 2:
        word = words[-1]
        if not _may_stand(word, words[-2] if len(words) > 1 else "", used):
            break
        used.insert(0, words.pop())
    used = _without_determiner(_without_verb(_without_determiner(used)))
    if words and _plain(words[-1]) in _LINKS:
        return ""
    return _checked(used)


def _without_verb(words: list[str]) -> list[str]:
    """The words behind a verb that the phrase was taken to begin with: `represents a decline`, `driven by the issuance`."""
    if len(words) > 2 and (_plain(words[1]) == "by" or (_plain(words[0]) in VERBS and _plain(words[1]) in _DETERMINERS)):
        return words[2:]
    return words


def _without_determiner(words: list[str]) -> list[str]:
    first = next((at for at, word in enumerate(words) if _plain(word) not in _DETERMINERS and _plain(word) not in _ADVERBS), len(words))
    return words[first:]


def _may_stand(word: str, previous: str, taken: list[str]) -> bool:
    """Whether a word may belong to a noun phrase whose later words are `taken`."""
    plain = _plain(word)
    if _CONTRACTED.search(word) and not word.casefold().endswith(("'s", "’s")):
        return False
    if plain in _LINKS:
        return bool(taken) and bool(previous) and _plain(previous) not in FUNCTION and _plain(previous) not in _AUXILIARY
    if plain in _DETERMINERS:
        return bool(taken)
    if plain in FUNCTION or plain in _AUXILIARY or not any(char.isalnum() for char in word):
        return False
    if plain in VERBS and not word[:1].isupper():
        # `the price`, `a new test`, `provided by`: a verb's form is a noun behind a determiner, a participle before `by`.
        before = _plain(previous)
        nominal = before in _DETERMINERS or before in ADJECTIVES or before == "of" or (bool(taken) and _plain(taken[0]) == "by")
        return nominal or (bool(before) and before not in FUNCTION and not plain.endswith("ed") and before not in VERBS)
    return True


def _checked(words: list[str]) -> str:
    """The phrase of these words when its last word can be a noun and it says something; else empty."""
    while words and _plain(words[-1]) in _ADVERBS:
        words.pop()
    if not words:
        return ""
    head = _plain(words[-1])
    if (head in _EMPTY and len(words) < 3) or head in _LINKS or head in _DETERMINERS or head in FUNCTION:
        return ""
    if (_NO_NOUN.match(head) and not words[-1][:1].isupper()) or (_VERBAL.match(head) and (len(words) == 1 or head.endswith("ed"))):
        return ""
    content = [word for word in words if len(_plain(word)) > 2 and _plain(word) not in _EMPTY and _plain(word) not in FUNCTION]
    if not content or _CUT.search(" ".join(words)) or _plain(words[0]) in _LINKS:
        return ""
    if all(word.strip(",.").replace(",", "").isdigit() for word in words) or words[0][:1].isdigit():
        return ""
    return " ".join(words[-LONGEST:]).strip(" -,.:;“”\"'()~")


def _before_noun(text: str, quantity: Quantity, noun: tuple[str, int], stop: int) -> str:
    """`policy` for `a $1 million life insurance policy`, `block` for `a 10 minute block`: what an amount or a measure describes."""
    described = quantity.kind in ("money", "percent") or (noun[0].casefold() in TIME_NOUNS and not is_plural(noun[0])) or not noun[0]
    if not described or quantity.kind == "multiple":
        return ""
    run = _noun_run(text, noun[1] if noun[0] else quantity.end, stop)
    if quantity.kind == "money" and not re.search(
        r"(?<![\w])(?:an?|the|this|our|their|its|his|her|my|your|another|new)\s$",
        text[max(0, quantity.start - 9) : quantity.start],
        re.IGNORECASE,
    ):
        return ""
    return run


def _counted(text: str, quantity: Quantity, noun: tuple[str, int]) -> str:
    """`training examples` for `600 training examples`: the counted things where they have more than one word."""
    if quantity.kind != "number" or not noun[0]:
        return ""
    words = text[quantity.end : noun[1]].split()
    retained: list[str] = []
    for word in reversed(words):
        if _plain(word) in FUNCTION or _plain(word) in ADJECTIVES or not word[:1].isalpha():
            break
        retained.insert(0, word)
    return _checked(retained) if len(retained) > 1 and " ".join(retained) != noun[0] else ""


def _noun_run(text: str, at: int, stop: int) -> str:
    """The nouns and adjectives from `at` on, a determiner stepped over."""
    words: list[str] = []
    for _ in range(LONGEST):
        match = _TOKEN.match(text, at, stop)
        if match is None:
            break
        plain = _plain(match[1])
        if not words and plain in _DETERMINERS | {"of"}:
            at = match.end()
            continue
        verb = plain in VERBS and bool(words) and (is_plural(words[-1]) or plain in _AUXILIARY or plain.endswith("ed"))
        ended = bool(words) and is_plural(words[-1]) and _plain(words[-1]) not in _PLURAL_FIRST
        if plain in FUNCTION or plain in _AUXILIARY or plain in _LINKS or plain in _ADVERBS or verb or ended:
            break
        words.append(match[1])
        at = match.end()
        if text[at : at + 1] in ",.;:!?)(—…":
            break
    return _checked(words)


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").strip(" -,.:;“”\"'()~*_")
