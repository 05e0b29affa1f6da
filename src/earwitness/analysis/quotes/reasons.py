"""Explains why a quote was selected: what it does, its subject, and what is striking in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from earwitness.analysis.stopwords import FUNCTION_WORDS, WEAK_WORDS
from earwitness.analysis.summary.salience import FindingIndex, Particulars, Salience, SentenceWeight
from earwitness.analysis.summary.statements import Kind
from earwitness.analysis.verbs import VERBS
from earwitness.model.reading import Reading, Word
from earwitness.model.transcript import Span

_MOST_SUBJECT = 3
_SUBJECT_WITHIN = 7
"""The grammatical subject of an English sentence ends within its first words; what stands later is seldom it."""
_OTHER_SIDE = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|than|, not)\s+(?:just\s+|by\s+|in\s+|on\s+|for\s+)?((?:(?:a|an|the|its|your)\s+)?)",
    re.IGNORECASE,
)
_NOBODY = """
first second third everyone everybody nobody nothing something anything earlier later better worse cheaper faster
"""
_NO_SUBJECTS = frozenset(_NOBODY.split())
_RELATIVE = """
that which who whose where when because if to of in on for with by from as than at
"""
_MARKERS = frozenset(_RELATIVE.split())
_DOES: dict[Kind, str] = {
    "conclusion": "draws a conclusion on {}",
    "finding": "says what matters in {}",
    "cause": "gives the reason behind {}",
    "contrast": "sets out a contrast about {}",
    "comparison": "makes a comparison about {}",
    "trend": "reports a change in {}",
    "prediction": "looks ahead on {}",
    "definition": "explains {}",
    "judgement": "takes a position on {}",
}


class _Noun(NamedTuple):
    """A run of subject words with its place."""

    text: str
    start: int
    end: int


def subject_of(reading: Reading, weight: SentenceWeight, known: Salience, found: FindingIndex) -> str:
    """What the sentence is about: its grammatical subject, a name or a noun; else its strongest topic; empty when neither is there."""
    span = Span(weight.passage.start, weight.passage.end)
    words = [word for word in reading.words_of(weight.sentence) if word.start >= span.start]
    limit = words[min(_SUBJECT_WITHIN, len(words)) - 1].end if words else span.end
    names = [name for name, end in found.names_in(span) if end <= limit]
    if names:
        return " and ".join(dict.fromkeys(names[:2]))
    noun = _first_noun(reading.text, words[:_SUBJECT_WITHIN], known)
    if noun:
        return _written(noun.text, reading.text, noun.start, span.start)
    topics = found.topics_of(weight.passage.plain)
    return topics[0] if topics else ""


def _first_noun(text: str, words: Sequence[Word], known: Salience) -> _Noun | None:
    """The first run of subject words before the verb; its head alone where the run is long."""
    run: list[Word] = []
    for word in words:
        form = word.folded.removesuffix("'s")
        joined = not run or (word.start - run[-1].end == 1 and text[run[-1].end] in " -")
        if joined and _may_name(form) and not (run and form in VERBS):
            run.append(word)
            continue
        if run or (form in _MARKERS and form not in ("in", "of", "if", "when", "for", "with")):
            break
    run = run[-_MOST_SUBJECT:]
    if not run or (len(run) == 1 and (run[0].folded in VERBS and run[0].folded not in known.importance)):
        return None
    return _Noun(text[run[0].start : run[-1].end], run[0].start, run[-1].end)


def _may_name(form: str) -> bool:
    return (
        len(form) > 2
        and form not in FUNCTION_WORDS
        and form not in WEAK_WORDS
        and form not in _NO_SUBJECTS
        and not form.endswith("ly")
        and not form[0].isdigit()
        and (form not in VERBS or form.endswith("s"))
    )


def _written(noun: str, text: str, start: int, opens: int) -> str:
    """The noun as it stands inside a sentence: the capital of a first word is not its own, unless the rest has capitals too."""
    head = noun.split(maxsplit=1)[0]
    first = start - opens <= 4 or text[opens:start].strip(" \"“'(").casefold() in ("a", "an", "the")
    return head.lower() + noun[len(head) :] if first and head[1:].islower() else noun


def reason_for(reading: Reading, weight: SentenceWeight, salience: Salience, found: FindingIndex, *, span: Span | None = None) -> str:
    """A fragment such as `States a general rule about alarms; gives 2 figures; central to “The capex gap”`."""
    where = span or Span(weight.passage.start, weight.passage.end)
    particulars = found.inside(where)
    subject = subject_of(reading, weight, salience, found)
    parts = [_what_it_does(reading, weight, particulars, subject)]
    parts.extend(_particulars(particulars, subject))
    chapter = found.chapter_at(where.start)
    if weight.centrality >= 0.9:
        parts.append(f"central to “{chapter.title}”" if chapter else "close to the centre of the whole")
    text = "; ".join(parts[:3])
    return text[:1].upper() + text[1:]


def _what_it_does(reading: Reading, weight: SentenceWeight, particulars: Particulars, subject: str) -> str:
    cues = weight.cues
    if cues.lesson:
        return _about("tells what the speaker learnt about {}", subject)
    if particulars.predicted:
        return _about("makes a prediction about {}", subject)
    if cues.advice >= 0.75:
        return _about("gives concrete advice on {}", subject)
    if {"contrast", "comparison"} & set(cues.kinds) and subject:
        other = _other_side(reading, weight)
        if other and other.casefold() not in subject.casefold():
            return f"contrast between {subject} and {other}"
    if cues.general >= 0.6 or cues.maxim >= 0.4:
        return _about("states a general rule about {}", subject)
    return _about(_DOES[cues.kinds[0]] if cues.kinds else "states a fact about {}", subject)


def _other_side(reading: Reading, weight: SentenceWeight) -> str:
    """What stands behind `instead of`, `rather than`, `than`: the other side of a contrast, when it is a noun of its own."""
    match = _OTHER_SIDE.search(reading.text, weight.passage.start, weight.passage.end)
    if not match:
        return ""
    words = [word for word in reading.words_of(weight.sentence) if word.start >= match.end()][:3]
    run: list[Word] = []
    for word in words:
        form = word.folded.removesuffix("'s")
        if (not run and word.start != match.end()) or not _may_name(form) or form in VERBS or (run and word.start - run[-1].end != 1):
            break
        run.append(word)
    return reading.text[run[0].start : run[-1].end] if run else ""


def _about(form: str, subject: str) -> str:
    """The form with its subject; without one, its verb and object alone."""
    if subject:
        return form.format(subject)
    bare = form.removesuffix("{}").rstrip()
    return re.sub(r" (?:about|over|around|behind|on|in)$", "", bare) if bare != "explains" else "explains a term"


def _particulars(particulars: Particulars, subject: str) -> list[str]:
    parts = []
    figures = len(particulars.figures)
    if figures:
        parts.append(f"puts a figure on it ({particulars.figures[0]})" if figures == 1 else f"gives {figures} figures")
    others = [name for name in particulars.names[:4] if not re.search(rf"\b{re.escape(name)}\b", subject)][:2]
    if others:
        parts.append(f"names {' and '.join(others)}")
    return parts
