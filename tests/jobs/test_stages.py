"""Each stage does its one effect once, says the same again, and turns what goes wrong into a reason."""

import dataclasses
from functools import partial

import pytest
import sqlalchemy as sa
from tests.jobs.workbench import SOURCE, SPOKEN, UNTRANSCRIBED, VTT, FakeClock, FakeDoor, services, step

from earwitness.errors import Crashed, Exhausted, FetchFailed, MissingExtra, NotFound
from earwitness.jobs import stages, workflow
from earwitness.jobs.entries import input_hash, item_id, record
from earwitness.jobs.stages import FIRST_WAIT_S, MOST_TRIES, PATIENT_TRIES, STUBBORN_TRIES, ItemJob, StageOutcome, begin_again
from earwitness.model.archive import SourceEntry, TranscriptLink
from earwitness.model.transcript import Segment, Transcript
from earwitness.search.query import parse as parse_query
from earwitness.sources.youtube import caption_links
from earwitness.storage.findings import get_digest
from earwitness.storage.items import get_item, put_duplicate
from earwitness.storage.sources import put_source
from earwitness.storage.tables import findings, passages, revisions, work
from earwitness.storage.work_records import count_tries, due_items, renew_failed

TRANSCRIPT_URL = SPOKEN.transcripts[0].url


def _job(database, entry: SourceEntry, tries: int = 0) -> ItemJob:
    with database.write() as connection:
        put_source(connection, SOURCE, now_ms=1)
        record(connection, SOURCE, (entry,), {entry.guid}, 5)
    return ItemJob(item_id(SOURCE.id, entry.guid), input_hash(entry), tries)


def _item(database, job: ItemJob):
    with database.read() as connection:
        return get_item(connection, job.item_id)


def _counts(database) -> dict[str, int]:
    with database.read() as connection:
        return {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in (findings, passages, revisions, work)
        }


def test_an_episode_goes_from_its_transcript_to_digest_and_search(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client)
    assert workflow.read_item(bench, job, step) == StageOutcome("digested")
    assert _item(database, job).state == "digested"
    with database.read() as connection:
        result = get_digest(connection, job.item_id)
        hits = bench.index.find(connection, parse_query("Norrby speaker:Quill"))
    assert [hit.passage.item_id for hit in hits] == [job.item_id]
    assert result.item.title == "The mill"
    assert result.item.kind == "podcast"
    assert any(number.value == 412 for number in result.numbers)


def test_the_whole_way_again_changes_nothing_and_asks_nobody(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client)
    workflow.read_item(bench, job, step)
    before = _counts(database)
    assert stages.parse(bench, job, f"publisher transcript {TRANSCRIPT_URL}").verdict == "parsed"
    assert stages.digest(bench, job) == StageOutcome("digested")
    assert _counts(database) == before
    assert len(client.asked) == 1


def test_an_item_whose_place_is_taken_while_it_is_worked_on_stays_a_copy(database, tmp_path) -> None:
    job, other = _job(database, SPOKEN), _job(database, UNTRANSCRIBED)
    bench = services(database, tmp_path, door=FakeDoor({TRANSCRIPT_URL: VTT.encode()}))
    name = stages.fetch(bench, job, ()).detail

    def displaced_meanwhile(item, transcript):
        with database.write() as connection:
            put_duplicate(connection, job.item_id, other.item_id, "same media file as “The ferry”")
        return bench.digest(item, transcript)

    assert stages.parse(bench, job, name).verdict == "parsed"
    assert stages.digest(dataclasses.replace(bench, digest=displaced_meanwhile), job) == StageOutcome("copy")
    assert _counts(database) == _counts(database) | {"findings": 0, "passages": 0}
    assert stages.finish(bench, job, StageOutcome("failed", "late")) == StageOutcome("copy")
    assert workflow.read_item(bench, job, step) == StageOutcome("copy")
    assert (_item(database, job).state, _item(database, job).copy_of) == ("copy", other.item_id)


def test_a_document_fetched_before_a_crash_is_not_fetched_again(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client)
    assert stages.fetch(bench, job, ()).verdict == "found"
    assert workflow.read_item(bench, job, step).verdict == "digested"
    assert len(client.asked) == 1
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(work.c.content.is_not(None))) == 0, "the bytes are let go of"


def test_changed_words_become_a_revision_and_the_old_one_stays(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client)
    workflow.read_item(bench, job, step)
    client.answers[TRANSCRIPT_URL] = VTT.replace("412", "421").encode()
    changed = _job(database, SPOKEN.model_copy(update={"updated": "2026-02-04"}))
    assert workflow.read_item(bench, changed, step).verdict == "digested"
    assert _item(database, job).revision == 2
    with database.read() as connection:
        old, new = (get_digest(connection, job.item_id, revision) for revision in (1, 2))
    assert next(number.value for number in old.numbers if number.unit != "year") == 412
    assert next(number.value for number in new.numbers if number.unit != "year") == 421


def test_words_that_are_taken_back_are_digested_as_they_were_before(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client)
    for day, source_text in ((3, "412"), (4, "421"), (5, "412")):
        client.answers[TRANSCRIPT_URL] = VTT.replace("412", source_text).encode()
        workflow.read_item(bench, _job(database, SPOKEN.model_copy(update={"updated": f"2026-02-0{day}"})), step)
    with database.read() as connection:
        result = get_digest(connection, job.item_id, _item(database, job).revision)
        hits = [len(bench.index.find(connection, parse_query(source_text))) for source_text in ("412", "421")]
    assert next(number.value for number in result.numbers if number.unit != "year") == 412
    assert hits == [1, 0]


def test_a_failed_item_keeps_no_bytes_and_is_asked_for_anew_when_tried_again(database, tmp_path) -> None:
    job = _job(database, SPOKEN.model_copy(update={"enclosures": ()}))
    client = FakeDoor({TRANSCRIPT_URL: bytes(range(32)) * 20})
    bench = services(database, tmp_path, door=client)
    assert workflow.read_item(bench, job, step).verdict == "failed"
    with database.write() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(work.c.content.is_not(None))) == 0
        client.answers[TRANSCRIPT_URL] = VTT.encode()
        renew_failed(connection)
    assert workflow.read_item(bench, job, step).verdict == "digested"


def test_only_audio_waits_visibly_for_speech_and_is_heard_when_there_is_an_engine(database, tmp_path) -> None:
    job = _job(database, UNTRANSCRIBED)
    assert workflow.read_item(services(database, tmp_path), job, step).verdict == "speech"
    assert (_item(database, job).state, "audio" in _item(database, job).reason) == ("waiting for speech", True)
    text = "The ferry to Lerwick sailed at six, and 90 people were on board."
    transcribed = Transcript(
        text=text, segments=(Segment(start=0, end=len(text), start_ms=0, end_ms=5000),), origin="asr:fake/1", language="en"
    )
    bench = services(database, tmp_path, hear=lambda *_: transcribed)
    assert workflow.transcribe_item(bench, job, step).verdict == "digested"
    assert _item(database, job).state == "digested"


def test_a_lost_transcript_falls_back_to_the_audio(database, tmp_path) -> None:
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: NotFound(TRANSCRIPT_URL, "the server says 404")})
    assert workflow.read_item(services(database, tmp_path, door=client), job, step).verdict == "speech"


VIDEO = SourceEntry(guid="yt:video:abcdefghijk", title="How a buoy works", url="https://www.youtube.com/watch?v=abcdefghijk", language="en")


def test_a_video_is_read_from_the_captions_its_site_lists(database, tmp_path) -> None:
    address = "https://captions.example/en.vtt"

    def extract(url: str) -> dict[str, object]:
        assert url == VIDEO.url
        return {"subtitles": {"en": [{"ext": "vtt", "url": address}]}}

    job, client = _job(database, VIDEO), FakeDoor({address: VTT.encode()})
    bench = services(database, tmp_path, door=client, captions=partial(caption_links, extract=extract))
    assert workflow.read_item(bench, job, step) == StageOutcome("digested")
    assert [url for url, _ in client.asked] == [address]


def test_a_video_whose_captions_need_a_tool_says_which(database, tmp_path) -> None:
    def absent(_video: str, *, language: str | None = None) -> tuple[TranscriptLink, ...]:  # noqa: ARG001 - the signature
        raise MissingExtra("captions of YouTube", "need yt-dlp, which is not installed", "pip install yt-dlp")

    job = _job(database, VIDEO)
    assert workflow.read_item(services(database, tmp_path, captions=absent), job, step).verdict == "speech"
    assert (_item(database, job).state, "pip install yt-dlp" in _item(database, job).reason) == ("waiting for speech", True)


def test_a_server_that_fails_is_waited_for_as_long_as_it_asks(database, tmp_path) -> None:
    error = FetchFailed(TRANSCRIPT_URL, "the server says 503")
    error.retry_after_s = 7200
    clock = FakeClock()
    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: error})
    bench = services(database, tmp_path, door=client, clock=clock)
    assert workflow.read_item(bench, job, step).verdict == "again"
    assert "503" in _item(database, job).reason
    with database.read() as connection:
        assert due_items(connection, states=("new",), now_ms=clock.now_ms + 7_199_000) == ()
        [due] = due_items(connection, states=("new",), now_ms=clock.now_ms + 7_200_000)
    assert due.tries == 1
    error.retry_after_s = None
    again = workflow.read_item(bench, job._replace(tries=2), step)
    assert again.verdict == "again"
    with database.read() as connection:
        assert due_items(connection, states=("new",), now_ms=clock.now_ms + FIRST_WAIT_S * 16 * 1000 - 1) == ()
    assert workflow.read_item(bench, job._replace(tries=PATIENT_TRIES), step).verdict == "speech", "then the next best is taken"


def test_the_same_end_recorded_twice_is_one_try(database, tmp_path) -> None:
    job = _job(database, SPOKEN)
    bench = services(database, tmp_path)
    for _ in range(2):
        stages.finish(bench, job, StageOutcome("again", "down"))
    with database.read() as connection:
        assert count_tries(connection, job.item_id) == 1


def test_after_five_tries_the_user_is_told(database, tmp_path) -> None:
    job = _job(database, SPOKEN, MOST_TRIES - 1)
    stages.finish(services(database, tmp_path), job, StageOutcome("again", "the server says 503"))
    assert (_item(database, job).state, _item(database, job).reason) == ("failed", "the server says 503 (tried 5 times)")


def test_work_that_vanishes_without_a_trace_is_given_up_after_five_times(database) -> None:
    job = _job(database, SPOKEN)
    for tries in range(MOST_TRIES):
        with database.write() as connection:
            went_on = begin_again(connection, job._replace(tries=tries), 0)
        assert went_on == (tries < MOST_TRIES - 1)
    assert _item(database, job).state == "failed"
    assert "stopped" in _item(database, job).reason


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (Crashed("The mill", "ends the process that analyses it"), "ends the process"),
        (ZeroDivisionError("oops"), "internal error (ZeroDivisionError"),
    ],
)
def test_whatever_a_stage_raises_fails_its_own_item_with_the_reason(database, tmp_path, trouble, said) -> None:
    def broken(*_: object) -> None:
        raise trouble

    job, client = _job(database, SPOKEN, STUBBORN_TRIES), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    assert workflow.read_item(services(database, tmp_path, door=client, digest=broken), job, step).verdict == "failed"
    assert _item(database, job).state == "failed"
    assert said in _item(database, job).reason


def test_trouble_while_stopping_is_not_the_items_fault(database, tmp_path) -> None:
    def broken(*_: object) -> None:
        raise Crashed("The mill", "its process was ended")

    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    bench = services(database, tmp_path, door=client, digest=broken)
    bench.stopping.set()
    with pytest.raises(workflow.Stopped):
        workflow.read_item(bench, job, step)
    assert _item(database, job).state == "fetched"


def test_an_erased_item_is_let_go(database, tmp_path) -> None:
    assert workflow.read_item(services(database, tmp_path), ItemJob("0" * 16, "x", 0), step).verdict == "gone"


def test_what_breaks_its_limits_on_a_busy_machine_is_tried_again_later(database, tmp_path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Exhausted("The mill", "takes longer than 20 s to read")

    job, client = _job(database, SPOKEN), FakeDoor({TRANSCRIPT_URL: VTT.encode()})
    assert workflow.read_item(services(database, tmp_path, door=client, isolated=broken), job, step).verdict == "again"
    assert (
        workflow.read_item(services(database, tmp_path, door=client, isolated=broken), job._replace(tries=STUBBORN_TRIES), step).verdict
        == "speech"
    )
