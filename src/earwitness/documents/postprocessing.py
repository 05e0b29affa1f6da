"""Steps applied to every transcript whatever its format: noise and promotion marks, language, weaknesses."""

from __future__ import annotations

from collections.abc import Iterable

from earwitness.documents.language import Language, detect_language
from earwitness.documents.noise import noise_marks
from earwitness.documents.promotion import promotion_marks
from earwitness.documents.speaker_names import with_names
from earwitness.documents.weakness import weaknesses
from earwitness.model.documents import ParsedDocument
from earwitness.model.transcript import Mark, Transcript

ANALYSED = "en"
"""The language the rules and tables of the analysis are made for."""


def finish(parsed: ParsedDocument) -> ParsedDocument:
    """The document with names for its speakers, noise, promotion, language and warnings added to its transcript."""
    draft, transcript = with_names(*parsed)
    language = Language(draft.language, 1.0) if draft.language else detect_language(transcript.text)
    transcript = _marked(transcript, noise_marks(transcript.text))
    transcript = _marked(transcript, promotion_marks(transcript))
    found = (*transcript.warnings, *weaknesses(transcript.text, transcript.segments), *_about_language(language))
    warnings = tuple(dict.fromkeys(found))
    return ParsedDocument(draft, transcript.model_copy(update={"language": language.code, "warnings": warnings}))


def _marked(transcript: Transcript, marks: Iterable[Mark]) -> Transcript:
    """The transcript with more marks; those it has already are not repeated."""
    known = {(mark.start, mark.end, mark.kind) for mark in transcript.marks}
    new = [mark for mark in marks if (mark.start, mark.end, mark.kind) not in known]
    if not new:
        return transcript
    merged = sorted((*transcript.marks, *new), key=lambda mark: (mark.start, mark.end, mark.kind, mark.value))
    return transcript.model_copy(update={"marks": tuple(merged)})


def _about_language(language: Language) -> tuple[str, ...]:
    if language.code is None:
        return ("the language could not be recognised: the rules for English were used, and may find little",)
    if language.code.partition("-")[0] != ANALYSED:
        return (f"the text is in {language.code!r}, the rules are made for English: names and numbers may be found, quotes are weak",)
    return ()
