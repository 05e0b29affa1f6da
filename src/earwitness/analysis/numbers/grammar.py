"""The grammar around a number: the noun it counts, its hedge, and the time it refers to."""

from __future__ import annotations

import re

from earwitness.text.numerals import Quantity
from earwitness.text.units import rate_after, word_set

TIME_NOUNS = word_set(
    "year years month months week weeks day days hour hours minute minutes second seconds decade decades century centuries quarters "
    "milliseconds nanoseconds microseconds"
)
MEASURE_NOUNS = TIME_NOUNS | word_set(
    "percent percentage degrees miles mile kilometers kilometres meters metres feet foot inches acres tons tonnes pounds ounces grams "
    "kilograms kilos gallons liters litres barrels watts kilowatts megawatts gigawatts terawatts hertz megahertz gigahertz bytes kilobytes "
    "megabyte gigabyte kilobyte terabyte megabit gigabit kilobit "
    "megabytes gigabytes terabytes petabytes exabytes gigs gig bits tokens parameters flops teraflops petaflops exaflops nanometers "
    "megawatt gigawatt kilowatt terawatt kilowatt-hours volts amps joules calories qubits hectares knots generations employees people "
    "users customers subscribers shares stores patients students GPUs TPUs chips cores lines pages words basis points scale inch mile"
)
FUNCTION = word_set(
    "a an the this that these those it its he she they we you i me him her them us my your our their his and or but nor so yet if when "
    "while because as than then there here in on at by for with from to into onto of off over under about after before since until till "
    "between through during within without against per via is are was were be been being am isn't aren't wasn't has have had having do "
    "does did done will would shall should can could may might must ought not no yes also just only even still already now today "
    "yesterday tomorrow ago later which who whom whose what where why how both each every any some all most more less much many few "
    "very really quite too gets get got goes go went says say said makes make made takes take took comes come came gives give gave "
    "means needs wants looks seems becomes shows works helps lets keeps uses thinks knows happens exists depends uh um er ah oh well "
    "like okay ok right actually basically maybe probably almost together apart back out up down away again instead otherwise however "
    "across along around toward towards versus vs plus minus times let let's that's it's he's she's there's you're we're they're i'm i've "
    "we've they've you've don't doesn't didn't can't won't isn't were't is- last next rather else"
)
_IRREGULAR = word_set(
    "people children men women feet staff data personnel hertz percent aircraft species fish sheep mice teeth criteria phenomena alumni "
    "bacteria media headcount flops troops police cattle"
)
_NOT_PLURAL = word_set(
    "plus always perhaps towards besides unless across less various previous serious enormous famous obvious continuous autonomous "
    "business process access success progress loss class mass glass address press gas bus bonus status focus virus campus minus versus "
    "analysis basis crisis thesis axis this his yes us ms mrs series's numerous various wireless"
)
ADJECTIVES = word_set(
    "active additional annual total new larger bigger smaller faster higher lower longer shorter cheaper better stronger greater global "
    "different unique daily monthly weekly yearly worth strong deep high long wide large small big good great big plus"
)
_AMOUNTS = word_set(
    "drop increase decrease decline loss gain rise fall hit raise cut jump reduction improvement investment deal contract budget fund "
    "facility project loan payment purchase price cost round valuation offer fine grant gift bonus bet market business industry company "
    "line program opportunity portfolio commitment charge swing plus total range or so mark level difference figure number backlog order "
    "award cash available revenue ebitda debt worth each spent paid left"
)
"""What an amount is of and not what is counted: `that five million drop`."""
_SUM = 1e5
_TOKEN = re.compile(r"[ \t\n]{0,2}([-‐‑]?)([^\W_](?:[\w’'.-]{0,30}[^\W_])?)(['’]s?)?")
_OF_DETERMINER = re.compile(r"\sof\s(?:the\s|our\s|my\s|their\s|its\s|these\s|those\s|your\s|his\s|her\s|all\s)?", re.IGNORECASE)
_HEDGE_BEFORE = re.compile(
    r"(?<![\w'’])(?P<hedge>just\sunder|just\sover|well\sover|a\slittle\sover|a\slittle\sunder|more\sthan|less\sthan|fewer\sthan|greater\sthan|"
    r"higher\sthan|at\sleast|at\smost|as\smany\sas|as\smuch\sas|as\slittle\sas|as\sfew\sas|up\sto|close\sto|north\sof|south\sof|upwards\sof|"
    r"in\sexcess\sof|something\slike|anywhere\sfrom|somewhere\sbetween|on\sthe\sorder\sof|an\sestimated|estimated|approximately|approx\.?|"
    r"roughly|around|about|nearly|almost|over|under|above|below|circa|maybe|probably|possibly|perhaps|some|only|like|exactly|precisely|~|≈)"
    r"\s?(?:uh,?\s|um,?\s|you\sknow,?\s|a\s|an\s|the\s|another\s)?$",
    re.IGNORECASE,
)
_HEDGE_AFTER = re.compile(
    r"\s(?:\w{2,14}\s)?(or\sso|or\smore|or\sless|plus|at\sleast|at\smost|roughly|approximately|ish)(?![\w])", re.IGNORECASE
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|"
    r"Dec(?:ember)?)"
)
_AS_OF = re.compile(
    rf"(?<![\w])(?:(?:(?:as\sof|since|in|by|on|during|until|till|through|beginning|starting|for)\s)?(?:the\s)?(?:(?:early|late|mid|fiscal|calendar|"
    rf"end\sof|start\sof|beginning\sof|summer\sof|fall\sof|spring\sof|winter\sof)[\s-])?(?:{_MONTH}\.?\s(?:[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s)?)?"
    r"(?:19|20)[0-9]{2}s?(?:[,\s]{1,2}(?:through|to|until)\s(?:19|20)[0-9]{2})?"
    r"|(?:in|over|during|for|within)\sthe\s(?:past|last|next|coming|first)\s(?:[\w-]{1,12}\s)?(?:years?|months?|weeks?|days?|decades?|quarters?|hours?)"
    r"|(?:this|last|next|past)\s(?:year|month|week|quarter|summer|fall|spring|winter|decade|century)"
    rf"|(?:as\sof\s|on\s|in\s|since\s|by\s)(?:{_MONTH}(?:\s[0-9]{{1,2}}(?:st|nd|rd|th)?)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"|(?:in\s)?(?:the\s)?(?:Q[1-4]|[1-4]Q|[12]H|H[12])\s?'?(?:20)?[0-9]{0,2}|(?:in\s)?the\s(?:first|second|third|fourth)\s(?:quarter|half)"
    r"(?:\sof\s(?:19|20)[0-9]{2})?"
    r"|(?:[0-9]{1,3}|[a-z]{2,9})\s(?:years?|months?|weeks?|days?|decades?)\sago"
    r"|today|currently|right\snow|at\sthe\smoment|so\sfar|to\sdate|nowadays|these\sdays|yesterday|tomorrow|year\s?-?over\s?-?year|year\son\syear)(?![\w])",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[;:(—]|,\s(?:while|but|and|whereas)\s|\s(?:while|whereas)\s")


_COMPARING = re.compile(r"\s?(?:year|month|quarter|week|day)[\s-](?:over|on|to)[\s-](?:year|month|quarter|week|day|date)", re.IGNORECASE)
"""`15 million year over year`: no years are counted."""
_HOURS = re.compile(r"[\s-](hours?)(?![\w])", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"(?<![\w])(square|cubic|metric|light|nautical|person|man|troy|board)[\s-]$", re.IGNORECASE)
_WHOLE_UNIT = re.compile(r"(?:\w+watt|person|man|light|foot|passenger|ton|acre)-\w+$", re.IGNORECASE)
_LENGTHS = word_set("metre meter foot yards yard centimeters centimetres millimeters millimetres inch kilometer kilometre")


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    folded = word.casefold()
    if folded in _IRREGULAR:
        return True
    if folded in _NOT_PLURAL or folded in FUNCTION or len(folded) < 3 or folded.endswith(("ss", "'s", "’s", "ous")):
        return False
    return folded.endswith("s") and any(char.isalpha() for char in folded[:-1])


def count_noun(text: str, quantity: Quantity, stop: int) -> tuple[str, int]:
    """The noun counted and where it ends; ("", quantity.end) when none stands right of the number.

    `two ex-DeepMind researchers` gives `researchers`; `million token context window` gives `tokens`.
    """
    at = quantity.end
    if of := _OF_DETERMINER.match(text, at, stop):
        at = of.end()
        if quantity.value >= _SUM and of.group() == " of ":
            return "", quantity.end  # `2.5 million of tax refunds`: a sum, not a count
    first, first_end, seen = "", at, 0
    while seen < 5 and (match := _TOKEN.match(text, at, stop)) is not None:
        word = match[2]
        folded = word.casefold().replace("’", "'")
        if folded in FUNCTION and folded not in MEASURE_NOUNS:
            break
        if match[3]:
            return (_bare(word), match.end()) if folded in TIME_NOUNS else ("", quantity.end)
        if _COMPARING.match(text, match.start(), stop):
            break
        if is_plural(word) or (folded in MEASURE_NOUNS and word.islower()):
            return _compound(text, word, (match.start(), match.end()), stop)
        if not first:
            first, first_end = word, match.end()
        at, seen = match.end(), seen + 1
        if text[at : at + 1] in ",.;:!?)(—":
            break
    compact = quantity.value >= 1000 or text[quantity.end : quantity.end + 1] in "-‐‑"
    if (
        first
        and first[0].isalpha()
        and first.islower()
        and compact
        and not of
        and first not in ADJECTIVES
        and first not in _AMOUNTS
        and not first.endswith(("ed", "ing", "ly", "able", "ible", "ive", "ous"))
    ):
        return f"{_bare(first)}s", first_end
    return "", quantity.end


def _bare(word: str) -> str:
    return word if _WHOLE_UNIT.match(word) else word.rsplit("-", 1)[-1]


def _compound(text: str, word: str, place: tuple[int, int], stop: int) -> tuple[str, int]:
    """The unit and where it ends, with what belongs to it: `square metres`, `kilowatt hours`, `light years`, `metric tons`."""
    if (hours := _HOURS.match(text, place[1], stop)) and word.casefold().endswith(("watt", "watts")):
        return f"{word} {hours[1]}", hours.end()
    first = _UNIT_BEFORE.search(text, max(0, place[0] - 9), place[0] + 1)
    if first and word.casefold() in MEASURE_NOUNS | _LENGTHS:
        return f"{first[1]} {_bare(word)}", place[1]
    return _bare(word), place[1]


def rate_of(text: str, at: int, stop: int, *, money: bool) -> tuple[str, int]:
    """` per month` and where it ends, or an empty string."""
    return rate_after(text, at, stop, money=money) or ("", at)


def hedge_of(text: str, quantity: Quantity, noun_end: int, bounds: tuple[int, int]) -> tuple[str, int]:
    """The hedge as said and where the hedged number begins."""
    begin = quantity.start
    before = _HEDGE_BEFORE.search(text, max(bounds[0], begin - 34), begin)
    if before is not None:
        return before["hedge"], before.start()
    if text[begin] in "~≈<>≤≥±∼":
        return text[begin], begin
    after = _HEDGE_AFTER.match(text, quantity.end, bounds[1]) or _HEDGE_AFTER.match(text, noun_end, bounds[1])
    if after is not None:
        return after[1], begin
    return ("+", begin) if text[quantity.start : quantity.end].rstrip().endswith("+") else ("", begin)


def as_of(text: str, quantity: Quantity, bounds: tuple[int, int]) -> str:
    """The words in `bounds` that say when the number held, the nearest ones after it first; empty when there are none."""
    best, nearest = "", 10_000
    for match in _AS_OF.finditer(text, *bounds):
        if match.start() < quantity.end and match.end() > quantity.start:
            continue
        later = match.start() >= quantity.end
        distance = match.start() - quantity.end if later else 2 * (quantity.start - match.end()) + 20
        distance += 100 * bool(_PARTED.search(text, *((quantity.end, match.start()) if later else (match.end(), quantity.start))))
        if distance < nearest:
            best, nearest = match.group().strip(), distance
    return best
