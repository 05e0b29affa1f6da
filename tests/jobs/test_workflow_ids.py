"""Ids of work: the same work has the same id, other work another."""

from earwitness.jobs.runtime import HEARING, READING, workflow_id
from earwitness.storage.work_records import DueItem

DUE = DueItem("1" * 16, "2" * 16, 0)


def test_hearing_begins_under_an_id_of_its_own_while_the_engine_still_notes_the_end_of_reading() -> None:
    others = [DUE._replace(tries=1), DUE._replace(input_hash="3" * 16)]
    ids = [workflow_id(DUE, READING), workflow_id(DUE, HEARING), *(workflow_id(other, READING) for other in others)]
    assert len(set(ids)) == len(ids)
    assert workflow_id(DUE, READING) == ids[0]
    assert {id_[:16] for id_ in ids} == {DUE.item_id}, "by which the notes of an erased item are found"
