"""Which sentences can be printed alone: complete, fluent, understandable without what came before, and on the subject.

A reader of a digest sees a sentence out of its place. "So that's why it works" tells them nothing; "uh the the model" shames the speaker.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from earwitness.analysis.stopwords import WEAK_WORDS
from earwitness.analysis.verbs import VERBS
from earwitness.model.reading import Reading, Sentence
from earwitness.text.words import single_line

MIN_WORDS, MAX_WORDS = 2, 60

_LEAD = re.compile(
    r"(?:(?:(?:mr|madam|mister)\.? ?(?:chair|speaker|president|chairman|chairwoman)\b,+\s+)"
    r"|(?:(?:yeah|yes|yep|yup|okay|ok|oh|ah|hmm|um+|uh+|well|right|look|listen|see|i mean|you know|like|now|anyway|again|actually"
    r"|sure|honestly|basically|"
    r"obviously|exactly|absolutely|definitely|so|and|but|alright|all right|however|plus|also|um and|i guess)\b[,.]+\s+)"
    r"|(?:(?:uh|um|yeah|okay|well so|and so|so then|and then|but then|so now|well|then)\s+(?=(?:so|then|if|the|i|you|we|it|they|a"
    r"|there|when|what)\b))"
    r"|(?:(?:uh|um|yeah)\s+)"
    r"|(?:(?:so|and|but)\s+(?=(?:the|a|an|i|i'm|i've|i'd|you|you're|we|we're|they|he|she|it|it's|this|that's|there|there's|if|when"
    r"|what|in|for|at|my|our|your|"
    r"these|those|people|most|one|some|as|with|all|every|even|because|once|by|from|how|no|not|on|to"
    r"|nobody|nothing|never|always|don't|do not|write|ask|use|try|keep|make|start|stop|count|read|put|buy|build|[a-z]+s? (?:is|are"
    r"|isn't|has|can|does|doesn't|don't))\b)))",
)
"""Openers that may stay outside the span: the sentence says the same without them. `But` and `And` only before a new clause."""
_OPEN = re.compile(r"^[\s\"'“‘(\[]*")
_ANAPHORIC = """
it it's its they they're they've they'd they'll their theirs them he he's he'd he'll his him they she she's she'd she'll her hers
this that that's that'll these those such here here's so then therefore thus hence otherwise likewise similarly neither nor or both either
because which who whose whereas afterwards meanwhile and but than like
"""
_ANAPHORA = frozenset(_ANAPHORIC.split())
"""First words that point back at what was said before."""
_PRONOUNS = frozenset(("it", "it's", "it'll", "they", "they're", "they've", "he", "he's", "she", "she's", "them", "him", "that's"))
_TOKEN = re.compile(r"[\w'-]+")
_EXPLETIVE = re.compile(
    r"^(?:it(?:'s| is| was|'ll be| would be| will be) (?:\w+ ){0,2}"
    r"(?:(?!going|gonna|closer|similar|up|down|due|back|able|supposed|trying|starting|related|equivalent|used|designed|meant|like"
    r"|not|just|all|happening|coming)"
    r"\w+ (?:to|that|for|when|if|who|how|why|whether)\b|because\b|the \w+ (?:\w+ )?(?:that|who)\b)"
    r"|it(?:'s| is) (?:often|always|usually|never|not) (?:the|a|an|about|just|enough)\b|it takes (?:a|an|\d|\w+ years|time|more"
    r"|less)|it turns out"
    r"|(?:this|these|that|those) (?:is|are) (?:a|the) \w+ (?:where|when)\b|such (?:a|an)\b.{0,30}\bas\b|here's (?:the|a|an|what|how"
    r"|why)\b|those who\b"
    r"|both \w+ and\b|either \w+ or\b)",
)
"""`It` that stands for nothing said before."""
_POINTING = re.compile(
    r"\b(?:theory|point|idea|problem|goal|thing|question|answer|reason|model) (?:here|there)\b|\b(?:this|these|those|such) \w+\b"
    r"|\b(?:in|on|of|at|for|with|about|from|to|by|into|like|than|over|through|is|was|are|were|and|or|have|has|had|get|do|did|use"
    r"|using|all"
    r"|because|where|when|if|but|so|then|took|take|make|makes) that \w+\b|\b(?:also|too|another|the other|the same|the latter"
    r"|the former|again|as well"
    r"|the second|the third|the next|one of them|"
    r"do that|do this|did that|does that|about that|with that|without that|into that|into it|like it|from it|to it|of that|of it"
    r"|about it|for it"
    r"|with it|like that|like this|that way|this way"
    r"|doing that|doing this|of them|to that|"
    r"all that|all this|at that|on that|from that|in that|in there|over there|that one|this one)\b",
)
_UNSEEN = re.compile(
    r"\b(?:(?:the|this|that) (?:previous|above|following|preceding|aforementioned|earlier|last|next) (?:example|case|slide|point"
    r"|section|chapter|question|one|step)"
    r"|the (?:first|second|third|other) (?:one|thing|part|point|option|approach|case|step|question)"
    r"|(?:in|at|from|by|to|for|of|with) (?:the (?:start|beginning|end|middle) of )?(?:this|that)(?= ?[,.;:]| (?:case|example|sense"
    r"|context|way|regard|point|stage|moment|scenario|setup|setting|world|one|thing|guy))"
    r"|(?:these|those|the other|all) (?:two|three|four|five)\b|in both cases|either way|as (?:you|they|he|she|we) (?:know|said|say"
    r"|mentioned|can see)|you guys)",
)
"""What only somebody who heard or saw what came before can place."""
_ASKED = re.compile(r"ask(?: (?:them|him|her|the \w+|your \w+|yourself|people|everyone|every \w+))?[,:] ")
"""A question that is told to be asked is advice, not a question."""
_HALF = re.compile(r"(?:if|when|because|since|while|whenever|although|though|after|before|until|unless)\b")
_MAIN = re.compile(
    r"[,;:] (?:then )?(?:please |just )?(?:you|we|i|it|the|they|he|she|there|that|this|a|an|your|my|our|their|its|people|everyone"
    r"|nobody|don't|what"
    r"|most|some|all|no|one|do not|do|ask|use|try|keep|make|start|stop|count|read|put|buy|build|learn|leave|stay|look|go|get|take"
    r"|give|write"
    r"|check|find|pick|choose|think|remember|consider|avoid|never|always|nobody|nothing|every|nothing|[a-z]+s?'?s? "
    r"(?:is|are|will|can|has|have|was|were|would|could|should|may|might|must|do|does|don't))(?:'\w+)?\b|\bthen\b",
)
"""What follows a subordinate clause at the start: without it the sentence is half of one."""
_FRAGMENT = re.compile(
    r"(?:not|for those|in that sense|to|of|than|where|as|for|with|\w{3,}(?<!e)ed)\b(?![^.]{0,200}, ?(?:i|you|we|they|the|it"
    r"|there|a|an)\b)|(?:what|where|how|why|who) (?:the|my|your|he|she|they|"
    r"numerical|i)\b|if you (?:look|go|actually look|can look)\b|imagine\b|you know\b|what happens is\b|in terms of\b"
    r"|at least (?:for|in|with|to)\b|when you (?:wanted|were|had|did|went)\b"
    r"|\w{3,}ing (?![^.]{0,200}, ?(?:i|you|we|they|the|it|there|a|an)\b)(?![^.]{0,240}\b(?:is|are|was|were|can|will|has|have|does"
    r"|do|may|might|would|could|should"
    r"|isn't|doesn't|makes?|takes?|means?|requires?|gives?|lets|helps?|needs?|allows?|costs?|leads?|works?|beats?|gets?|becomes?"
    r"|leaves?|turns?|keeps?|puts)\b)"
    r"|(?:\w+ ){1,4}(?:that|who|which) [^,]{3,80}, or (?:anything|something)\b",
)
"""Openings that are seldom those of a whole sentence in speech."""
_LISTED = re.compile(
    r"(?:as such|in that|at that|on that|for that|with that|with this|in this|the (?:first|second|third|other|next|last|same|latter"
    r"|former) \w+|another|one|also|first|second|third|next|finally|lastly"
    r"|there's|there are|"
    r"for (?:example|instance)|it's the (?:\w+ ){1,2}that|number (?:one|two|three)|speaking of|in other words|in the middle"
    r"|turning to|moving (?:on|to)|going back|by the way|instead|otherwise"
    r"|first of all|after that"
    r"|before that|on top of|besides|at least|by the time|having said|being said|as a result|overall though|in addition"
    r"|you (?:just |then |would |call |look "
    r"|type |fix |take |put |click |go |open |press |see |hit |run |paint |start |log |get (?:a|an|the|that|this|into) "
    r"|can (?:imagine|see) ))"
    r"(?:\b|(?<= ))",
)
NARRATIVE = re.compile(
    r"(?:i|we) (?:was|were|had|went|got|did|saw|just|recently|remember|started|worked|lived|studied|grew|built|made|came|took|tried"
    r"|wanted)\b"
    r"|i (?:can't|cannot|couldn't|don't|didn't|never) (?:remember|recall|know|see|have|really know)\b|i (?:really |always |also "
    r"|just |still )?(?:love|like"
    r"|hate|enjoy|guess|wonder|wish|want|use|work|live|have (?!to\b)"
    r"|mean)\b|my (?:wife|husband|mom|dad|mother|father|kids?|son|daughter|friend|brother|sister|boss|background|name)\b"
    r"|we (?:have (?!to\b)|do have|haven't|didn't|cover)\b"
    r"|(?:i've|i'm|we've|we're|i'd|i'll|we'll)\b"
)
"""A sentence about what the speaker did, has or likes: seldom a claim about the world."""
_HARMLESS_POINTING = re.compile(
    r"\b(?:this|these|those) (?:year|week|month|century|decade|is|are|was|were|we|you|i|they|he|she|it|the|a|an|have|has|had"
    r"|can|could|will|would|may|might|do|does|"
    r"don't|need|people|makes?|only|just|your|our|my|their|his|its|there|what|when|if|in|no|not|kind of|who|get|gets|go|goes|come"
    r"|comes|actually|really|allows?|lets?)\b",
)
_FILLER = re.compile(
    r"\b(?:uh+|um+|erm?|hmm+|mm+|mhm)\b|,? you know(?:,|\b(?! (?:how|what|who|where|when|if|that|the|your|why|it|about|more"
    r"|better)\b))|\bi mean\b"
    r"|, like,|\blike,|\bright\?|\bor whatever\b|\band stuff\b"
    r"|\b(?:is|was|are|were|be|it's|just|and|of) like\b|\bsort of\b|\bkind of (?!a\b|like\b)|\bor something\b|\bor so,|\byou guys\b"
    r"|--|–\s*$| [-–] (?:they|it|we|i|he|she|you|that|so|and)\b|\bi guess\b|\bthat kind of\b|\ba bunch of\b|\bkinds? of stuff\b"
    r"|\ball sorts of\b|\bget at\b|\bgetting at\b|^you know\b|\byeah\b|\bright,|\bgonna\b|\bwanna\b|\bcuz\b|\blike (?:a|an|the|i|we"
    r"|you)\b(?=.*\blike\b)",
)
_HESITATION = re.compile(r"\b(?:uh+|um+|erm?|hmm+|mm+|mhm)\b")
_PADDING = re.compile(
    r"\b(?:really|basically|actually|just|obviously|literally|probably|kind of|sort of|stuff|things?|whatever|pretty|totally|super)\b"
)
_STUTTER = re.compile(
    r"\b(\w+(?:'\w+)?)[,]? \1\b|\b(?P<two>\w+(?:'\w+)? \w+(?:'\w+)?)[,]? (?P=two)\b|\b(?P<three>\w+ \w+(?:'\w+)? \w+),? (?P=three)\b"
    r"|\b(?P<cut>[b-df-hj-np-tv-xz]{1,2}) (?P=cut)[a-z]{2,}\b|\b(?P<root>\w{5,12})\w{0,4} (?P=root)\w{0,4}\b|\b(?:the|a"
    r"|an) \w{2,20} (?:it|they|he|she) (?:is|was|are|were|it|they|he|she)\b|\bthe one of the\b"
    r"|\b(?:the|a|an|my|your|our|their) (?:and|but|or|is|it's|we|they|he|she|the|a|so|was|are)\b|\b(?:of|with|from|into) (?:and|but"
    r"|or|is|it's|was|so)\b",
)
_EMPHASIS = frozenset({"very", "really", "many", "much", "long", "that", "had", "far", "way", "more"})
_CHATTER = re.compile(
    r"\b(?:welcome (?:back )?(?:to|everybody|everyone)|thanks? (?:so much |again |you )?(?:for|to|everyone|very)|thank you"
    r"|subscrib\w+|subscriptions?|this (?:episode|podcast|video|newsletter|show)|the (?:episode|podcast|show notes|pod|show)\b"
    r"|our (?:sponsor|guest|listeners|show|audience|next|first story)|today's (?:episode|guest|show|video|sponsor)|my guest"
    r"|your host|stay tuned|tune in|sponsor(?:ed|s)?\b|show notes|link (?:in|below)|links (?:in|below|are)"
    r"|(?:as|like) (?:i|we) (?:said|mentioned|talked|discussed|just said|was saying)|i (?:mentioned|said) (?:earlier|before|that"
    r"|this)|(?:we|i)(?:'ll| will) (?:get to|come back|talk|discuss|cover|touch|link|put|share|leave|get into|dive|go over|start|see you)"
    r"|let(?:'s| us| me) (?:\w+ ){0,2}(?:jump|dive|move|talk|start|kick|get|go|see|take|turn|switch|begin|pause|back|ask|share|show"
    r"|tell|give|read|do|just|look|zoom|step|say|put)"
    r"|(?:great|good|interesting|excellent|fair|amazing|awesome) (?:question|point|morning|evening|afternoon|to have|to see"
    r"|to be here|stuff|job)|my name is|(?:happy|glad|excited|pleased|delighted|honored) to (?:be|have|see|meet|join)"
    r"|nice to (?:meet|see|have)|i(?:'d| would) (?:like|love) to (?:ask|hear|talk|know|get|start|welcome|introduce|see)"
    r"|i want to (?:ask|talk|get|hear|share|go|start|move|know|touch|come|make sure we|thank|give|mention|dig|turn)|i(?:'m| was"
    r"| am) (?:curious|wondering|going to (?:ask|talk|share|show|read|start))"
    r"|(?:can|could|would) you (?:\w+ )?(?:tell|explain|talk|walk|give|describe|share|say|elaborate)|with me (?:as always,? )?(?:is"
    r"|are)\b|joined (?:as always,? )?by|co-?host|i'm (?:a|an|the) (?:\w+ ){1,6}(?:with|at|for)\b|i am (?:a|an"
    r"|the) (?:\w+ ){1,6}(?:with|at|for)\b|tell (?:me|us) (?:about|a (?:bit|little)|more"
    r"|what|how)|what (?:do|did) you think|ladies and gentlemen|(?:hi|hello|hey),? (?:everyone|everybody|folks|guys|and|there|i'm)"
    r"|we(?:'ve| have) (?:talked|discussed|covered|spoken)|(?:we|i) (?:talked|spoke|discussed) about|i (?:have|had|got) (?:a|one"
    r"|another|some|two) (?:\w+ )?questions?|(?:next|last|final|first|another) (?:question|slide|topic|segment)|back to you"
    r"|over to you|take it away|check (?:it|this|them|him|her|us) out"
    r"|leave (?:a|us a) (?:review|comment)|(?:on|in) (?:the|our|my|this) (?:\w+ )?(?:website|newsletter|podcast|channel|episode"
    r"|chapter|section|slide|chart)|follow (?:me|us)|caught my eye|see (?:below|above)|pun intended|shout-?out|(?:press"
    r"|pressing) (?:star|pound|zero)|speaker ?phone|mute (?:button|function)|in the queue|from the queue|for free (?:by|at)"
    r"|spelled\b|\w{2,}\.(?:com|org|io|ai|net|fm|dev)\b|only read one"
    r"|read the (?:first|second|last)|this (?:issue|letter|edition)|sign up|promo code|percent off"
    r"|applause|(?:join|joined|joining) (?:us|me)|we(?:'re| are) going to (?:talk|discuss|cover|get|dive|look)|i(?:'d"
    r"| would) just add|(?:asked|told) me\b|(?:have|had|has|having) no idea|we covered|how are you|^(?:an? "
    r"|another )?(?:\w+ )?(?:piece|interview|article|post|read"
    r"|thread|essay|video|chart) (?:by|with|from|on|about)|find (?:me|us|you|him|her|them) (?:on|at|out|online)|on (?:linkedin"
    r"|twitter|instagram|github|youtube"
    r"|slack|discord)|i(?:\'ll| will) introduce|to introduce|(?:in|this) (?:just )?a minute|our chat|good to (?:have|see|be)|(?:for"
    r"|of) joining|coming on the|joining (?:me|us)|paid supporter"
    r"|i (?:(?:totally |completely |fully |strongly )?agree|love (?:that|this|it))|you(?:'re| are) (?:absolutely |totally |so "
    r"|exactly )?right"
    r"|(?:the|your) (?:\w+ )?point (?:you|is well)|\w+,? your thoughts|makes (?:intuitive |total |perfect |a lot of )?sense\W*$"
    r"|you (?:just |also |already )?(?:mentioned|said|suggested|pointed out|brought up|asked|described|were (?:saying|suggesting"
    r"|asking|talking))\b"
    r"|i think you (?:had|have|said|mentioned|are right|'re right)|we are the (?:show|podcast)|you've (?:definitely |always "
    r"|also )?(?:been|done|said|got)\b"
    r"|i don't know\b|if you (?:want|would like|'d like) to (?:learn|know"
    r"|hear|find out|see|read) more|go to \w+\.\w+|\w+ dot (?:com|org|io|ai|net|fm))\b",
)
_OPENING_REPLY = re.compile(
    r"^(?:no|nope|not really|true|correct|agreed|wow|cool|great|nice|perfect|sorry|hi|hello|hey|bye|congratulations|please)\b[,.! ]"
)
_SPACED_SIGN = re.compile(r" ([,.;:!?](?= |$)|'(?:s|re|ve|ll|d|m|t)\b)")
"""Signs behind a space, as transcripts in tokens have them (`there 's , well`)."""
_TERMINAL = frozenset(".!?…。！？")
_CLOSING = "\"'”’)]»"


class SentencePassage(NamedTuple):
    """One sentence as it could be printed: its span without empty openers, and how fit it is to stand alone."""

    start: int
    end: int
    plain: str
    """Lower case, plain apostrophes, one line."""
    words: int
    whole: bool
    """A sentence with a verb, begun and ended as one; no question, no chatter, no broken words."""
    standing: float
    """0 (points back at what was said before) to 1 (needs nothing)."""
    fluency: float
    """0 (stumbling) to 1 (as if written)."""
    opener: str = ""
    """What was left outside at the start, in lower case."""


def plain(text: str) -> str:
    """`text` in lower case on one line with plain apostrophes: the form cues are matched in."""
    form = single_line(text).lower().replace("’", "'").replace("‘", "'")
    return _SPACED_SIGN.sub(r"\1", form) if " ," in form or " ." in form or " '" in form else form


def passage_of(reading: Reading, sentence: Sentence, *, punctuated: bool = True, cased: bool = True) -> SentencePassage:
    """The passage of one sentence.

    `punctuated` False: the whole text has no sentence signs, so none are asked for. `cased` True: a small first letter means
    that the sentence began before, and was cut by a caption or a change of voice.
    """
    start, end = _trimmed(reading, sentence)
    text = reading.text[start:end]
    form = plain(text)
    count = sentence.last_word - sentence.first_word
    if not MIN_WORDS <= count <= MAX_WORDS or sentence.broken:
        return SentencePassage(start, end, form, count, whole=False, standing=0.0, fluency=0.0)
    whole = (
        not (cased and _is_continued(reading.text, sentence))
        and _is_whole(text, form, punctuated=punctuated)
        and not _CHATTER.search(form)
        and not _OPENING_REPLY.match(form)
    )
    if not whole:
        return SentencePassage(start, end, form, count, whole=False, standing=0.0, fluency=0.0)
    opener = plain(reading.text[sentence.start : start])
    return SentencePassage(start, end, form, count, whole=True, standing=standing_of(form), fluency=fluency_of(form, count), opener=opener)


def _trimmed(reading: Reading, sentence: Sentence) -> tuple[int, int]:
    """The sentence's span without symbols at its ends and without openers that say nothing."""
    text, start, end = reading.text, sentence.start, sentence.end
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in _TERMINAL or text[end - 1] in _CLOSING or text[end - 1] in "%°"):
        end -= 1
    while start < end and not (text[start].isalnum() or text[start] in "\"'“‘$€£~([+-"):
        start += 1
    for _ in range(4):
        head = text[start : min(end, start + 60)].lower().replace("’", "'")
        match = _LEAD.match(head)
        if not match:
            break
        start += match.end()
    return start, end


def _is_continued(text: str, sentence: Sentence) -> bool:
    """True when the first letter is small, except in names such as iPhone."""
    first = text[sentence.start : min(sentence.end, sentence.start + 20)].split(" ", 1)[0]
    return first[:1].islower() and first.islower()


def _is_whole(text: str, form: str, *, punctuated: bool) -> bool:
    if punctuated:
        last = text.rstrip(_CLOSING)[-1:]
        if last not in _TERMINAL or (last in "?？" and not _ASKED.match(form)) or text.endswith(("...", "…", "…”")):
            return False
    if (
        form.startswith("(")
        or " · " in form
        or ("?" in form and not _ASKED.match(form))
        or "http" in form
        or "[" in form
        or "{" in form
        or "\\" in form
        or ">>" in form
        or "@" in form
    ):
        return False
    if (_HALF.match(form) and not _MAIN.search(form)) or _FRAGMENT.match(form):
        return False
    if text.count("“") != text.count("”") or text.count('"') % 2 or text.count("(") != text.count(")"):
        return False
    words = (word.strip(".,;:!\"'”’)") for word in form.replace("'s ", " is ").split())
    return any(word in VERBS or word.endswith("n't") or (word.endswith("ed") and len(word) > 4) for word in words)


def standing_of(form: str) -> float:
    """How well a sentence is understood by somebody who has not read the one before it: 0 to 1.

    >>> standing_of("it never lasts forever."), standing_of("it's often the second mouse that gets the cheese!")
    (0.0, 1.0)
    """
    body = _OPEN.sub("", form)
    first = body.split(" ", 1)[0].strip(",.;:'")
    if first in _ANAPHORA and not _EXPLETIVE.match(body):
        return 0.0
    value = 1.0 - _unmet_pronoun(body)
    pointing = len(_POINTING.findall(body)) - len(_HARMLESS_POINTING.findall(body))
    value -= 0.25 * min(max(0, pointing), 3)
    value -= 0.25 * min(2, len(_UNSEEN.findall(body)))
    if NARRATIVE.search(body[:50]):
        value -= 0.25
    if body.startswith("if ") and ", if " in body:
        value -= 0.25
    if _LISTED.match(body):
        value -= 0.25
    return max(0.0, value)


def _unmet_pronoun(body: str) -> float:
    """What it costs that a pronoun comes before anything it could stand for: all of it before the first subject word."""
    subjects = 0
    for match in _TOKEN.finditer(body):
        word = match.group().strip("'-")
        if word in _PRONOUNS and not _EXPLETIVE.match(body[match.start() : match.start() + 60]):
            return (1.0, 0.35, 0.1)[min(subjects, 2)]
        subjects += word not in WEAK_WORDS and word not in VERBS
        if subjects > 2:
            return 0.0
    return 0.0


def fluency_of(form: str, words: int) -> float:
    """1 for a sentence as if written, less for each filler, stutter and restart by the length of the sentence.

    >>> fluency_of("uh it it is the the model", 7)
    0.0
    """
    slips = float(len(_FILLER.findall(form)))
    for match in _STUTTER.finditer(form):
        slips += 1 if (match[1] or "") in _EMPHASIS else 2
    slips += 1.5 * len(_HESITATION.findall(form)) + 0.5 * max(0, len(_PADDING.findall(form)) - 1)
    slips += max(0, form.count(" and ") - 3) * 0.5 + max(0, form.count(",") - 6) * 0.25 + max(0, words - 40) * 0.04
    return max(0.0, 1.0 - slips * min(0.45, 5.0 / max(8, words)))
