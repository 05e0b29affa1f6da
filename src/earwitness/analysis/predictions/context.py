"""Context that supports or contradicts a prediction: who is spoken of, questions, habits, announcements."""

from __future__ import annotations

import re

from earwitness.analysis.predictions.cues import PredictionCue

_OWN = re.compile(
    r"(?<![\w])(?:i|i['’]m|i\sam|we|we['’]re|we\sare|let\sme|let['’]s)\s?(?:just\s|always\s|never\s|definitely\s|certainly\s|still\s|ever\s|likely\s|only\s|actually\s|really\s|also\s|all\s|not\s|are\s|am\s)?$",
    re.IGNORECASE,
)
_I = re.compile(
    r"(?<![\w])i(?:['’]m|\sam)?\s?(?:just\s|always\s|never\s|definitely\s|certainly\s|still\s|ever\s|likely\s|only\s|actually\s|really\s|also\s|not\s)?$",
    re.IGNORECASE,
)
_YOU = re.compile(
    r"(?<![\w])you(?:['’]re|\sare|\sguys|\sall)?\s?(?:just\s|always\s|never\s|definitely\s|certainly\s|still\s|ever\s|likely\s|only\s|actually\s|really\s|also\s|not\s|both\s|all\s|probably\s)?$",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<![\w])there(?:['’]s|\sis|\sare)?\s?(?:just\s|always\s|never\s|definitely\s|certainly\s|still\s|ever\s|likely\s|only\s|always\s|probably\s|also\s|really\s)?$",
    re.IGNORECASE,
)
_THIRD = re.compile(
    r"(?<![\w])(?:it|they|he|she|this|that|these|those)(?:['’]s|['’]re|\sis|\sare)?\s?(?:just\s|always\s|never\s|definitely\s|certainly\s|still\s|ever\s|likely\s|only\s|actually\s|also\s|probably\s)?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<![\w])(?:that|who)(?:['’]s|['’]re|\sis|\sare)?\s$", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w])[A-Z][\w’'.-]*(?:\s[A-Z0-9][\w.’'-]*){0,3}(?:\s(?:is|are|has|both))?\s$")
_PAST = re.compile(
    r"(?<![\w])(?:didn['’]t|did\snot|never|was|were|wasn['’]t|weren['’]t|had\sbeen|used\sto\sbe|would['’]ve|would\shave|if\sit\s(?:was|were)|i\sthought|who)\s(?:just\s|always\s|not\s)?$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?<![\w])(?:how|what|whether|why|when|if|unless|until|once|wherever|whoever|whatever|in\scase|assum\w{1,3}(?:\sthat)?|"
    r"pretend|hope|wish|wonder\w{0,3})\s(?:[^\s,.;:]{1,20}\s){0,4}$|(?<![\w])(?:how|whether|why|assum\w{1,3})\s(?:[^\s,.;:]{1,20}\s){0,9}$",
    re.IGNORECASE,
)
_SPEECH_ACT = re.compile(
    r"\s(?:to\s)?(?:just\s|also\s|actually\s|now\s|then\s|maybe\s|be\s|quickly\s|briefly\s|definitely\s|try\sto\s|have\sto\s|go\sahead\sand\s|start\s(?:by|with)\s){0,2}"
    r"(?:talk\w*|show\w*|tell\w*|says?|saying|discuss\w*|get(?:ting)?\s(?:into|to|back|started|going|there|us|you)|cover\w*|shar(?:e|ing)|go(?:ing)?\s(?:through|into|over|to|on|back|ahead|deep\w*|with|for)|"
    r"ask\w*|link\w*|jump\w*|start(?:ing)?\s(?:with|by|off)|come\sback|dive|dig|give|walk|play|take\s(?:a|you|this|us)|look|read|put|add|use|call\w*|mention\w*|describ\w*|point|skip|leave|stop|"
    r"pause|let|admit|pretend|answer|argue|repeat|quote|explain\w*|explor\w*|introduc\w*|hear|find\sout|know|learn\w*|move\son|wrap|close|turn|return|keep|hold|pull|bring|focus|touch|assume|"
    r"paste|type|click|open|pick|choose|draw|write|make\sa|do\sa|do\s(?:this|that|it)|be\s(?:honest|right|back|talking|doing|the\sguy|joined)|see\sif|check|say|try|want|need|think|think\sabout|"
    r"always|never\sforget|remember|set\sup|run)(?![\w])", re.IGNORECASE
)  # fmt: skip
_FOR_YOU = re.compile(r"\s(?:\w{2,14}\s){1,2}(?:you|your|me)(?![\w])", re.IGNORECASE)
_HABIT = re.compile(
    r"(?<![\w])(?:if\s(?:you|your|i|someone|somebody)|when\s(?:you|your|i)|(?:i|you)\s(?:just\s)?want|whenever|every\stime|each\stime|any\stime|usually|often|typically|sometimes|generally|normally|tend\sto|for\sexample|"
    r"for\sinstance|let['’]s\ssay|imagine|suppose|sort\sof\sthing)(?![\w])", re.IGNORECASE
)  # fmt: skip
_SHOW = re.compile(
    r"(?<![\w])(?:episodes?|next\spod|this\spod|our\spod|podcast|this\sshow|the\sshow|show\snotes|link|newsletter|sponsors?|this\sbreak|our\s(?:guests?|conversation|interview|listeners)|"
    r"today['’]s\s(?:guest|call|discussion)|q&a|webcast|forward-looking|will\s(?:now\s)?(?:inform|update|brief|guide)\syou|risks?\sand\suncertainties|subscribe|operator|stay\stuned)(?![\w])",
    re.IGNORECASE,
)
_OUTLOOK = re.compile(
    r"(?<![\w])(?:i\s(?:really\s|do\s|personally\s|also\s|just\s|fully\s)?(?:think|believe|suspect|guess|bet|predict|expect|imagine|would\ssay)|in\sthe\sfuture|eventually|"
    r"ultimately|over\stime|one\sday|my\s(?:guess|prediction|bet|view|sense)|we\s(?:believe|think|expect)|there['’]s\sno\sdoubt|no\sdoubt|i['’]m\s(?:sure|convinced|"
    r"confident|pretty\ssure)|increasingly|more\sand\smore|feels\slike|looks\slike|it\sseems|going\sforward|far\smore|way\smore|soon|according\sto|announced|forever|"
    r"inevitabl[ey]|the\snext\s\w{3,12}\s(?:is|will)|a\slot\smore)(?![\w])", re.IGNORECASE
)  # fmt: skip
_STATE_CHANGE = re.compile(
    r"\s(?:to\s)?(?:also\s|not\s|never\s|just\s|all\s|both\s|fully\s){0,2}(?:be|become|becoming|have|see|grow|increase|decrease|decline|rise|fall|drop|double|triple|reach|hit|lead|win|lose|"
    r"take|replace|change|start|begin|end|come|go|happen|continue|remain|stay|keep|launch|ship|release|arrive|surpass|exceed|pass|disappear|die|survive|collapse|improve|"
    r"get|prove|spoil|turn|cost|drive|deliver|generate|expand|accelerate|slow|outperform|dominate|transform|emerge|require|need|raise|cut|build|create|open|close|"
    r"hold|persist|last|return|benefit|affect|impact|result|bring|help|make|allow|enable|interact|look)(?![\w])", re.IGNORECASE
)  # fmt: skip
_CAN_NOW = re.compile(
    r"\sbe\s(?:a\s(?:good|great|bit|little)|helpful|useful|interesting|worth|like|because|the\scase|that|something|wrong|sorry|confused|familiar|asking|wondering)(?![\w])",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\s(?:not\s|also\s|well\s)?have\s(?:not\s)?(?:been|had|\w{2,14}(?:ed|en)|made|done|come|gone|known|seen|got|lost|won|said)(?![\w])",
    re.IGNORECASE,
)
_PROMISED = re.compile(r"(?:agreed|committed|promised|pledged|vowed|hoped|planned)\s", re.IGNORECASE)
_HAVE = re.compile(r"(?:(?<![\w])(?:has|have|is|are)|['’](?:s|ve))\s(?:also\s|already\s|now\s)?$", re.IGNORECASE)
_PASSING = re.compile(
    r"(?<![\w])(?:might|(?<!continue\s)(?<!continuing\s)(?<!continues\s)to|can|could|you|you['’]d|you['’]ll|everyone|everybody|people|should\sbe|didn['’]t|never|as|than|would\syou|do\syou|what)\s(?:just\s|also\s|all\s|always\s)?$",
    re.IGNORECASE,
)
_OUTLOOK_YOU = re.compile(r"(?<![\w])what\s(?:you|we)(?:['’]re|\sare)\s$", re.IGNORECASE)
_HARDER = re.compile(
    r"\s(?:not\s)?(?:be|become|get)\s(?:\w{2,12}\s)?(?:hard|difficult|harder|easier|tough|forced|required|able|possible|impossible|enough|too|ready|the\s(?:first|last|next))(?![\w])",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:and\s|but\s|so\s)?(?:what|whether|how|why)\s", re.IGNORECASE)
_ANYBODY = re.compile(r"(?<![\w])(?:some(?:one|body)|any(?:one|body)|people|a\slot\sof\sthem)(?:['’]s|\sis|\sare)?\s$", re.IGNORECASE)
_AUXILIARY = re.compile(r"(?:(?<![\w])(?:is|are|am|be|been|not|gonna)|['’](?:s|re|m|t))\s(?:\S{1,14},?\s){0,3}$", re.IGNORECASE)
_TRIFLE = re.compile(
    r"\sbe\s(?:an?\s|very\s|so\s|really\s|pretty\s|super\s|just\s|nice|totally\s){0,2}(?:amazing|exciting|awesome|fun|great|cool|nice|interesting|insane|wild|crazy|incredible|fine|ok|"
    r"okay|good|fantastic|here|there|like|in|on|at|back|it|out)(?![\w])|\sbe\.|\sbe\s\w{1,12}[.!,]|\sbe$",
    re.IGNORECASE,
)
_SEE_ALONE = re.compile(
    r"(?:['’]ll|will|going\sto|gonna)\s(?:just\shave\sto\s|have\sto\s|just\s)?see(?:\s(?:if|what|how|whether|you|that|where|why)|[.,!?]|$)",
    re.IGNORECASE,
)


_NOISE = re.compile(r"\{[^{}]{0,24}\}|<[^<>]{0,24}>|\[[^\[\]]{0,24}\]")
_STATIVE = re.compile(
    r"\s(?:not\s|or\s|also\s|well\s){0,2}(?:be|come\sfrom|require|have|need|use|want|know|think|feel|look|seem|mean|contain|include"
    r"|exist|differ|vary|may)(?![\w])",
    re.IGNORECASE,
)
"""What may be the case at any time: `the same problem may require another answer`."""
_ASKING = re.compile(
    r"(?:and\s|so\s|but\s|or\s)?(?:are|is|will|do|does|can|could|should|would|was|were)\s(?:we|you|they|i|he|she|it|there|that|this)(?![\w])",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"(?:n['’]t|not|never)\s(?:really\s|exactly\s|yet\s)?(?:know|sure|say|tell|clear)\s(?:what|how|when|where|who|whether|if|which)\s[^.,;]{0,40}$",
    re.IGNORECASE,
)
"""`We don't know what compilers will do`: nothing is foreseen."""
_EITHER_WAY = re.compile(r"(?<![\w])(?:or|and)\s(?:may\s|might\s)?not(?![\w])|(?<![\w])mak(?:e|es)\ssense(?![\w])", re.IGNORECASE)
_NEXT_STEP = re.compile(
    r"(?<![\w])(?:and\s)?then\s(?:finally\s|later\s|maybe\s)?(?:we|you|i)(?:['’](?:ll|re|m))?\s?(?:are\s|am\s)?$", re.IGNORECASE
)
"""`Then we'll look at the chips`: the next step of a talk or of a recipe."""
_QUOTED_SELF = re.compile(
    r"(?<![\w])(?:(?:said|says?|thought|was\slike|were\slike|be\slike|went)(?:,|:|\sthat)?\s|(?:say|said"
    r"|like),\s)(?:[\"“'‘]\s?)?(?:you\sknow(?:\swhat)?,?\s|oh,?\s|okay,?\s|maybe\s|hey,?\s|well,?\s"
    r"|look,?\s)*[\"“'‘]?(?:i|we|you)(?:['’](?:re|m|ll)|\sare|\sam)?\s?$",
    re.IGNORECASE,
)
"""`They said, we're going to switch`: what somebody said once, in their words."""


def score(text: str, cue: PredictionCue, clause: tuple[int, int], sentence: tuple[int, int], *, horizon: str) -> float:
    """How sure the clause states an expectation or plan: the cue's weight, raised and lowered by what stands around it.

    The weights were set by hand on the development excerpts; 0.5 and more is proposed.
    """
    before = text[max(sentence[0], cue.start - 70) : cue.start]
    near = text[max(clause[0], cue.start - 60) : cue.start]
    after = text[cue.end : min(sentence[1], cue.end + 70)]
    whole = text[clause[0] : clause[1]]
    asked = "?" in _NOISE.sub("", text[max(sentence[0], sentence[1] - 40) : sentence[1]]).rstrip()[-3:]
    asked = asked or _ASKING.match(text, *sentence) is not None or _UNKNOWN.search(before) is not None
    if asked or _PAST.search(before) or _SHOW.search(text, max(clause[0], cue.start - 30), clause[1]):
        return 0.0
    if _SEE_ALONE.match(text, cue.start, min(sentence[1], cue.end + 40)):
        return 0.0
    weight = cue.weight + _subject(cue, before, after, horizon=horizon)
    weight += 0.22 if horizon else 0.0
    weight += 0.16 if _OUTLOOK.search(whole) else 0.0
    weight += 0.1 if _STATE_CHANGE.match(after) else 0.0
    if cue.family == "going to" and not _AUXILIARY.search(before):
        return 0.0
    weight -= 0.2 if _TRIFLE.match(after) and (_THIRD.search(before) or _OWN.search(before)) else 0.0
    if cue.family == "expectation" and _PASSING.search(before):
        return 0.0
    weight -= 0.1 if re.search(r"(?<![\w])then\s(?:\S{1,9}\s){1,2}$", before) else 0.0
    vague = cue.family == "modal" and not horizon and not _OUTLOOK.search(whole)
    weight -= 0.08 if vague and _STATIVE.match(after) and not _HARDER.match(after) else 0.0
    weight -= 0.2 if _EITHER_WAY.search(whole) else 0.0
    weight -= 0.15 if _NEXT_STEP.search(before) else 0.0
    weight -= 0.3 if _QUOTED_SELF.search(before) else 0.0
    if _PERFECT.match(after) and cue.family not in ("expectation", "plan"):
        return 0.0
    weight -= 0.15 if _PROMISED.match(text, cue.start, cue.end) and not _HAVE.search(before) else 0.0
    weight += 0.12 if _HARDER.match(after) else 0.0
    weight -= (0.1 if cue.family == "expectation" else 0.3) if _ASKED.search(near) and not _OUTLOOK_YOU.search(before) else 0.0
    weight += 0.1 if cue.family == "modal" and "never" in text[cue.start : cue.end] else 0.0
    weight += 0.05 if cue.family == "will" and "n" in text[cue.start + 1 : cue.end] else 0.0
    weight -= 0.15 if _OPENS.match(whole) and not _YOU.search(before) else 0.0
    weight -= 0.25 if _HABIT.search(text, *sentence) else 0.0
    if cue.family in ("modal", "could") and _CAN_NOW.match(after):
        weight -= 0.15
    return weight


def _subject(cue: PredictionCue, before: str, after: str, *, horizon: str) -> float:
    """What the words before and behind the cue add: who is spoken of, and whether it is only announced what is said next."""
    first = cue.family in ("expectation", "plan")
    if _OWN.search(before):
        announced = -0.5 if _SPEECH_ACT.match(after) else -0.3 if _I.search(before) else 0.06
        return 0.05 if first else announced
    if _YOU.search(before):
        return 0.15 if re.match(r"\s(?:see|be\sable)", after) and cue.family == "going to" else -0.11 if horizon else -0.2
    if first or _THERE.search(before):
        return 0.0 if first else 0.15
    if _ANYBODY.search(before):
        return -0.12
    if _FOR_YOU.match(after) and not horizon:
        return -0.2
    if _RELATIVE.search(before):
        return -0.08
    if _THIRD.search(before):
        return -0.01 if horizon or cue.family == "modal" else -0.11
    return 0.14 if _NAMED.search(before) else 0.1
