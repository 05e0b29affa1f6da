"""Plain features of sentences: what the encoder cannot see, since it reads 256 tokens at a time."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIRST_PERSON = frozenset("i i'm i've i'd i'll me my mine we we're we've us our ours".split())  # noqa: SIM905
_SECOND_PERSON = frozenset("you you're you've your yours".split())  # noqa: SIM905
_BACK_REFERENCES = frozenset("it it's this that that's these those they they're them he he's him she she's her his their such".split())  # noqa: SIM905
_CONNECTIVES = frozenset("and but so because or then also however therefore yeah yes no well right okay ok".split())  # noqa: SIM905
_NUMBER = re.compile(r"\d")
_MARKERS = {
    "future": "will|won't|'ll|shall|going to|gonna|about to|by 20\\d\\d|in 20[2-9]\\d|next (?:year|month|week|quarter|decade)"
    "|tomorrow|soon|eventually",
    "expectation": "expect\\w*|forecast\\w*|predict\\w*|project(?:s|ed|ion|ions)|anticipat\\w*|outlook|guidance"
    "|plan(?:s|ned|ning)? to|on track",
    "possibility": "may|might|could|would|maybe|perhaps|probably|likely|possibly",
    "condition": "if|unless|suppose|imagine|assuming|whether|what if",
    "report": "says?|said|saying|according to|argues?|claims?|claimed|told|quote|quoted|wrote|writes|reported|reportedly"
    "|they think|people think",
    "obligation": "should|must|need to|needs to|have to|has to|ought|recommend\\w*|suggest\\w*|make sure|try to|don't",
    "reason": "because|since|therefore|thus|reason|reasons|why|means|result|due to|leads? to|caus\\w+",
    "weight": "important|most|main|key|biggest|major|critical|significant\\w*|in short|bottom line|point is|conclusion|overall|ultimately",
    "order": "first|second|third|fourth|finally|lastly|step|number (?:one|two|three)",
    "example": "for example|for instance|such as|e\\.g|let's say|imagine",
    "negation": "not|no|never|n't|nothing|none|neither|isn't|don't|doesn't|can't|won't|wasn't|didn't",
}
"""Words by function, each an input that the network weighs; none decides alone."""
_MARKER_PATTERNS = tuple(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in _MARKERS.values())


class SentenceInput(NamedTuple):
    """A sentence as the model is given it: its text, speaker (empty where unknown), and whether it is a heading or speech."""

    text: str
    speaker: str = ""
    heading: bool = False
    speech: bool = True


NAMES = (
    "log_words", "position", "from_end", "first_tenth", "question", "ends", "numbers", "capitals", "quotation", "first_person",
    "second_person", "opens_with_reference", "opens_with_connective", "title_share", "frequency", "new_turn", "turn_words",
    "place_in_turn", "speaker_share", "speakers", "heading", "speech", "document_words", *_MARKERS,
)  # fmt: skip


def features(sentences: Sequence[SentenceInput], title: str) -> npt.NDArray[np.float32]:
    """Return an array `[sentences, len(NAMES)]`, each value about between 0 and 2."""
    forms = [[match.group().casefold().replace("’", "'") for match in _WORD.finditer(sentence.text)] for sentence in sentences]
    counts = Counter(form for words in forms for form in set(words) if len(form) > 3)
    titled = {form for form in (match.group().casefold() for match in _WORD.finditer(title)) if len(form) > 3}
    said = Counter[str]()
    for sentence, words in zip(sentences, forms, strict=True):
        said[sentence.speaker] += len(words)
    total = max(1, sum(said.values()))
    turns = _turns(sentences, forms)
    rows = np.zeros((len(sentences), len(NAMES)), np.float32)
    for at, (sentence, words) in enumerate(zip(sentences, forms, strict=True)):
        content = [form for form in words if len(form) > 3]
        n, place = max(1, len(words)), at / max(1, len(sentences) - 1)
        new, turn_words, place_in_turn = turns[at]
        plain = sentence.text.replace("’", "'")
        rows[at] = (
            math.log1p(len(words)) / 3,
            place,
            1 - place,
            float(place < 0.1),
            float("?" in sentence.text[-3:]),
            float(bool(sentence.text) and sentence.text.rstrip("\"”’') ")[-1:] in ".!?…"),
            min(2.0, len(_NUMBER.findall(sentence.text)) / 4),
            min(2.0, 5 * sum(map(str.isupper, (match.group()[:1] for match in _WORD.finditer(sentence.text[1:])))) / n),
            float(any(sign in sentence.text for sign in '"“”«»')),
            min(2.0, 5 * sum(form in _FIRST_PERSON for form in words) / n),
            min(2.0, 5 * sum(form in _SECOND_PERSON for form in words) / n),
            float(any(form in _BACK_REFERENCES for form in words[:2])),
            float(bool(words) and words[0] in _CONNECTIVES),
            sum(form in titled for form in content) / max(1, min(len(titled), len(content))) if titled else 0.0,
            sum(math.log1p(counts[form] - 1) for form in content) / max(1, len(content)) / 2,
            float(new),
            math.log1p(turn_words) / 5,
            place_in_turn,
            said[sentence.speaker] / total,
            min(2.0, math.log1p(len(said)) / 2),
            float(sentence.heading),
            float(sentence.speech),
            math.log1p(total) / 8,
            *(float(pattern.search(plain) is not None) for pattern in _MARKER_PATTERNS),
        )
    return rows


def _turns(sentences: Sequence[SentenceInput], forms: Sequence[Sequence[str]]) -> list[tuple[bool, int, float]]:
    """Return for each sentence whether it opens a turn, the words of the turn, and its place in the turn (0 to 1)."""
    if not sentences:
        return []
    opens = [at for at, sentence in enumerate(sentences) if at == 0 or sentence.speaker != sentences[at - 1].speaker]
    result: list[tuple[bool, int, float]] = []
    for start, end in zip(opens, [*opens[1:], len(sentences)], strict=True):
        words = sum(len(forms[at]) for at in range(start, end))
        result.extend((at == start, words, (at - start) / max(1, end - start)) for at in range(start, end))
    return result
