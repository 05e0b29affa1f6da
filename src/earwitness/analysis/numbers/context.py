"""Whether a quantity is asserted about the world, rather than a name, date, ordinal reference, idiom or figure of speech."""

from __future__ import annotations

import re

from earwitness.analysis.numbers.grammar import MEASURE_NOUNS, TIME_NOUNS
from earwitness.text.numerals import Quantity
from earwitness.text.units import word_set

_LABELS = word_set(
    "number no step chapter part episode ep version level phase series page figure fig table section slide act season volume vol issue "
    "lesson rule option question point tier type stage round game day week year grade room gate flight line route item article paragraph "
    "appendix exhibit footnote equation image model gen generation class category quarter q h channel track unit module tip mistake "
    "reason myth principle edition article note case section title web age aged top plan layer port localhost system code highway "
    "interstate bus train platform room extension ext zip bip rfc iso issue ticket sha gpt claude opus sonnet grok gemini llama "
    "python iphone windows ios android v o wave war league formula fortune pillar idea thing chat"
)
_DISCOURSE = word_set(
    "thing things reason reasons way ways point points question questions example examples idea ideas option options part parts piece "
    "pieces type types kind kinds sort sorts category categories area areas step steps case cases side sides guys guy word words thought "
    "thoughts topic topics story stories aspect aspects factor factors component components level levels bucket buckets camp camps school "
    "schools world worlds term terms stage stages phase phases principle principles lesson lessons tip tips rule rules theme themes line "
    "lines bullet bullets item items key main major different others ones time times approach approaches perspective perspectives issue "
    "issues problem problems concept concepts element elements dimension dimensions layer layers version versions column columns section "
    "sections sentence sentences scenario scenarios choice choices path paths goal goals objective objectives track tracks angle angles "
    "direction directions extreme extremes minutes minute seconds second comments notes pillars hats models variables inputs outputs "
    "characters letters sets groups forms modes criteria strategies tools features functions jobs hands feet eyes halves ends sources "
    "references fronts categories places pages paragraphs"
)
_MONTHS = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|"
    r"Dec)\.?(?:\s?[0-9]{1,2}(?:st|nd|rd|th)?,?)?\s$"
)
_MONTH_AFTER = re.compile(
    r"\s(?:of\s)?(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Aug|Sept|Oct|Nov|Dec)(?![\w])"
)
_CLOCK_AFTER = re.compile(r"\s?(?:[ap]\.?m\b|o['’]?clock)", re.IGNORECASE)
_AGO = re.compile(
    r"(?:[\s-](?:or\sso|plus|\w{2,8}))?\s(?:ago|back|from\snow|old|of\sage|later|earlier|prior|hence|down\sthe\s(?:road|line)|out|away|into|in)"
    r"(?![\w])", re.IGNORECASE
)  # fmt: skip
_PLACING = re.compile(
    r"(?<![\w])(?:in|within|over|for|during|of|by|the|these)\s(?:the\s|these\s|like\s|another\s|about\s|maybe\s)?"
    r"(?:next|last|past|coming|previous|final)\s(?:about\s|like\s|uh\s|probably\s|maybe\s)?$"
    r"|(?<![\w])(?:next|last|past|coming|previous)\s(?:about\s|like\s|probably\s|maybe\s)?$|(?<![\w])(?:go|goes|going|went|rewind)\sback\s(?:about\s|like\s|maybe\s)?$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"(?<![\w])(?:first|last|final)\s$", re.IGNORECASE)
_IN_TIME = re.compile(
    r"(?<![\w])(?:in|within|inside|after)\s(?:about\s|like\s|the\s|another\s|maybe\s|just\s|probably\s){0,2}$", re.IGNORECASE
)
_YEAR_BEFORE = re.compile(
    r"(?<![\w])(?:in|since|by|from|until|till|of|to|year|early|late|mid|around|circa|before|after|during|through|and|for|summer|fall|spring|winter|"
    r"q[1-4]|the|about|fiscal|fy|calendar|november|january|was|is|this|next|last|[12]h|h[12])[\s-]$",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"(?<![\w'’])(?:let['’]?s\ssay|(?<!i\s)(?<!we\s)(?<!would\s)(?<!will\s)(?<!to\s)(?<!can\s)(?<!they\s)say|(?<!not\s)imagine|suppose|supposing|hypothetically|pretend|picture|i['’]?ll\sgive\syou|i\sneed|give\sme|if\s(?:i|you|we)\s(?:have|had|take|took|get|got|put|spend|run|only\shave))"
    r"(?:,|\sthat)?\s(?:[^\s]{1,14}\s){0,5}(?:about\s|like\s|a\s|an\s)?$", re.IGNORECASE
)  # fmt: skip
_CASE = re.compile(r"(?<![\w])(?:if|say|suppose|imagine|whether)(?:\s|,\s)[^.;:]{0,56}$", re.IGNORECASE)
_IDIOM = re.compile(
    r"(?<![\w])(?:(?:a|one)\s(?:hundred|thousand|million)\s(?:percent\s(?:agree|right|sure|correct|true|yes)|things|ways|reasons|different|other|questions)"
    r"|million[\s-]dollar\squestion|fifty[\s-]fifty|50[\s/-]50|zero[\s-](?:sum|shot|knowledge|day|to[\s-]one)|zero\sto\s(?:one|hero)|one[\s-]on[\s-]one|"
    r"one[\s-](?:to|by)[\s-](?:one|many)|one[\s-]shot|two[\s-]cents|two[\s-]way|three[\s-]dimensional|two[\s-]dimensional|one[\s-]off|"
    r"four[\s-]letter|five[\s-]star|on\sall\scylinders|third[\s-]part|three[\s-]letter|of\stwo\sminds|first\s\w{3,6}\ssteps|cloud\snine|half\sthe\s(?:time|battle|fun|story|job|reason|point|problem)|\w{2,5}\stimes\sover(?![\w])|half\sof\s(?:it|that|this|the\stime)(?![\w])|"
    r"double[\s-](?:down|click|clicked|check|checked|edged|dip|digit|clicking|checking|blind|whammy|sided|standard)|doubl(?:ed|ing)\sdown|"
    r"triple[\s-](?:a|digit|check|whammy))", re.IGNORECASE
)  # fmt: skip
_AGREEING = re.compile(
    r"\s(?:agree|agreed|right|sure|correct|true|yes|certain|confident|honest|transparent|behind|with\syou|on\sboard|the\scase)",
    re.IGNORECASE,
)
_WHOLLY = re.compile(
    r"\s(?:(?!(?:in|of|for|on|to|from|at|by|and|or|with|since|year|growth|increase|uptime|success|ownership|accuracy|recall)(?![\w]))"
    r"\w{2,}(?:ive|ly|ous|ful|able|ible|ent|ed|go|ready|fine|clear|there|mine|yours|safe|free|percent))(?![\w])",
    re.IGNORECASE,
)
_AGREED = re.compile(r"(?<![\w])(?:agree|agreed|sure|right|correct|true|certain|confident|yes|yeah|absolutely|no),?\s$", re.IGNORECASE)
_COMPARED = re.compile(
    r"\s(?:(?:as|more|less|fewer|the|that|what|better|faster|larger|higher|lower|our|their|its|his|\w{3,12}er|in(?!\sa\srow)|from|since|revenues?|"
    r"earnings|sales|growth|every|each|reduction|increase|improvement|output|productivity|speed\w*|efficien\w+|performance|net|annual|"
    r"\w{3,14}(?:scribed|valued|levered)|ebitda|debt|book|cash|current|average|normal|those|this|these|faster|what)(?![\w])|(?-i:[A-Z0-9]))",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"(?<![\w])(?:these|those|the|all|both|other|last|next|first|any|either|my|your|top|every|another|final|remaining|same)\s$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"(?:(?:and|so|but|or|well|okay|yeah|now|then|also|because|i\smean|just)[\s,]{1,3}){0,3}"
    r"(?:is|are|was|were|do|does|did|can|could|would|will|should|have|has|had|if|what\sif|what\sabout|how\sabout|for|at|isn['’]t|aren['’]t|don['’]t|"
    r"doesn['’]t|didn['’]t|any|say|maybe|like|or)\s",
    re.IGNORECASE,
)
_TAGGED = re.compile(
    r"(?:,\s(?:right|yeah|yes|no|okay|huh|you\sknow)|(?<![\w])(?:right|isn['’]t\sit|doesn['’]t\sit|don['’]t\sthey|aren['’]t\sthey))\s?\?$",
    re.IGNORECASE,
)
_SUPPOSING = re.compile(
    r"(?<![\w'’])(?:let['’]?s\s(?:just\s)?(?:say|assume|suppose|imagine|pretend)|imagine|suppose|supposing|hypothetically|pretend)(?![\w])"
    r"(?!\sthat\sit)[^.?!;]{0,120}$",
    re.IGNORECASE,
)
_UP_TO_PERIOD = re.compile(
    r"\s(?:\w{2,9}\s)?of\s(?:the\s|this\s|last\s|our\s|fiscal\s|calendar\s|current\s){0,2}(?:year|quarter|century|(?:19|20)[0-9]{2})(?![\w])",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\{[^{}]{0,24}\}|<[^<>]{0,24}>|\[[^\[\]]{0,24}\]")
_RANK = re.compile(r"(?:th|st|nd|rd)?[\s-]percentile(?![\w])|-of-[0-9]", re.IGNORECASE)
_LEVERED = re.compile(
    r"(?:^|(?<![\w]))(?:leverage\w*|ratio|ebitda|debt|earnings|multiple|valuation|oversubscribed|covered)(?![\w])[^.;:]{0,40}$|\s(?:\w{1,9}\s){0,2}(?:leverage|"
    r"levered|ebitda|net\sdebt|adjusted|oversubscribed)(?![\w])",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(
    r"\s(?:of\s(?!(?:it|that|this|course|an?|one|day|the\s(?:time|way|day|battle))(?![\w]))|(?:the|our|my|your|their|his|her|its|these|those|all)\s)",
    re.IGNORECASE,
)
_IN_SO_MANY = re.compile(r"\s(?:in|of)\s")
_LIST_MARK = re.compile(r"[.):](?:\s|$)|\s[-–—]\s")
_BARE_AGE = re.compile(
    r"(?<![\w])(?:i|he|she|you|i['’]m|he['’]s|she['’]s|you['’]re|age|aged|turned|turning|turns)(?:\s(?:was|were|is|am))?(?:\s(?:like|about|only|just))?\s$",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"(?:^|[,.;:]\s|(?<![\w])(?:then|first|please|just)\s)(?:ask|propose|choose|pick|write|list|name|generate|summarize|give|create|produce|return|take|try|make)\s(?:\w{1,8}\s)?$",
    re.IGNORECASE,
)


LARGE = 1e6
"""An amount of so much stands in the asking itself: `Why did they pay $2 billion for it?`"""


def refusal(text: str, quantity: Quantity, noun: str, bounds: tuple[int, int]) -> str:
    """Why a quantity of a sentence is no claim about the world; empty when it may be one."""
    before = text[max(bounds[0], quantity.start - 60) : quantity.start]
    after, words = text[quantity.end : min(bounds[1], quantity.end + 60)], text[quantity.start : quantity.end].casefold()
    if reason := _unasserted(text, quantity, (before, after), bounds):
        return reason
    if quantity.kind in ("percent", "multiple"):
        return _percent(quantity, before, after, bounds) if quantity.kind == "percent" else _multiple(text, quantity, before, after)
    if quantity.kind in ("money", "share"):
        return "" if quantity.kind == "money" or _OF_SOMETHING.match(after) or _IN_SO_MANY.search(words) else "nothing counted"
    if _MONTHS.search(before) or (quantity.value <= 31 and _MONTH_AFTER.match(after)) or _CLOCK_AFTER.match(after):
        return "date or clock time"
    if reason := _place_in_time(quantity, noun, before, after):
        return reason
    return "" if quantity.kind == "measure" else _bare(text, quantity, noun, (before, after), bounds)


def _unasserted(text: str, quantity: Quantity, near: tuple[str, str], bounds: tuple[int, int]) -> str:
    """The refusals of any quantity: idioms, suppositions, what is only asked, ranks."""
    if _IDIOM.search(text, max(bounds[0], quantity.start - 12), min(bounds[1], quantity.end + 26)):
        return "idiom"
    if _SUPPOSED.search(near[0]) or _SUPPOSING.search(text, max(bounds[0], quantity.start - 140), quantity.start):
        return "hypothetical"
    if _is_asked(text, bounds) and (quantity.value < LARGE or quantity.kind == "percent"):
        return "question"
    return "ordinal" if _RANK.match(near[1]) or near[0].endswith(("-of-", "-out-of-")) else ""


def _is_asked(text: str, bounds: tuple[int, int]) -> bool:
    """Whether the sentence is asked to be answered by yes or no: what it names is not asserted."""
    source_text = _NOISE.sub("", text[max(bounds[0], bounds[1] - 40) : bounds[1]]).rstrip(' "”’)')
    return source_text.endswith("?") and _YES_OR_NO.match(text, *bounds) is not None and not _TAGGED.search(source_text)


def _percent(quantity: Quantity, before: str, after: str, bounds: tuple[int, int]) -> str:
    alone = quantity.end - quantity.start > 0.6 * (bounds[1] - bounds[0])
    agreeing = (quantity.value in (100.0, 110.0) or quantity.value >= 1000) and (
        alone or _AGREEING.match(after) or _AGREED.search(before) or _WHOLLY.match(after)
    )
    return "idiom" if agreeing else ""


def _multiple(text: str, quantity: Quantity, before: str, after: str) -> str:
    words = text[quantity.start : quantity.end].casefold()
    if words == "twice" or "times" in words:
        if _LEVERED.search(before) or _LEVERED.match(after):
            return ""
        return "" if _COMPARED.match(after) and not re.match(r"\s(?:a|per|each)\s", after) else "frequency"
    if words in ("double", "triple", "quadruple", "doubles", "triples"):
        return (
            ""
            if re.match(r"\s(?:the|in|its|our|their|your|that|as|from|every|each|output|revenue\w*|sales|capacity|production)\b", after)
            else "not a multiple"
        )
    if words[:1].isdigit() and quantity.value >= 1000 and re.search(r"[A-Z][\w-]+\s$", before):
        return "part of a name"  # a model number: `Threadripper 2920X`
    return "not a multiple" if words.endswith("ing") and re.match(r"\sdown\b", after) else ""


def _place_in_time(quantity: Quantity, noun: str, before: str, after: str) -> str:
    timed = noun.casefold() in TIME_NOUNS or quantity.unit in ("years", "hours", "months", "weeks", "days", "minutes")
    if not timed:
        return ""
    rest = after if quantity.unit else after[len(noun) + 1 :] if after[1:].startswith(noun) else after[after.find(noun) + len(noun) :]
    if follow := _AGO.match(rest):
        word = follow.group().split()[-1].casefold()
        if word not in ("later", "in") and not (word in ("out", "into", "away", "back") and quantity.value > 12):
            return "place in time"
    if _PLACING.search(before) or (_FIRST.search(before) and _UP_TO_PERIOD.match(rest)):
        return "place in time"
    if _IN_TIME.search(before) and not re.search(r"(?:came\sout|done|built|released|took|shipped|wrote|made)\s[^.]{0,30}$", before):
        return "place in time"
    if noun.casefold() in ("minutes", "minute", "seconds", "second") and quantity.spelled and quantity.value < 3:
        return "turn of speech"
    return ""


def _bare(text: str, quantity: Quantity, noun: str, near: tuple[str, str], bounds: tuple[int, int]) -> str:
    """The refusals of a number without a sign: names, years, list markers, small counts."""
    before, after = near
    source_text = text[quantity.start : quantity.end]
    plain = source_text.strip("~<>+").replace(".", "").isdigit()
    previous = re.search(r"([\w’'&.-]{1,24})(\s|-)$", before)
    word = previous[1] if previous else ""
    if text[bounds[1] - 1] == "?" and quantity.value < 1000:
        return "question"
    if plain and (after[:1] == ":" or (quantity.start <= bounds[0] + 1 and _LIST_MARK.match(after))):
        return "list marker"
    if _is_year(quantity, plain=plain) and (not measured(noun) or _YEAR_BEFORE.search(before)):
        return "year"
    if word.casefold().rstrip(".") in _LABELS and not (noun and quantity.value >= 13 and word.casefold() in ("top", "model")):
        return "part of a name"
    named = word[:1].isupper() and word not in ("I", "A", "The", "In", "And", "But", "So") and previous is not None
    if named and plain and quantity.value < 1000 and not measured(noun):
        return "part of a name" if not (noun and bounds[0] >= quantity.start - len(word) - 1) else ""
    if _BARE_AGE.search(before) and not noun:
        return "age"
    if not noun:
        large = quantity.value >= 1000 and quantity.kind != "share" and (not plain or quantity.approx or "," in source_text)
        return "" if large or source_text[:1] in "~≈<>" else "nothing counted"
    return "" if quantity.kind == "share" or quantity.value >= 1000 else _small(quantity, noun, before, after)


def measured(noun: str) -> bool:
    """Whether the noun is a unit of measure, so that a number before it counts whatever else stands around it."""
    return noun in MEASURE_NOUNS or noun.casefold() in MEASURE_NOUNS


def _is_year(quantity: Quantity, *, plain: bool) -> bool:
    low, high = quantity.value, quantity.value_high or quantity.value
    return (
        low == int(low) and 1500 <= low <= 2100 and 1500 <= high <= 2100 and (plain or quantity.spelled or quantity.value_high is not None)
    )


def _small(quantity: Quantity, noun: str, before: str, after: str) -> str:
    """The refusals of a small count: `two reasons`, `these three companies`, `one person`, `a 50-piece system`."""
    folded = noun.casefold()
    if noun == "Series" or (_CASE.search(before) and not measured(noun)):
        return "hypothetical"
    if quantity.value == 0 or (quantity.value == 1 and quantity.value_high is None):
        return (
            ""
            if folded in MEASURE_NOUNS and not after.startswith(" of ") and not (quantity.spelled and folded in TIME_NOUNS)
            else "turn of speech"
        )
    if after[:1] in "-‐‑" and quantity.value < 100:
        return "attribute"
    timed = folded in TIME_NOUNS
    if quantity.value <= 12 and quantity.spelled and noun[:1].isupper() and not measured(noun):
        return "title"
    if quantity.value <= 12 and not timed:
        if folded in _DISCOURSE or after[:11].casefold() == " different " or _INSTRUCTION.search(before):
            return "discourse count"
        if quantity.spelled and _DETERMINED.search(before):
            return "discourse count"
    return ""
