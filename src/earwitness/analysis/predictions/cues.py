"""Cues of statements about the future, each with a weight set by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from earwitness.text.units import word_set


class PredictionCue(NamedTuple):
    """A sign of the future at `[start, end)`: its family and its base weight."""

    start: int
    end: int
    family: str
    weight: float


_EXPECTATION = (
    r"(?:fully\s|would\s|do\s|still\s)?(?:expects?|anticipates?|foresees?)(?:ing)?(?=\s)",
    (
        r"(?:is|are|was|were|be|been)?\s?(?:widely\s)?(?:expected|projected|forecast(?:ed)?|predicted|anticipated|"
        r"slated|scheduled|poised|bound|destined|set|tipped|likely|unlikely|guaranteed)\sto(?=\s)"
    ),
    r"(?:is|are)\s(?:now\s|currently\s|also\s)?estimated\sto(?=\s(?!be\s|have\s))",
    r"expecting",
    r"anticipating",
    (
        r"(?:i|we|they|he|she|analysts|experts|who)\s(?:would\s)?(?:predict|forecast|project|bet)s?(?=\s(?:that|the|a|it|we|"
        r"they|you|in|by)(?![\w]))"
    ),
    (
        r"my\s(?:prediction|bet|guess|forecast)\sis"
        r"(?!\s(?:that\s)?(?:it|there|they|that|this|he|she|we|you)(?:['’]s|['’]re|\sis|\sare|\swas)\s(?!going|gonna))"
    ),
    r"(?:is|are)\shere\sto\sstay",
    r"on\s(?:track|course|pace)\s(?:to|for)",
    r"(?:is|are)\sabout\sto",
    r"a\sfuture\swhere",
    r"guidance\s(?:is|assumes|implies|calls)",
    r"(?:is|are)\sdue\sto(?=\s(?:launch|open|start|begin|arrive|expire|be|ship|end|finish|go|come|take|become))",
    (
        r"we(?:['’]re|\sare)?\s(?:now\s|still\s|currently\s)?(?:forecast(?:ing)?|planning|projecting|assuming|modeling|"
        r"factoring\sin|targeting|guiding)(?=\s)"
    ),
    (
        r"(?:raising|raised|lowering|lowered|reaffirm\w{0,3}|maintain\w{0,3}|updat\w{1,3})\s(?:our|the|"
        r"its)\s(?:\S{1,14}\s){0,3}(?:guidance|outlook|expectations?|forecast)"
    ),
    r"(?:remains?|are|is)\son\sschedule",
    r"(?:my|our|their|the)\sexpectations?\s(?:is|are|for|on)",
    r"an\sexpected(?=\s)",
    r"outlook\sfor",
    r"(?:will|would)\slikely",
    r"(?:re|er)iterat\w{1,3}\sour\s\w{0,12}\s?(?:guidance|outlook)",
    r"guid(?:ing|ance)\s(?:to|for)",
    r"more\slikely\sthan\snot",
    (
        r"(?:(?:is|are|were|be|been)\s(?:now\s|still\s|currently\s)?(?:projected|expected|anticipated|estimated|forecast)|"
        r"guided\s[^.,;]{1,40})\s(?:in|at|between|within)(?=\s)"
    ),
    (
        r"(?:projects|estimates|forecasts|predicts|assumes|anticipates|expects)(?=\s(?:an?|the|its|net|revenues?|earnings|"
        r"sales|total|adjusted|full|spending|growth|average|pretax|capital)\s)"
    ),
    r"(?:guidance|outlook)\s(?:in\sthe\s(?:range|band)|reflects)",
    r"well\spositioned\sto(?=\s)",
)
_PLAN = (
    (
        r"(?:plans?|planned|planning|aims?|aiming|intends?|intending|pledged|pledges|vows?|vowed|promises|promised|hopes?|"
        r"hoping|targeting|seeks?|committed|agreed|preparing)\sto(?=\s[a-z])(?!\s(?:by|an?|the|this|that|it|our|their)(?![\w]))"
    ),
    r"targets?\sof(?=\s)",
    r"our\s(?:target|plan)\sis(?=\s)",
    r"plans\sto(?=\s)",
)
_WILL = (
    r"will(?:\s(?:also|probably|likely|certainly|definitely|not|never|still|soon|eventually|always|continue))?(?=\s[a-z])",
    r"won['’]?t(?=\s)",
    r"['’]ll(?=\s)",
    r"shall(?=\s)",
)
_GOING_TO = (
    (
        r"(?:going\sto|gonna)(?=\s(?-i:[a-z]))(?!\s(?:the|an?|our|my|your|his|her|their|its|this|that|these|those|zero|college|school|"
        r"church|bed|high|middle|primary|space|war|work\severy|sleep\sat|intelligence|agents|market|one|two|conferences|events|meetings)(?![\w]))"
    ),
)
_MODAL = (r"(?:may|might)(?:\s(?:not|never|well|soon|eventually|also|both|even|still))?(?=\s[a-z])",)
_COULD = (r"could(?:\s(?:soon|eventually|well|even|also))?(?=\s[a-z])",)
_FAMILIES: dict[str, tuple[float, tuple[str, ...]]] = {
    "expectation": (0.62, _EXPECTATION),
    "plan": (0.56, _PLAN),
    "will": (0.5, _WILL),
    "going to": (0.48, _GOING_TO),
    "modal": (0.33, _MODAL),
    "could": (0.22, _COULD),
}
"""Base weight and patterns of each family of cues."""

_CUES = re.compile(
    "|".join(
        f"(?P<{name.replace(' ', '_')}>(?:(?<![\\w'’])(?!['’])|(?<=[a-z])(?=['’]))(?:{'|'.join(patterns)}))"
        for name, (_, patterns) in _FAMILIES.items()
    ),
    re.IGNORECASE,
)


_TRIGGERS = word_set(
    "will won't shall going gonna may might could expect expects expected expecting anticipate anticipates anticipated anticipating "
    "foresee foresees projected projects projecting forecast forecasts forecasted forecasting predict predicts predicted estimated "
    "estimates slated scheduled schedule poised bound destined set due tipped likely unlikely guaranteed bet bets guess prediction "
    "project stay track course pace about future guidance outlook guiding guided plan plans planned planning aim aims aiming intend "
    "intends intending pledged pledges vows vowed promises promised hopes hoping targeting target targets seek seeks committed agreed "
    "preparing assumes assuming modeling factoring raising raised lowering lowered reaffirm reaffirmed reaffirming maintain "
    "maintained maintaining update updated updating expectation expectations positioned reiterate reiterated reiterating reflects"
)


def may_tell_the_future(words: Iterable[str]) -> bool:
    """Whether any of the folded words can begin a cue: spares most sentences the search."""
    return any(word in _TRIGGERS or word.endswith("'ll") for word in words)


def cues_in(text: str, start: int, end: int) -> list[PredictionCue]:
    """The signs of the future in `text[start:end]`, in order."""
    found = []
    for match in _CUES.finditer(text, start, end):
        family = (match.lastgroup or "").replace("_", " ")
        if family == "will" and match.group().startswith("Will"):
            continue  # somebody's name, or a question
        found.append(PredictionCue(match.start(), match.end(), family, _FAMILIES[family][0]))
    return found
