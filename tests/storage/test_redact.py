"""Taking a person out of an archive, on both databases: what goes, what stays, and that what stays is still proven."""

import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.search.archive import Themes

from earwitness import pipeline
from earwitness.entities.indexing import collect_pending
from earwitness.errors import EarwitnessError
from earwitness.model.archive import ArchivedItem, Source, SourceEntry
from earwitness.model.digest import Digest
from earwitness.model.media import Item, Person
from earwitness.model.transcript import Segment, Transcript
from earwitness.search.interface import SearchIndex
from earwitness.search.open import open_index
from earwitness.search.query import parse
from earwitness.search.vectors import embed_item
from earwitness.storage.duplicates import put_word_keys
from earwitness.storage.engine import Database
from earwitness.storage.erase import erase, is_erased, is_unscrubbed, scrub
from earwitness.storage.findings import get_digest, put_digest
from earwitness.storage.items import get_entry, get_item, put_item, put_keys
from earwitness.storage.person_mentions import find_person
from earwitness.storage.redact import Analysis, RedactedParts, plan_redaction, redact_item
from earwitness.storage.sources import put_source
from earwitness.storage.tables import embeddings, entities, erased, metadata, passages, revisions, transcripts
from earwitness.storage.transcripts import put_passages, put_revision, transcript_of

NAME, WORD = "Ada Zyxqoria", "Zyxqoria"
BOTH, OURS, UNREAD = "a" * 16, "b" * 16, "c" * 16
SAID = (
    (NAME, "My own mill of windlasses earned 412 million dollars in 2025, and that is only the beginning of it."),
    ("Bo Rask", f"Thank you, {NAME}. The river at Norrby took 37 mills in 1987, because nobody had built a dam there."),
    (NAME, "We will build forty more windlasses by 2031, and they will never stop."),
    ("Bo Rask", f"A mill without a river is a house, as Ms. {WORD} told us. Northwind Energy pays 19 percent of its profit for water."),
)


def analyse(item: Item, transcript: Transcript) -> Digest:
    return pipeline.digest_transcript(item, transcript, pipeline.Tools.standard())


def parts(index: SearchIndex, analysis: Analysis = analyse) -> RedactedParts:
    return RedactedParts(index, analysis, lambda connection, item_id: collect_pending(connection, [item_id], now_ms=5))


def transcript_with(said: tuple[tuple[str, str], ...]) -> Transcript:
    text, segments = "", []
    for turn, (speaker, words) in enumerate(said):
        start = len(text)
        text += words + "\n"
        times = {"start_ms": turn * 9000, "end_ms": turn * 9000 + 9000}
        segments.append(Segment(start=start, end=start + len(words), speaker=speaker, turn=turn, **times))
    return Transcript(text=text, segments=tuple(segments), origin="captions", language="en")


def put(database: Database, item_id: str, said: tuple[tuple[str, str], ...], *, read: bool = True) -> None:
    people = tuple(Person(name=name) for name in dict.fromkeys(name for name, _ in said))
    item = Item(id=item_id, title=f"The mill with {NAME}", kind="podcast", url=f"https://x.example/{WORD}/{item_id}", people=people)
    entry = SourceEntry(guid=f"{WORD} {item_id}", title=f"{NAME} on mills", summary_html=f"<p>With {NAME.upper()}</p>", people=people)
    index = open_index(database)
    with database.write() as connection:
        put_source(connection, Source(id="5" * 16, url="https://x.example/feed", kind="feed", title="Mills"), now_ms=1)
        state = "digested" if read else "new"
        put_item(connection, ArchivedItem(item=item, source_id="5" * 16, guid=entry.guid, state=state), entry)
        put_keys(connection, item_id, [("title", f"the mill with {NAME.lower()}")])
        if not read:
            return
        for shown in (said[:-1], said):  # an earlier revision, and the newest
            transcript = transcript_with(shown)
            revision = put_revision(connection, item_id, transcript)
            put_digest(connection, item_id, revision, analyse(item, transcript), stage_version="1")
        put_passages(connection, item_id, transcript)
        put_word_keys(connection, item_id, transcript)
        index.add(connection, item_id)
        collect_pending(connection, [item_id], now_ms=1)
        embed_item(connection, Themes(), item_id)


def redact(database: Database, *, media: Path | None = None):
    index = open_index(database)
    with database.read() as connection:
        plan = plan_redaction(connection, find_person(connection, [NAME]), media)
    for one in plan.items:
        redact_item(database, one, plan.names, parts(index), now_ms=5)
    if plan.whole.item_ids:
        erase(database, plan.whole, index, now_ms=5)
    else:
        scrub(database, index)
    return plan


def everything(database: Database) -> str:
    """Every row of every table, compressed columns unpacked, in small letters."""
    shown = []
    with database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                for value in row:
                    if isinstance(value, bytes) and value[:1] == b"x":
                        value = zlib.decompress(value).decode()  # noqa: PLW2901
                    shown.append(str(value))
    return "\n".join(shown).lower()


def test_the_person_goes_and_what_others_said_stays_proven(database: Database, tmp_path: Path) -> None:
    put(database, BOTH, SAID)
    with database.read() as connection:
        before = get_digest(connection, BOTH)
        old = transcript_of(connection, BOTH)
    media = tmp_path / "media"
    media.mkdir()
    (media / f"{BOTH}.mp3").write_bytes(b"a voice")
    plan = redact(database, media=media)
    (one,) = plan.items
    assert (one.turns, one.places, plan.whole.item_ids, [file.name for file in plan.files]) == (2, 2, (), [f"{BOTH}.mp3"])
    for gone in (WORD, "windlass", "412 million", "forty more"):
        assert gone.lower() not in everything(database), gone
    with database.read() as connection:
        fresh, digest, archived = transcript_of(connection, BOTH), get_digest(connection, BOTH), get_item(connection, BOTH)
        earlier, entry = get_digest(connection, BOTH, 1), get_entry(connection, BOTH)
        assert [str(name) for name in connection.scalars(sa.select(entities.c.name)) if WORD in name] == []
        assert find_person(connection, [NAME]).speaking == find_person(connection, [NAME]).named == ()
        assert connection.scalar(sa.select(sa.func.count()).select_from(transcripts)) == 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(embeddings)) == 0, "made again by the next sync"
        assert not is_unscrubbed(connection)
        found = open_index(database).find(connection, parse("river mill"))
        assert open_index(database).find(connection, parse("windlass")) == ()
    assert None not in (fresh, old, digest, before, archived, entry, earlier)
    assert len(fresh.text) == len(old.text)
    assert next(hit.passage.text for hit in found) in fresh.text
    theirs = [
        finding for finding in before.findings() if getattr(finding, "speaker", None) == "Bo Rask" and WORD not in finding.model_dump_json()
    ]
    assert theirs
    assert {finding.id for finding in theirs if finding.TYPE == "number"} <= {finding.id for finding in digest.findings()}
    for result in (digest, earlier):
        for finding in result.findings():
            for part in finding.evidence:
                assert fresh.text[part.start : part.end] == part.text
                assert "█" not in part.text
    assert [person.name for person in archived.item.people] == ["Bo Rask"]
    assert (archived.state, archived.revision, archived.item.fingerprint) == ("digested", 2, fresh.fingerprint)
    assert any("redacted on request" in warning for warning in digest.audit.warnings)


def test_an_item_of_theirs_alone_or_not_yet_read_goes_as_a_whole(database: Database) -> None:
    put(database, BOTH, SAID)
    put(database, OURS, SAID[:1] * 2)
    put(database, UNREAD, SAID, read=False)
    plan = redact(database)
    assert [one.item_id for one in plan.items] == [BOTH]
    assert set(plan.whole.item_ids) == {OURS, UNREAD}
    assert WORD.lower() not in everything(database)
    with database.read() as connection:
        assert all(is_erased(connection, item_id) for item_id in (BOTH, OURS, UNREAD))
        assert get_item(connection, OURS) is None


def test_killed_between_two_items_the_rest_is_done_by_doing_it_again(database: Database) -> None:
    put(database, BOTH, SAID)
    put(database, OURS, (*SAID, ("Eva Lind", "The dam at Norrby was never built, although everybody had paid for it twice.")))
    index = open_index(database)
    with database.read() as connection:
        plan = plan_redaction(connection, find_person(connection, [NAME]))
    assert len(plan.items) == 2
    redact_item(database, plan.items[0], plan.names, parts(index), now_ms=5)
    with database.read() as connection:
        assert is_unscrubbed(connection)
    redact_item(database, plan.items[0], plan.names, parts(index), now_ms=5)
    rest = redact(database)
    assert [one.item_id for one in rest.items] == [plan.items[1].item_id]
    assert WORD.lower() not in everything(database)
    with database.read() as connection:
        assert not is_unscrubbed(connection)
        assert connection.scalar(sa.select(sa.func.count()).select_from(erased)) == 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(revisions)) == 4
        assert connection.scalar(sa.select(sa.func.count()).select_from(passages).where(passages.c.text.contains("█"))) == 4


def test_a_part_of_the_name_that_is_another_persons_too_is_left_and_told(database: Database) -> None:
    put(database, BOTH, (*SAID, (f"Eva {WORD}", f"I am Eva {WORD}, and I have nothing to do with that mill at all.")))
    with database.read() as connection:
        (one,) = plan_redaction(connection, find_person(connection, [NAME])).items
    assert WORD in one.left
    assert WORD not in one.words


def test_an_item_that_changed_meanwhile_is_not_written(database: Database) -> None:
    put(database, BOTH, SAID)
    with database.read() as connection:
        plan = plan_redaction(connection, find_person(connection, [NAME]))

    def meddling(item: Item, transcript: Transcript) -> Digest:
        with database.write() as connection:
            put_revision(connection, BOTH, transcript_with((*SAID, ("Bo Rask", "One word more."))))
        return analyse(item, transcript)

    with pytest.raises(EarwitnessError, match="was changed while it was redacted"):
        redact_item(database, plan.items[0], plan.names, parts(open_index(database), meddling), now_ms=5)
    with database.read() as connection:
        assert not is_erased(connection, BOTH)
