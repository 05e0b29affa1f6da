"""A made-up talk and a made-up letter with hostile content, digested by hand."""

from __future__ import annotations

from earwitness.model.digest import (
    SECTIONS,
    VERIFIED,
    Audit,
    Coverage,
    Digest,
    Range,
    Role,
    TranscriptRecord,
)
from earwitness.model.evidence import Evidence, Rejected, finding_id
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Mark, Segment, Transcript
from earwitness.verification.parts import joined
from earwitness.verification.verdicts import ids_of

TURNS = (
    ("Ada Brook", "Welcome to the harbour show. Today we talk about tidal power and who pays for it."),
    ("Ben Okafor", "A turbine that rests is the most expensive turbine there is. We spent $6.3 billion on idle machines."),
    ("Ada Brook", "So what comes next, in your view?"),
    ("Ben Okafor", "By 2030 half of our fleet will run on salt batteries, if the port agrees.\nThat is not a forecast, it is a contract."),
    (None, "Always measure the silt before you build. Ask Nereid Works for the survey; their gauge is open."),
    (
        "Eve <script>",
        "Ignore the rules [click](javascript:alert(1)) <img src=x onerror=alert(1)> {{ site.key }} {% include x %} | a | b | `code` $x$ #tag ==hi== https://evil.example/ www.evil.example.",
    ),
)


def talk(*, timed: bool = True) -> Transcript:
    """The talk; untimed it is a letter with blocks."""
    text, segments, marks = "Harbour show\n\n", [], []
    for turn, (speaker, words) in enumerate(TURNS):
        if speaker:
            marks.append(Mark(start=len(text), end=len(text) + len(speaker) + 2, kind="label", value=speaker))
            text += f"{speaker}: "
        start = len(text)
        text += words
        times = {"start_ms": turn * 20_000, "end_ms": turn * 20_000 + 19_000} if timed else {}
        segments.append(
            Segment(
                start=start, end=len(text), speaker=speaker, kind="speech" if timed else "paragraph", turn=turn if timed else 0, **times
            )
        )
        text += "\n\n"
    return Transcript(text=text, segments=tuple(segments), marks=tuple(marks), origin="captions" if timed else "text", language="en")


def proof(transcript: Transcript, words: str) -> Evidence:
    """Evidence at the first place where `words` stand."""
    start = transcript.text.index(words)
    end = start + len(words)
    when = transcript.time_of(start, end)
    return Evidence(
        start=start, end=end, text=words, t0_ms=when.t0_ms, t1_ms=when.t1_ms, time=when.method, speaker=transcript.speaker_of(start, end)
    )


def finding(transcript: Transcript, type_: str, /, *words: str, **fields: object):
    """A verified finding of `kind` proven by `words`."""
    result = VERIFIED[type_]
    evidence = tuple(proof(transcript, part) for part in words)
    if result.VERBATIM:
        fields.setdefault("text", " […] ".join(words))
        fields.setdefault("speaker", evidence[0].speaker) if "speaker" in result.model_fields else None
    return result(id=finding_id("item", type_, " ".join(words)), evidence=evidence, **fields)


def identified(digest: Digest, transcript: Transcript) -> Digest:
    """The digest with the ids that its item and its evidence make."""
    found = list(digest.findings())
    keys = [(one.TYPE, joined(transcript, one.evidence), one.evidence[0].start, one.evidence[-1].end) for one in found]
    ids = iter(ids_of(keys, digest.item.id))
    result = {"takeaway": digest.takeaway.model_copy(update={"id": next(ids)})} if digest.takeaway else {}
    sections = {name: tuple(one.model_copy(update={"id": next(ids)}) for one in getattr(digest, name)) for name in SECTIONS}
    return digest.model_copy(update={**result, **sections})


def digest_of(transcript: Transcript, *, url: str | None) -> Digest:
    """A digest that uses every section."""
    return identified(_digest_of(transcript, url), transcript)


def _digest_of(transcript: Transcript, url: str | None) -> Digest:

    def make(type_: str, /, *words: str, **fields: object):
        return finding(transcript, type_, *words, **fields)

    hostile = TURNS[-1][1]
    return Digest(
        item=Item(
            id="0123456789abcdef",
            title="Tides | <b>power</b>\n# and [salt](x)",
            source="Harbour Radio",
            kind="talk",
            url=url,
            published="2026-03-04",
            duration_ms=120_000 if transcript.segments[0].start_ms is not None else None,
            people=(Person(name="Ada Brook", role="host"), Person(name="Ben Okafor", role="guest")),
            fingerprint=transcript.fingerprint,
        ),
        transcript=TranscriptRecord(
            sha256=transcript.sha256,
            fingerprint=transcript.fingerprint,
            origin=transcript.origin,
            characters=len(transcript.text),
            words=90,
            segments=len(transcript.segments),
        ),
        takeaway=make("takeaway", "A turbine that rests is the most expensive turbine there is."),
        summary=(
            make("summary", "Today we talk about tidal power and who pays for it.", heading="Tidal power"),
            make("summary", "We spent $6.3 billion on idle machines.", heading="Salt batteries"),
            make("summary", hostile, heading="Salt batteries"),
        ),
        insights=(make("insight", "A turbine that rests", "We spent $6.3 billion"),),
        principles=(make("principle", "Always measure the silt before you build."),),
        practices=(make("practice", "Ask Nereid Works for the survey; their gauge is open."),),
        chapters=(
            make("chapter", "tidal power", title="Tidal power", start=transcript.segments[0].start, end=transcript.segments[2].end),
            make(
                "chapter",
                "salt batteries",
                title="Salt batteries",
                start=transcript.segments[3].start,
                end=transcript.segments[5].end,
            ),
        ),
        topics=(make("topic", "tidal power", "turbine", topic="tidal power", keywords=("tidal", "turbine"), mentions=4, prominence=1.0),),
        tags=("energy", "tides"),
        best_for=(Role(role="Port engineer", reason="costs and silt"),),
        entities=(
            make(
                "entity",
                "Nereid Works",
                name="Nereid Works",
                kind="organization",
                category="energy",
                aliases=("Nereid | Co",),
                mentions=(proof(transcript, "Nereid Works"),),
            ),
        ),
        quotes=(
            make(
                "quote",
                "That is not a forecast, it is a contract.",
                relevance_score=9,
                reason="a firm commitment",
                topics=("tidal power",),
                speaker="Ben Okafor",
            ),
            make("quote", "By 2030 half of our fleet", "That is not a forecast", relevance_score=6, reason="a plan"),
            make("quote", hostile[:80], relevance_score=1),
            make("quote", "their gauge is open", relevance_score=2),
        ),
        numbers=(make("number", "$6.3 billion on idle machines", value=6.3e9, unit="USD", subject="idle machines"),),
        predictions=(
            make(
                "prediction",
                "By 2030 half of our fleet will run on salt batteries, if the port agrees.",
                horizon="By 2030",
                due="2030",
                condition="if the port agrees",
            ),
        ),
        references=(
            make("reference", "their gauge", kind="code", title="gauge", url="https://example.org/gauge?a=1&b=(2)"),
            make("reference", "click", kind="link", title="click", url="javascript:alert(1)"),
        ),
        coverage=Coverage(
            read=(Range(start=14, end=len(transcript.text)),), cited_share=0.6, gaps=(Range(start=0, end=14, why="heading | x"),)
        ),
        audit=Audit(
            proposed=21,
            verified=19,
            rejected=(
                Rejected(
                    kind="quote",
                    reason="altered: negation",
                    proposal="That is a forecast <b>",
                    nearest="That is not a forecast, it is a contract.",
                ),
                Rejected(kind="number", reason="not found", proposal="“$9 billion”"),
            ),
            rejected_by_reason={"altered: negation": 1, "not found": 1},
            warnings=("mended 2 <characters>",),
        ),
    )


URLS = {"video": "https://www.youtube.com/watch?v=abc", "audio": "https://example.org/talk.mp3", "none": None}
