"""Classifies sentences by the kind of statement they make, from cue words: cause, contrast, rule, advice and the like.

Works on one sentence in lower case with plain apostrophes (`passages.plain`). English cues; a sentence in another language has none,
and is then judged by its weight in the text alone. Every pattern is an alternation of short phrases with bounded gaps: linear.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from earwitness.analysis.summary.maxims import lesson_of, maxim_of

Kind = Literal["conclusion", "finding", "cause", "contrast", "comparison", "trend", "prediction", "definition", "judgement"]
Family = Literal["insight", "principle", "practice"]

_GAP = r"[^.;:?!]{1,60}?"

KINDS: dict[Kind, tuple[float, re.Pattern[str]]] = {
    "conclusion": (
        0.8,
        re.compile(
            r"\b(?:in the end,|ultimately|at the end of the day|bottom line|in short,|in sum\b|to sum up|all in all|overall,"
            r"|the takeaway|the upshot|"
            r"the point is|the lesson|in conclusion|the net (?:result|effect)|what it comes down to|long story short)",
        ),
    ),
    "finding": (
        1.0,
        re.compile(
            r"\b(?:turns? out|the (?:key|trick|secret|takeaway|lesson|bottleneck|catch|irony|paradox|upshot|trade-?off|main reason)\b"
            r"|(?:biggest|main|real|core|only|hardest|key) (?:\w+ )?(?:problem|challenge|risk|question|bottleneck|obstacle|difference|"
            r"advantage|barrier|thing|issue|driver|reason|mistake)s?\b"
            r"|what (?:really |actually |most )?(?:matters|counts|changed|drives|people (?:miss|forget|get wrong|don't))"
            r"|most important(?:ly)?\b|counter-?intuitive|surprising(?:ly)?|paradoxical|(?:is|are|was) wrong\b"
            r"|i(?:'ve)? (?:learned|learnt|realized|realised|found that)|we (?:found|learned|learnt|discovered) that"
            r"|the problem (?:with|is)"
            r"|the point is|the truth is|the reality is|in reality,|in practice,|misconception|bottlenecks?)",
        ),
    ),
    "cause": (
        0.9,
        re.compile(
            r"\b(?:because|the reason|that is why|which is why|as a result|which means|that means|which (?:lets|allows|makes|gives)|"
            r"(?:leads?|led) to|due to|results? in|resulted in|thanks to|depends? (?:on|upon)|(?:drives?|caused|causes|forces|enables?) |"
            r"explains? why|is driven by|stems? from|comes? down to|(?:allow|allows|allowed) (?:you|us|them|people|it|for)|"
            r"therefore|thereby|in exchange for|once \w+ (?:is|are|has|have)|(?:makes?|made) (?:it|them|us|you|the \w+) (?:\w+er"
            r"|more|less|"
            r"possible|easier|harder|impossible|easy|hard))\b",
        ),
    ),
    "contrast": (
        0.9,
        re.compile(
            rf"(?:\bnot (?:just |only |because |about |so much )?{_GAP},? but\b|n't {_GAP}, but\b|\b(?:is|was|are|were)n't (?:just "
            rf"|about |only ){_GAP}"
            r"|\binstead of\b|\brather than\b|\bwhereas\b|\bunlike\b|\bon the other hand\b|\bby contrast\b|\bin contrast\b"
            r"|\bas opposed to\b"
            r"|\beven though\b|\bdespite\b|\balthough\b|\bhowever\b|\bversus\b|\bno longer\b|\bthe opposite\b|, not (?:a |an |the "
            r"|just )?\w+)",
        ),
    ),
    "comparison": (
        0.7,
        re.compile(
            r"\b(?:(?:more|less|fewer|better|worse|faster|slower|cheaper|bigger|larger|smaller|higher|lower|easier|harder|stronger"
            r"|longer|"
            r"earlier|further|greater)(?: \w+){0,4} than|lags?\b|outperforms?|ahead of|behind the|times (?:more|less|faster|cheaper|as)|"
            r"compared (?:to|with)|as \w+ as|the same \w+ as|only as \w+ as|twice as|half (?:as|of))\b",
        ),
    ),
    "trend": (
        0.6,
        re.compile(
            r"\b(?:rose|grew|grown|fell|doubled|tripled|quadrupled|jumped|increas(?:ed|es|ing)|declin(?:ed|es|ing)|dropp(?:ed|ing)|"
            r"expanded|shrank|surged|soared|halved|is accelerating|(?:gone|went|going) from|went up|went down|"
            r"(?:getting|becoming|become|became) (?:more|less|\w+er)|over the (?:past|last) )\b",
        ),
    ),
    "prediction": (
        0.6,
        re.compile(
            r"(?:\b(?:will|won't|is going to|are going to|gonna|expect(?:s|ed)? (?:to|that)|predict|forecast|is about to|are about to|"
            r"by 20\d\d|(?:in|within) the next \w+|(?:in|within) (?:\d+|two|three|five|ten|a few) (?:to \w+ )?years|eventually)\b|'ll\b)",
        ),
    ),
    "definition": (
        0.5,
        re.compile(
            r"\b(?:(?:the|my) idea (?:is|was|behind)|what i call|is (?:called|known as|defined as)|refers to|means that|(?:is"
            r"|are) (?:basically |"
            r"essentially |really |simply |just )?(?:a|an|the) (?:\w+[ -]){0,3}(?:that|which|where|of|for|to)\b|stands for"
            r"|is designed to|"
            r"works? by|consists? of)",
        ),
    ),
    "judgement": (
        0.5,
        re.compile(
            r"\b(?:i (?:firmly |really |strongly |still |truly )?(?:believe|think|suspect|doubt|bet|worry|argue|tend to)"
            r"|in my (?:view|opinion|experience)|"
            r"(?:the|our|my) (?:most|best|worst|biggest|greatest|single)\b|(?:is|are) (?:crucial|critical|essential|vital"
            r"|fundamental|huge|"
            r"dangerous|broken|powerful|impossible|inevitable|overrated|underrated|priceless)|matters?|everyone|everybody|nobody|no one|"
            r"never|always|the only (?:way|thing|reason)|must)\b",
        ),
    ),
}
"""Each kind's weight in the strength of a claim, and its cues."""

_RULE = re.compile(
    r"(?:\bthe (?:more|less|better|faster|bigger|longer|harder|fewer|sooner|earlier|closer|higher)\b[^.;?!]{2,80}\bthe (?:more|less"
    r"|better|faster|bigger|"
    r"longer|harder|fewer|sooner|easier|closer|higher|worse)\b|^if (?:you|a|an|people|someone|your)\b|^when (?:you|a|an|people"
    r"|someone|your)\b"
    r"|^whe(?:never|rever)\b|^once (?:someone|you|a|an|people)\b|\byou (?:always |really |only |just )?(?:have to|need to|must"
    r"|can't|cannot|never|always)\b"
    r"|\b(?:always|never)\b|\bit(?:'s| is) (?:almost always |always |often |usually |generally |much |far )?(?:better|best|easier"
    r"|harder|important|"
    r"crucial|critical|essential|hard|easy|impossible|worth|dangerous|wise|the (?:\w+ ){1,2}(?:that|who))\b|\btends? to\b"
    r"|\b(?:often|usually"
    r"|typically|generally) \w+"
    r"|\bonly as \w+ as\b|\b(?:is|are) (?:more|less) important than\b|\bwhat (?:really |actually )?matters (?:is|most)|\bit takes\b"
    r"|\bno (?:amount|matter)\b|\bthe best \w+ (?:is|are|do|don't|to)\b|\bmost (?:people|companies|teams|founders|of the time)\b"
    r"|\b(?:requires?|demands?|produces?|beats?|matters?|rewards?|follows?)\b|\bgood \w+ (?:is|are|come|comes|make|makes)\b"
    r"|\bhas to be\b|\bought to\b"
    r"|\bshould\b|\b(?:is|are) its own\b|\bfirst (?:rule|principle|law)\b|\ba rule\b|\byou (?:get|become|lose|learn|end up)\b)",
)
_STRONG_RULE = re.compile(
    r"(?:\bthe (?:more|less|better|faster|bigger|longer|harder|fewer|sooner|earlier)\b[^.;?!]{2,80}\bthe (?:more|less|better|faster"
    r"|bigger|longer|"
    r"harder|fewer|sooner|easier|worse)\b|^(?:if|when|whenever|once) (?:you|someone|somebody|people|a|an|your)\b[^.;?!]{5,120},"
    r"|\bonly as \w+ as\b"
    r"|^(?:always|never)\b|\b(?:a|the|this|first|golden) (?:rule|principle|law)\b|\bwhat (?:really |actually )?matters (?:is|most)"
    r"|\bit(?:'s| is) (?:often|always|usually|generally|better|better to)\b|\bmore important than\b|\bmost (?:people|companies"
    r"|teams|founders)\b"
    r"|\bhistory shows\b|\btends? to\b|\bis its own\b|\bthe best (?:\w+ )?(?:is|are|way)\b|\bno (?:amount"
    r"|matter)\b|\b(?:produces?|requires?|beats?|rewards?) "
    r"(?:more|less|better|a|the)\b|\b(?:followers|founders|leaders|people|companies|teams|users|customers|engineers|managers"
    r"|markets|systems) (?:can|will|don't|need|want|must|always|never|often)\b)",
)
_PARTICULAR = re.compile(
    r"(?:\b(?:19|20)\d\d\b|[$€£]\s?\d|\b(?:yesterday|today|tonight|tomorrow|this (?:year|week|month|morning|point|thing|guy|company"
    r"|paper|case|particular)"
    r"|last (?:year|week|month|time|night)|next (?:year|week|month)|here|years? ago|recently|right now|currently|so far|lately"
    r"|these days)\b"
    r"|\b(?:he|she|him|her|his|hers)\b|\b(?:i|we) (?:was|were|had|did|went|got|saw|said|told|asked|started|used|worked|tried|built"
    r"|made|came|took|"
    r"wanted|decided|just|'ve|'m|am|'d)\b|\b(?:i|we)'(?:ve|m|d|re|ll)\b|\bmy (?:wife|husband|kids?|son|daughter|friend|mom|dad|boss"
    r"|co-?founder)\b"
    r"|\b(?:was|were|had been|used to|said|told|asked|turned)\b|\bthis episode\b)",
)
_IMPERATIVE = (
    r"use|try|start|stop|make|keep|ask|build|avoid|pick|choose|write|read|learn|give|set|watch|take|find|put|run|"
    r"spend|talk|hire|treat|consider|remember|prioriti[sz]e|invest|define|check|get|look|go|think|create|automate|"
    r"listen|save|lean|embrace|explore|begin|add|replace|separate|assume|don't|do not|"
    r"(?:never|always) \w+(?<!ly)(?<!ing)|be|install|open|delegate|publish"
    r"|buy|sell"
    r"|learn|leave|bring|close|decide|ignore|invite|protect|pull|push|reject|rewrite|send|stick|teach|tell|treat|wait"
    r"|collect|insist|negotiate|print|refuse|resist|stay|subtract|verify"
    r"|(?:demand|limit|plan|share|track|test|measure|judge|document|review|schedule|export|import|focus|practice|experiment|ship"
    r"|turn|move|count"
    r"|switch|drop|compare|report|cut|record|trust|store|pay|design)(?= (?:the|a|an|your|it|them|every|everything|all|what|how|on"
    r"|with|off|down|only|for|one)\b)"
    r"|count(?= \w+, not )"
)
_ADVICE = re.compile(
    rf"(?:^(?:please |just |then |first,? |instead,? |also,? )?(?:{_IMPERATIVE})\b(?! (?:of|is|was|are|at least|comes|has|means"
    rf"|makes|gives|can|will|does|goes)\b)"
    rf"|^(?:if|when|before|after|whenever) (?:you|your|they|somebody|someone)\b[^.;?!]{{3,90}}, (?:then )?(?:please |just "
    rf"|you (?:should|can|could"
    rf"|need to|want to|have to|might want to) )?(?:{_IMPERATIVE})\b"
    r"|\b(?:i|we|i'd|we'd) (?:would |always |highly |strongly |really |often )?(?:recommend|suggest|advise|encourage)\b"
    r"|\bmake sure\b|\bbe sure to\b"
    r"|\bthe (?:best|easiest|right|simplest|fastest|only) (?:way|thing|place) (?:to|you can)\b|\bone (?:thing|trick|way|approach"
    r"|tip)\b[^.;?!]{0,40}\b(?:you can|is to)\b"
    r"|\bmy (?:advice|recommendation|tip|suggestion)\b|\byou (?:should|ought to|want to|might want to|may want to|'ll want to"
    r"|'d better|could try|need to)\b"
    r"|\byou (?:can|could)(?: also| now| even| just| actually| simply| always| then)? (?:use|try|run|get|ask|set|build|start"
    r"|preview|download|install|select|do (?!it\b|this\b|that\b|with\b|so\b|to\b)|"
    r"have|add|create|make|take|find|give|write|put|go|choose|pick|learn|train|connect|plug|save|automate|combine"
    r"|avoid)\b"
    r"|\b(?:worth (?:trying|reading|a try|checking|doing|a look)|give it a try|a good (?:way|place) to|rule of thumb"
    r"|the trick is to|the key is to)\b)",
)
_STRONG_ADVICE = re.compile(
    r"(?:\b(?:recommend|suggest|advise|my advice|make sure|be sure to|rule of thumb|you should|you might want to|the (?:best"
    r"|easiest|right) (?:way|thing|place) to)\b"
    rf"|^(?:if|when|before|after|whenever) (?:you|your|they|somebody|someone)\b[^.;?!]{{3,90}}, (?:then )?(?:please |just |always "
    rf"|never )?(?:{_IMPERATIVE})\b"
    rf"|^(?:{_IMPERATIVE})\b|\byou can(?: even| also| now| just)? (?:use|try|preview|run|do|download|install"
    rf"|ask)\b[^.;?!]{{12,120}} (?:by|with|to|for|from)\b)",
)
_NARRATED = re.compile(
    r"(?:\b(?<!see )(?:whether|if|why|how|what|when|where) (?:or not )?you (?:still )?(?:should|can|could|need)\b|^there(?:'s| is"
    r"| are)\b[^:]{0,200}$|\bthings? (?:that )?you (?:can|could)\b|\byou (?:can|could|might|may) (?:imagine|see"
    r"|argue|say"
    r"|think of|tell|hear|guess|call)\b|\b(?:imagine|suppose|let's say"
    r"|say you|pretend)\b"
    r"|^(?:look|go|get|be|think|remember|give|take|talk|keep|put|make|find) (?:it|that|this|him|her|them|me|us)\b|^let'?s?\b"
    r"|^talk (?!to\b)|^(?:compare|add|put|apply) (?:that|this|it) (?:to|with)\b"
    r"|^don't (?:worry|get me wrong|know|think)\b"
    r"|^be (?:sure to (?:subscribe|check|follow|tune)|there)\b|\b(?:i|we|he|she|they) (?:was|were|used to|had)\b|^(?:never mind"
    r"|go ahead|get in|come on)\b"
    r"|\b(?:next|last|another|this) (?:question|slide|chart|story|topic)\b|^think about\b.{0,40}$|\byou (?:know what i mean|guys)\b"
    r"|\bhe should|\bif you remember\b)",
)


_REPORTED = re.compile(
    r"\b(?:(?:cynical|common|conventional|popular|skeptical|bearish|bullish|other|naive) (?:view|argument|take|answer) (?:is|was"
    r"|holds|goes)\b"
    r"|(?:critics|skeptics|some|some people|many|others) (?:say|argue|think|believe|claim)\b)",
)
_FIRST_PERSON = re.compile(r"\bi(?:'m|'ve|'d|'ll)?\b(?! (?:think|believe|would say|suspect|tend to think)\b)|\b(?:me|my|we|our|us)\b")


_TOLD = re.compile(
    rf"(?:please |just |first,? |instead,? |and )?(?:{_IMPERATIVE})\b(?! (?:of|is|was|are|comes|has|means|makes|gives|can|will)\b)"
)


def is_reported(plain: str) -> bool:
    """True for a sentence in the imperative."""
    return bool(_TOLD.match(plain))


class Cues(NamedTuple):
    """What a sentence was found to do."""

    kinds: tuple[Kind, ...]
    """Strongest first."""
    claim: float
    """0 to 1: how much the sentence asserts."""
    general: float
    """0 to 1: a rule without particulars."""
    advice: float
    """0 to 1: addressed to the reader as something to do or use."""
    reported: bool = False
    """A view held up to be answered, which is not the speaker's own claim."""
    maxim: float = 0.0
    """0 to 1: a saying, see `maxims`."""
    lesson: float = 0.0
    """1 where somebody says what they learnt."""


NO_CUES = Cues((), 0.0, 0.0, 0.0)


def cues_of(plain: str) -> Cues:
    """The cues of one sentence (lower case, plain apostrophes, one line).

    >>> cues_of("more output produces more masterpieces because the ratio stays constant.").kinds[0]
    'cause'
    """
    hits = [(kind, weight) for kind, (weight, pattern) in KINDS.items() if pattern.search(plain)]
    claim = 1.0
    reported = bool(_REPORTED.search(plain))
    if reported:
        hits = [(kind, weight / 2) for kind, weight in hits]
    for _, weight in hits:
        claim *= 1 - 0.45 * weight
    return Cues(
        tuple(kind for kind, _ in hits),
        1 - claim,
        _generality(plain),
        _advice(plain),
        reported,
        0.0 if reported else maxim_of(plain),
        lesson_of(plain),
    )


def _generality(plain: str) -> float:
    if _PARTICULAR.search(plain) or _FIRST_PERSON.search(plain):
        return 0.0
    rules = len(set(_RULE.findall(plain)))
    if not rules:
        return 0.0
    return min(1.0, 0.35 + 0.15 * min(rules, 3) + (0.3 if _STRONG_RULE.search(plain) else 0.0))


def _advice(plain: str) -> float:
    hits = len(set(_ADVICE.findall(plain)))
    if not hits or _NARRATED.search(plain):
        return 0.0
    return min(1.0, 0.4 + 0.1 * min(hits, 3) + (0.35 if _STRONG_ADVICE.search(plain) else 0.0))


_RULES, _SAYINGS = 0.6, 0.4
"""How general a sentence must be to be printed as a rule."""


def family_of(cues: Cues) -> tuple[Family, float] | None:
    """The one family a sentence belongs to, with how well it fits (0 to 1); None when it fits none.

    Advice outranks rules, and rules outrank insights, since each is the narrower family: a sentence is printed under one only.
    """
    if cues.advice >= 0.75:
        return "practice", cues.advice
    caused = "cause" in cues.kinds and cues.maxim < 0.75
    if cues.general >= _RULES or (cues.maxim >= _SAYINGS and not caused):
        return "principle", max(cues.general, 1.1 * cues.maxim)
    if cues.claim >= 0.38 and set(cues.kinds) & {"finding", "cause", "contrast", "comparison", "trend"}:
        return "insight", cues.claim
    return None
