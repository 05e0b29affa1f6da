"""Quotes, numbers and predictions as cards; long lists are collapsed after their first entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earwitness.model.digest import VerifiedNumber, VerifiedPrediction, VerifiedQuote
from earwitness.renderers.html.elements import Elements, claim, text
from earwitness.renderers.labels import amount, number_notes

CARDS_SHOWN = 12
"""Cards before the fold: about two screens of a phone."""


def quotes(found: Sequence[VerifiedQuote], elements: Elements) -> str:
    """Every quote as a figure."""
    return "".join(_quote(quote, elements) for quote in found)


def numbers(found: Sequence[VerifiedNumber], elements: Elements) -> str:
    """A card for each number: its value, the words that say it, what it is about."""
    return folded([_number(number, elements) for number in found], "number")


def predictions(found: Sequence[VerifiedPrediction], elements: Elements) -> str:
    """A card for each prediction: its words, by when, on which terms."""
    return folded([_prediction(prediction, elements) for prediction in found], "prediction")


def folded(cards: Sequence[str], noun: str, *, shown: int = CARDS_SHOWN) -> str:
    """A list of cards whose end opens on demand."""
    if not cards:
        return ""
    first = f'<ol class="cards">{"".join(cards[:shown])}</ol>'
    left = len(cards) - shown
    if left <= 0:
        return first
    more = f"{left:,} more {noun if left == 1 else noun + 's'}"
    return f'{first}<details class="more"><summary>{more}</summary><ol class="cards">{"".join(cards[shown:])}</ol></details>'


def _quote(quote: VerifiedQuote, elements: Elements) -> str:
    return (
        f'<figure class="quote" id="q-{quote.id}" {claim(quote)}><blockquote>{elements.quoted(quote)}</blockquote>'
        f'<figcaption>{elements.where(quote)}<span class="score">{quote.relevance_score}/10</span>'
        + _notes(quote.reason, ", ".join(quote.topics))
        + "</figcaption></figure>"
    )


def _number(number: VerifiedNumber, elements: Elements) -> str:
    return (
        f'<li class="card" {claim(number)}><p class="big">{text(amount(number))}</p><blockquote>{elements.quoted(number)}</blockquote>'
        f"{elements.where(number)}{_notes(*number_notes(number))}</li>"
    )


def _prediction(found: VerifiedPrediction, elements: Elements) -> str:
    when = due_of(found)
    return (
        f'<li class="card" {claim(found)}>{f"""<p class="due">{text(when)}</p>""" if when else ""}'
        f"<blockquote>{elements.quoted(found)}</blockquote>{elements.where(found)}{_notes(found.condition, found.hedge)}</li>"
    )


def due_of(found: VerifiedPrediction) -> str:
    """By when, in the source's words and as a date."""
    return " → ".join(part for part in (found.horizon, found.due or "") if part)


def _notes(*parts: str | None) -> str:
    shown = " · ".join(text(part) for part in parts if part)
    return f'<span class="note">{shown}</span>' if shown else ""


def listed(rows: Iterable[str], kind: str = "found") -> str:
    """Rows as a list, nothing for none."""
    joined = "".join(rows)
    return f'<ul class="{kind}">{joined}</ul>' if joined else ""
