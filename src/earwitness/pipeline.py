"""The pipeline: a document in, a verified digest out. The order of the steps is written here and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from earwitness import plugins
from earwitness.analysis.profile import best_for, tags
from earwitness.analysis.reading import read
from earwitness.documents.decoding import decode
from earwitness.documents.postprocessing import finish
from earwitness.errors import NoText
from earwitness.extensions import Analyzer, Context, TranscriptReader
from earwitness.model.digest import Digest, TranscriptRecord, Verified, VerifiedEntity, VerifiedTopic, sealed
from earwitness.model.documents import ItemDraft, ParsedDocument
from earwitness.model.findings import Finding
from earwitness.model.media import Item, RawDocument
from earwitness.model.reading import Reading
from earwitness.model.transcript import Span, Transcript
from earwitness.verification.audit import audit, coverage
from earwitness.verification.verdicts import Verdicts, verify

if TYPE_CHECKING:
    from earwitness.reading.model import ReadingModel


@dataclass(frozen=True)
class Tools:
    """The parts the pipeline works with; `Tools.standard()` has every one that is installed."""

    readers: tuple[TranscriptReader, ...]
    analyzers: tuple[Analyzer, ...]
    model: ReadingModel | None = None
    """Judges the sentences; None where the setting `selection` is `rules`."""

    @classmethod
    def standard(cls, context: Context | None = None) -> Tools:
        """Return the built-in plug-ins and those of other packages, each given the context."""
        analyzers = plugins.analyzers(context)
        if context is None or context.settings.selection != "model":
            return cls(plugins.readers(context), analyzers)
        from earwitness.reading.analyzer import SelectionAnalyzer  # noqa: PLC0415 - onnxruntime takes a third of a second to import
        from earwitness.reading.model import standard as standard_model  # noqa: PLC0415

        selection = SelectionAnalyzer()
        others = [one for one in analyzers if not one.provides & selection.provides]
        return cls(plugins.readers(context), plugins.in_order([*others, selection]), standard_model())


class Digested(NamedTuple):
    """A digest and the transcript its evidence points into."""

    digest: Digest
    transcript: Transcript


def digest(document: RawDocument, tools: Tools, *, about: ItemDraft | None = None) -> Digested:
    """The digest of one document. `about` overrides what the document says of itself. Raises `InputError`."""
    parsed = parse(document, tools.readers)
    item = identify(parsed, document, about or ItemDraft())
    return Digested(digest_transcript(item, parsed.transcript, tools), parsed.transcript)


def digest_transcript(item: Item, transcript: Transcript, tools: Tools) -> Digest:
    """Return the digest of an item whose transcript is there already."""
    reading = read(item, transcript)
    if tools.model is not None:
        from earwitness.reading.judging import judged  # noqa: PLC0415 - as above

        reading = judged(reading, tools.model)
    proposals, failures = analyze(reading, tools.analyzers)
    verdicts = verify(proposals, item.id, transcript)
    return assemble(item, reading, len(proposals), verdicts, failures)


def parse(document: RawDocument, readers: Sequence[TranscriptReader]) -> ParsedDocument:
    """The document read by the reader that recognises its content best."""
    decoded = decode(document)
    best = max(readers, key=lambda reader: reader.recognises(decoded))
    parsed = best.read(decoded)
    if not any(character.isalpha() for character in parsed.transcript.text):
        raise NoText(document.name, "has no words to digest")
    warnings = (*decoded.warnings, *parsed.transcript.warnings)
    return finish(parsed._replace(transcript=parsed.transcript.model_copy(update={"warnings": warnings})))


def identify(parsed: ParsedDocument, document: RawDocument, about: ItemDraft) -> Item:
    """The item a document is, with an id that stays the same as long as its URL or its words do."""
    source_text = {name: getattr(parsed.draft, name) for name in ItemDraft.model_fields}
    given = {name: value for name in ItemDraft.model_fields if (value := getattr(about, name))}
    known = {name: value for name, value in {**source_text, **given}.items() if value}
    transcript = parsed.transcript
    known.setdefault("title", document.name.rsplit(".", 1)[0] or "Untitled")
    known.setdefault("url", document.url)
    known.setdefault("language", transcript.language)
    key = known["url"] or f"{known['title']}\x1f{transcript.sha256}"
    return Item(id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16], fingerprint=transcript.fingerprint, **known)


def analyze(reading: Reading, analyzers: Sequence[Analyzer]) -> tuple[list[Finding], tuple[str, ...]]:
    """Return what every analyser proposes, each seeing the proposals before it, and a warning for each that failed."""
    found: list[Finding] = []
    failures: list[str] = []
    for analyzer in analyzers:
        try:
            proposed = [_located(finding, reading) for finding in analyzer.propose(reading, tuple(found))]
        except Exception as error:  # noqa: BLE001 - a plug-in may raise anything; it costs its own findings and is named in the audit
            failures.append(f"the analyser {analyzer.name} failed ({type(error).__name__}: {error}): its findings are missing")
            continue
        if undeclared := sorted({finding.TYPE for finding in proposed} - analyzer.provides):
            failures.append(f"the analyser {analyzer.name} proposed {', '.join(undeclared)}, which it does not declare: left out")
        found.extend(finding for finding in proposed if finding.TYPE in analyzer.provides)
    return found, tuple(failures)


def _located(finding: Finding, reading: Reading) -> Finding:
    """Return the finding with spans in place of sentence indices; an index outside the reading gives a span outside the text."""
    if finding.spans or not finding.sentences:
        return finding
    spans: list[Span] = []
    for at in sorted(set(finding.sentences)):
        sentence = reading.sentences[at] if 0 <= at < len(reading.sentences) else None
        spans.append(Span(sentence.start, sentence.end) if sentence else Span(len(reading.text), len(reading.text) + 1))
    return finding.model_copy(update={"spans": tuple(spans)})


def assemble(item: Item, reading: Reading, proposed: int, verdicts: Verdicts, failures: Sequence[str] = ()) -> Digest:
    """Return the digest of what was verified, with its coverage and audit."""
    transcript = reading.transcript
    record = TranscriptRecord(
        sha256=transcript.sha256,
        fingerprint=transcript.fingerprint,
        origin=transcript.origin,
        characters=len(transcript.text),
        words=len(reading.words),
        segments=len(transcript.segments),
    )
    topics = [finding for finding in verdicts.verified if isinstance(finding, VerifiedTopic)]
    entities = [finding for finding in verdicts.verified if isinstance(finding, VerifiedEntity)]
    result = Digest(
        item=item,
        transcript=record,
        tags=tags(topics, entities),
        best_for=best_for(reading, topics),
        coverage=coverage(transcript, [Span(s.start, s.end) for s in reading.sentences], verdicts.verified),
        audit=audit(proposed, verdicts, (*transcript.warnings, *failures)),
        **_sections(verdicts.verified),
    )
    return sealed(result)


_SECTION_OF = {
    "summary": "summary",
    "insight": "insights",
    "principle": "principles",
    "practice": "practices",
    "chapter": "chapters",
    "topic": "topics",
    "entity": "entities",
    "quote": "quotes",
    "number": "numbers",
    "prediction": "predictions",
    "reference": "references",
}


def _sections(verified: Sequence[Verified]) -> dict[str, object]:
    sections: dict[str, object] = {
        section: tuple(finding for finding in verified if kind == finding.TYPE) for kind, section in _SECTION_OF.items()
    }
    sections["takeaway"] = next((finding for finding in verified if finding.TYPE == "takeaway"), None)
    return sections
