"""The samples in tests/corpus/transcripts, each beside what reading it must give."""

import json
import pathlib

from earwitness import plugins
from earwitness.documents.decoding import decode
from earwitness.model.documents import DecodedDocument, ParsedDocument
from earwitness.model.media import RawDocument

FOLDER = pathlib.Path(__file__).parent.parent / "corpus" / "transcripts"
NAMES = sorted(path.name for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def document(content: bytes | str, name: str = "sample") -> DecodedDocument:
    return decode(RawDocument(content.encode() if isinstance(content, str) else content, name))


def read(content: bytes | str, name: str = "sample") -> tuple[str, ParsedDocument]:
    """The name of the reader that wins and what it reads."""
    decoded = document(content, name)
    best = max(plugins.readers(), key=lambda reader: reader.recognises(decoded))
    return best.name, best.read(decoded)


def summary(reader: str, parsed: ParsedDocument) -> dict[str, object]:
    """What a person checks by eye: who said what when, and what is no speech."""
    transcript, draft = parsed.transcript, parsed.draft
    words = transcript.word_times
    return {
        "reader": reader,
        "item": {key: value for key, value in draft.model_dump(mode="json").items() if value},
        "origin": transcript.origin,
        "segments": [[s.kind, s.speaker, s.turn, s.start_ms, s.end_ms, transcript.text[s.start : s.end]] for s in transcript.segments],
        "marks": [[m.kind, transcript.text[m.start : m.end], m.value] for m in transcript.marks],
        "words": [[transcript.text[a:b], t0, t1] for a, b, t0, t1 in zip(words.start, words.end, words.t0_ms, words.t1_ms, strict=True)]
        if words
        else [],
        "warnings": list(transcript.warnings),
    }


def expected(name: str) -> dict[str, object]:
    return json.loads((FOLDER / f"{name}.expected.json").read_text("utf-8"))
