"""How generally a sentence speaks: a rule, a definition or a reversal, in the present tense and about nobody in particular.

Such sentences are what people repeat ("A file is a thing you have"). Three things are looked at: that nothing ties the sentence to one
time, party or occasion; that its subject is a kind and not a thing at hand; and the figures of speech that sayings are made with.
Works on one sentence in lower case with plain apostrophes (`passages.plain`). All patterns are alternations with bounded gaps: linear.
"""

from __future__ import annotations

import re

from earwitness.analysis.stopwords import FUNCTION_WORDS, WEAK_WORDS
from earwitness.analysis.verbs import VERBS

_TIED = re.compile(
    r"\b(?:(?:19|20)\d\d|\d+(?:[.,]\d+)*|yesterday|today|tonight|tomorrow|recently|right now|currently|so far|lately|these days"
    r"|already|still"
    r"|ago|this \w+|these \w+|that (?:one|thing|guy|paper|case|company|question|point|part|piece|side|stuff|same)|here|(?:last|next)"
    r" (?:year|week|month|time|night|quarter|one)|he|she|him|her|his|hers|was|were|had|did|didn't|wasn't|weren't|went|got|said|told|came"
    r"|took|made us|became|saw|knew|thought|wanted|started|used to|we've|i've|they've|we're|i'm|we'll|i'll|i'd|we'd"
    r"|going to|gonna|might|percent|million|billion|dollars|euros|kind of|sort of|stuff|something"
    r" like|things like|so on|etc|actually|basically|probably|maybe|obviously|trying to|talking about|looking at|able to|i \w+"
    r"|they \w+|example|instance|way that|is that|is to|currently|now|yet|says|whatever|at the moment|in this case|on this"
    r"|those (?!who\b)\w+|for us|you guys)\b|[$€£]|n't know\b",
)
"""Words of one time, one party or one occasion, and those that soften what a saying states flatly."""
_SAID = re.compile(r"^(?:but |and )?(?:(?:he|she|they) (?:said|says|wrote|told me|told us)[,:]? (?:that )?)?")
_LOOSE = re.compile(r"\b(?:will|would|could|may|there|my|our|us|me|them|we|they're|you're|'ll)\b")
"""Words that are at home in sayings and in reports alike: they halve the trust that it is one."""
_MODEL_TALK = re.compile(r"\b(?:being able to|would not|there is (?:no|nothing)|there's (?:no|nothing)|there are no)\b")
"""Harmless forms of words in `_TIED`, taken out before it is asked."""
_KIND = re.compile(
    r"(?:an?|no|every|any|most|all|good|bad|great|nobody|no one|nothing|everybody|everyone|anybody|people|you|whoever|those who|what you"
    r"|what people|if you|if we|if an?|if people|if they|when you|when people|when an?|whenever|once you|once an?|until you"
    r"|unless you|without"
    r"|never|always|the (?:more|less|better|faster|cheaper|bigger|longer|harder|fewer|sooner|earlier|closer|higher|lower|smaller|larger"
    r"|best|worst|cheapest|easiest|hardest|fastest|only|most \w+|first rule|value of|price of|cost of|point of|purpose of|job of|art of"
    r"|secret of|opposite of|people who|person who|one who|biggest|real|ones? (?:that|who)|great thing about|hard(?:est)? part of)"
    r"|it(?:'s| is) (?:often|always|usually|never|better|easier|harder|rarely|seldom|hard|easy|impossible) \w+|it takes|in \w+, \w+"
    r"|there (?:is|are) (?:no|nothing|only)|to \w+ is\b|only)\b",
)
"""Openings that name a kind: `an alarm`, `nobody`, `the more`."""
_SO_MUCH = re.compile(r"the (?:more|less|worse|\w{2,}er)\b[^,;.?!]{2,80}, the (?:more|less|worse|\w{2,}er)\b")
"""The one grows with the other."""
_MILD = re.compile(
    r"there(?:'s)? |you (?:can|could|go|get|start|have|want|see|use|need|just|kind)\b|when you|if you (?:want|have|use|look|go|do|don't)\b"
)
"""Openings of sayings and of instructions alike."""
_THE = re.compile(
    r"(?:the|your|their|its|his|her|our|my|this|that|these|those|i|we|they|he|she|it|so|because|and|but|or|also|then|there)\b"
)
_PRESENT = re.compile(
    r"(?:is|are|isn't|aren't|does|do|doesn't|don't|can|can't|cannot|must|has|have|should|shouldn't|comes?|means?|becomes?|needs?"
    r"|makes?|takes?"
    r"|gets?|gives?|goes|works?|wins?|beats?|matters?|costs?|teaches|requires?|lives?|dies?|grows?|starts?|ends?|depends?|produces?"
    r"|follows?"
    r"|outlives?|shows?|tells?|leads?|creates?|kills?|eats?|pays?|drives?|keeps?|lets?|sells?|buys?|learns?|fails?|knows?|wants?|turns?"
    r"|hides?|replaces?|protects?|begins?|breaks?|brings?|forces?|changes?|says?|rewards?|punishes|lacks?|belongs?|assumes?|serves?)",
)
_FIGURES: tuple[tuple[float, re.Pattern[str]], ...] = (
    # The more, the less.
    (
        0.5,
        re.compile(
            r"\bthe (?:more|less|better|faster|cheaper|bigger|longer|harder|fewer|sooner|earlier|closer|higher|lower"
            r"|smaller|larger)\b"
            r"[^.;?!]{2,90}\bthe (?:more|less|better|faster|cheaper|bigger|longer|harder|fewer|sooner|easier|closer|higher"
            r"|lower|worse)\b"
        ),
    ),
    # X is not A, it is B; not A but B.
    (
        0.45,
        re.compile(
            r"(?:\b(?:is|are|does|do)(?: not|n't)\b[^.;?!]{3,80}[,;] (?:it|they|he|she|you)(?:'s| is|'re| are| \w+s)\b"
            r"|\bnot [^.;:?!]{2,50},? but\b"
            r"|, (?:and )?not (?:by |from |in |for |with |to |about |of )?(?:a |an |the |its "
            r"|your )?\w+(?: \w+){0,2}[.!]$|\b(?:don't|doesn't) \w+[^.;?!]{2,60}, (?:they|it|you) )"
        ),
    ),
    # The superlative with its measure.
    (
        0.35,
        re.compile(
            r"\b(?:the (?:best|worst|cheapest|biggest|greatest|most \w+|only|highest|lowest|hardest|fastest|first|single"
            r"|easiest|simplest|opposite)\b"
            r"[^.;?!]{2,70}\b(?:is|are)\b|(?:is|are) the (?:best|worst|cheapest|biggest|greatest|most|only|highest|lowest"
            r"|hardest|enemy|price|opposite|mother|root|art|new|first rule|difference)\b)"
        ),
    ),
    # Nobody, nothing, every.
    (0.25, re.compile(r"\b(?:nobody|nothing|no one|everybody|everyone|never|always|every|worth nothing|no \w+, no)\b")),
    # Until, unless, without, only if.
    (0.25, re.compile(r"\b(?:until|unless|without|only (?:if|when|as)|before you|as long as|the moment)\b")),
    # A is B.
    (
        0.3,
        re.compile(
            r"^(?:an? (?:[\w'-]+ ){1,5}|[\w'-]+(?: [\w'-]+){0,3} |(?:the|in) [\w'-]+(?: of)? (?:[\w'-]+ ){0,4}"
            r"|in [\w'-]+, [\w'-]+ )(?:is|are|isn't|aren't|means|comes from|come from) (?:not |never |always |just |also |about )?"
            r"(?:an?|the|what|who|where|when|being|about|from|as|in)?\b"
        ),
    ),
    # A kind by what it does; what is often so.
    (
        0.3,
        re.compile(
            r"^(?:an? \w+|[\w-]+s|the (?:people|companies|ones)|people|those|nobody|anyone) (?:that|who|which) "
            r"|^it's (?:often|usually|rarely) the\b"
        ),
    ),
    # If you do, you get.
    (0.3, re.compile(r"^(?:if|when|whenever|once) (?:you|we|an?|people|somebody|someone|your|nobody|everybody|everyone)\b[^.;?!]{4,110},")),
    # One measured by the other.
    (
        0.25,
        re.compile(
            r"\b(?:more|less|better|worse|faster|cheaper|easier|harder|rather|longer|bigger|stronger"
            r"|safer) (?:\w+ ){0,3}than\b|\bas \w+ as\b|\binstead of\b"
        ),
    ),
    (0.2, re.compile(r"\byou (?:can't|cannot|can never|don't|have to|must|need|get|lose|become|pay|only)\b")),
    (0.25, re.compile(r"^(?:the |an? )?\w+ \w+(?: \w+){0,3},? and (?:the |an? )?\w+ \w+")),
    (
        0.2,
        re.compile(
            r"\b(?:outlives?|beats?|teaches|kills?|eats|defeats|rewards?|trumps|replaces nobody|writes itself|comes? from"
            r"|belongs?|wins)\b"
        ),
    ),
)
IMAGERY = re.compile(
    r"\b(?:like an? \w+|as if|war|fires?|blood|death|dead|dies?|kill\w*|dreams?|nightmare|fear|afraid|love|hate|crazy|insane|magic\w*"
    r"|monster|gods?|heart|soul|funerals?|wrench|hammer|enemy|enemies|teachers?|mirror|bridges?|ladder|scars?|lies|thie(?:f|ves)|knife"
    r"|explo\w+|race|goldmine|earthquake|tsunami|waves?|storm|revolution\w*|addict\w*|weapon\w*|engine|oxygen|fuel|superpower\w*"
    r"|holy grail|wild west|arms race|tipping point|sprint\w*|mouse|cheese|jungles?|trap|moat|bubble|cathedral|miracle|beautiful"
    r"|terrifying|brutal|courage|genius|legendary|seeds?|habit|promise)\b",
)
"""Images and strong feelings: what a sentence is remembered by."""
_OPPOSITES = """
right wrong|first last|first second|first third|first next|more less|fast slow|cheap expensive|good bad|better worse|old new|big small
before after|machine human|machine people|machine doctor|question answer|question questions|win lose|winner loser|rich poor|easy hard
simple complex|open closed|read write|build buy|save spend|give take|start stop|start end|beginning end|true false|strong weak|long short
inside outside|problem solution|cost value|price value|everybody nobody|nobody everybody|everything nothing|many few|high low|hear see
can't can|never always|see look|speed size|hot cold|early late|past future|risk reward|input output|theory practice|luck skill
remember forget|reuse recycling|accuracy trust|detail product|hide show|love hate|people machine|signal noise
friend enemy|work play|give get|keep lose|remember forgets|young old|same different|own rent
"""
_PAIRS = tuple((one, other) for line in _OPPOSITES.strip().splitlines() for one, other in [pair.split() for pair in line.split("|")])
_WORD = re.compile(r"[a-z][\w'-]*")
_SINGLE = 0.4
"""Below this a sentence has one figure of speech only, as half of all plain statements about a kind have."""
_DENIED_WITHOUT = re.compile(r"\b(?:can't|cannot|don't|never|nobody|nothing|no one)\b[^.;?!]{3,70} (?:if|until|unless|without)\b")
"""What cannot be had without something else."""
_LESSON = re.compile(
    r"\bi (?:used to (?:think|believe|say)|(?:always )?thought|learned|learnt|have learned|came to (?:see|believe)|changed my mind"
    r"|was wrong"
    r"|(?:did not|didn't) understand [^.;?!]{1,40} until|realized|realised|was against)\b|\b(?:taught|teaches) (?:me|us)\b"
    r"|\bwe (?:got|were|had it)"
    r" wrong\b|\bthe (?:lesson|thing) (?:i|we) (?:take|took|learned|learnt|got wrong)\b|\bwe thought\b|\bthe (?:question|problem"
    r"|trouble|point) (?:is|was)"
    r" (?:not|never)\b|\bi would (?:make|call) (?:that|it) a law\b|\bnot because\b[^.;?!]{3,90}\bbut because\b|\b(?:first|second"
    r"|third|general) (?:rule|lesson)\b",
)
"""Somebody says what they learnt, or turns a belief around."""


def maxim_of(plain: str) -> float:
    """0 to 1: how far the sentence is a saying.

    >>> maxim_of("an alarm that is usually wrong teaches people to ignore the alarm that is right.") > 0.6
    True
    >>> maxim_of("we switched the alarm on in two hospitals.")
    0.0
    """
    body = _SAID.sub("", plain.lstrip("\"'“‘("))
    bare = _MODEL_TALK.sub("", body)
    if _TIED.search(bare):
        return 0.0
    words = _WORD.findall(body.replace("'s ", " is "))
    if not 4 <= len(words) <= 36 or not any(
        _PRESENT.fullmatch(word) or ((at < 3 or word in VERBS) and word.endswith("s")) for at, word in enumerate(words[1:])
    ):
        return 0.0
    subject = _subject(body, words)
    if not subject:
        return 0.0
    figures = (
        sum(weight for weight, pattern in _FIGURES if pattern.search(body))
        + 0.25 * min(2, echoes(words))
        + (0.2 if IMAGERY.search(body) else 0.0)
    )
    figures += (0.5 if _SO_MUCH.match(body) else 0.0) + (0.25 if _DENIED_WITHOUT.search(body) else 0.0)
    if figures < 0.2:
        return 0.0
    if figures < _SINGLE:
        subject *= 0.65
    length = 1.0 if len(words) <= 22 else 1 - (len(words) - 22) / 28
    loose = 0.75 if _LOOSE.search(bare) and not body.startswith("if we") else 1.0
    return min(1.0, (0.3 + 0.55 * min(1.0, figures)) * length * subject * loose + (0.15 if figures >= 0.7 else 0.0))


def lesson_of(plain: str) -> float:
    """1 where a speaker says what they learnt or turns a belief around, else 0.

    >>> lesson_of("i used to think evaluation comes at the end."), lesson_of("i think so.")
    (1.0, 0.0)
    """
    return 1.0 if _LESSON.search(plain) else 0.0


def _subject(body: str, words: list[str]) -> float:
    """1 when the sentence is about a kind of thing, less when it may be about one at hand, 0 when it is."""
    if _SO_MUCH.match(body):
        return 1.0
    if _MILD.match(body):
        return 0.6
    if _KIND.match(body):
        return 1.0
    if _THE.match(body):
        return 0.7 if body.startswith(("the ", "we ")) and len(words) <= 20 else 0.0
    first = words[0]
    if first.endswith("ly") or re.match(r"what (?:you|we|i|they) (?:\w+ )?(?:do|need|have|want|can|see)\b", body):
        return 0.0
    if first in FUNCTION_WORDS and first not in ("in", "to", "for", "with"):
        return 0.0
    return 1.0 if first not in WEAK_WORDS or first.endswith("s") else 0.6


def echoes(words: list[str]) -> int:
    """How often a subject word comes back, and how many pairs of opposites there are: `wrong` and `right`, `alarm` and `alarm`."""
    seen: set[str] = set()
    again = 0
    for word in words:
        form = word.removesuffix("s")
        if len(word) > 3 and word not in WEAK_WORDS and word not in VERBS:
            again += form in seen
            seen.add(form)
    held = set(words) | seen
    return min(2, again) + sum(one in held and other in held for one, other in _PAIRS)
