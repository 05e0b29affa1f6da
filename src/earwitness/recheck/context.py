"""Re-checks the context shown beside evidence: it must appear in the source near the evidence, or elsewhere, verbatim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from earwitness.model.pages import AROUND_NAME, ContextClaim
from earwitness.model.transcript import Span, Transcript
from earwitness.text.words import single_line
from earwitness.verification.fields import context_holds, stands_anywhere, stands_near, stands_written


def context_faults(beside: Sequence[ContextClaim], source: Transcript) -> Iterator[tuple[str, str, str]]:
    """Where, kind and message for words that do not stand where the page has them from."""
    for one in beside:
        spans = tuple(Span(start, end) for start, end in one.spans if 0 <= start < end <= len(source.text))
        if len(spans) == len(one.spans) and not _holds(one, spans, source):
            yield (
                one.where,
                "words",
                f"its {one.name} “{single_line(one.words)[:80]}” {'does' if spans else 'stands nowhere: it does'} not come from the source",
            )


def _holds(one: ContextClaim, spans: tuple[Span, ...], source: Transcript) -> bool:
    if one.name == "alias":
        return stands_written(one.words, source)
    if not spans:
        return stands_anywhere(one.words, source)
    if one.name != "context":
        return stands_near(one.words, source, spans)
    around = source.text[max(0, spans[0].start - AROUND_NAME) : spans[0].end + AROUND_NAME]
    return one.words == single_line(around) or context_holds(one.words, source, spans) or stands_anywhere(one.words, source)
