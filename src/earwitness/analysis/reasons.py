"""Why a sentence was picked, in words a reader understands, made from the sentence's own subject and what it does."""

from __future__ import annotations

import re

from earwitness.analysis.salience import Findings, Particulars, Salience, Weight, stem
from earwitness.analysis.statements import Kind
from earwitness.analysis.stopwords import WEAK_WORDS
from earwitness.analysis.verbs import VERBS
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span

_QUALITIES = """
fast slow high better best worse great hard easy simple
easier harder entire early late full open whole real good large small massive
"""
_NO_SUBJECTS = frozenset(_QUALITIES.split())
_LEAST_IMPORTANCE = 0.12
"""A phrase lighter than this is nobody's subject; the reason then names none."""
_DOES: dict[Kind, str] = {
    "conclusion": "draws the conclusion on {}",
    "finding": "singles out what matters in {}",
    "cause": "gives the why behind {}",
    "contrast": "sets out a contrast over {}",
    "comparison": "draws a comparison around {}",
    "trend": "reports a change in {}",
    "prediction": "looks ahead on {}",
    "definition": "explains {}",
    "judgement": "takes a position on {}",
}


def subject_of(reading: Reading, weight: Weight, salience: Salience, particulars: Particulars) -> str:
    """What the sentence is about: up to two names, else its weightiest phrase; empty when neither stands out."""
    names = particulars.names[:2]
    if names:
        return " and ".join(names)
    return _phrase(reading, weight, salience)


def _phrase(reading: Reading, weight: Weight, salience: Salience) -> str:
    """The run of up to three neighbouring subject words that weighs most in the item, as written."""
    best, best_value = "", 0.0
    run: list[tuple[str, float]] = []
    previous_end = -1
    for word in (*reading.words_of(weight.sentence), None):
        fits = (
            word is not None
            and word.folded not in WEAK_WORDS
            and word.folded not in VERBS
            and not word.folded.endswith(("ing", "ly"))
            and len(word.folded) > 3
            and word.folded not in _NO_SUBJECTS
            and not word.folded[0].isdigit()
        )
        if word is None or not fits or word.start - previous_end != 1 or len(run) == 3:
            value = sum(v for _, v in run) / (1 + 0.35 * len(run))
            if value > best_value:
                best, best_value = " ".join(w for w, _ in run), value
            run = []
        if word is not None and fits:
            run.append((word.text, salience.importance.get(stem(word.folded), 0.0) + 0.01))
            previous_end = word.end
    return best if best_value >= _LEAST_IMPORTANCE else ""


def reason_for(reading: Reading, weight: Weight, salience: Salience, found: Findings, *, span: Span | None = None) -> str:
    """A fragment such as `Draws a contrast about China; gives two figures; central to "The capex gap"`."""
    where = span or Span(weight.passage.start, weight.passage.end)
    particulars = found.inside(where)
    subject = subject_of(reading, weight, salience, particulars)
    parts = [_what_it_does(weight, particulars, subject)]
    parts.extend(_particulars(particulars, subject))
    chapter = found.chapter_at(where.start)
    if weight.centrality >= 0.9:
        parts.append(f"central to “{chapter.title}”" if chapter else "close to the centre of the whole")
    text = "; ".join(parts[:3])
    return text[:1].upper() + text[1:]


def _what_it_does(weight: Weight, particulars: Particulars, subject: str) -> str:
    cues = weight.cues
    if particulars.predicted:
        return _about("makes a prediction about {}", subject)
    if cues.general >= 0.6:
        return _about("states a general rule about {}", subject)
    if cues.advice >= 0.75:
        return _about("gives practical advice on {}", subject)
    return _about(_DOES[cues.kinds[0]] if cues.kinds else "states a fact about {}", subject)


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
    others = [name for name in particulars.names[2:4] if not re.search(rf"\b{re.escape(name)}\b", subject)]
    if others:
        parts.append(f"also names {' and '.join(others)}")
    return parts
