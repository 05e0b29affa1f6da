import os
import time

import pytest

from earwitness.errors import NotFound
from earwitness.model.archive import Source
from earwitness.sources.content import candidates, open_document
from earwitness.sources.folders import read_file, read_folder
from earwitness.sources.locations import recognise, source_id

MOMENT = 1_767_610_800  # 2026-01-05T11:00:00Z


def put(path, text, moment=MOMENT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (moment, moment))
    return path


def by_guid(folder):
    return {entry.guid: entry for entry in read_folder(folder).entries}


def test_every_readable_document_is_an_entry(tmp_path):
    put(tmp_path / "a.md", "---\ntitle: 'Tides: a start'\ndate: 2025-03-02\n---\n\nWords.")
    put(tmp_path / "deep" / "2024-11-30-wave_power.vtt", "WEBVTT\n")
    put(tmp_path / "page.html", "<html><head><title>Sea &amp; shore</title></head></html>")
    put(
        tmp_path / "letter.eml",
        "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nDate: Mon, 05 Jan 2026 10:00:00 +0100\nFrom: Ada Moor <a@example.org>\n\nHello",
    )
    for name in (".hidden.md", "picture.png", ".git/config.md", "program.py"):
        put(tmp_path / name, "x")
    found = by_guid(tmp_path)
    assert {guid: (entry.title, entry.published) for guid, entry in found.items()} == {
        "a.md": ("Tides: a start", "2025-03-02T00:00:00+00:00"),
        "deep/2024-11-30-wave_power.vtt": ("2024-11-30-wave power", "2024-11-30T00:00:00+00:00"),
        "page.html": ("Sea & shore", "2026-01-05T11:00:00+00:00"),
        "letter.eml": ("Grüße", "2026-01-05T09:00:00+00:00"),
    }
    assert found["a.md"].url == (tmp_path / "a.md").as_uri()
    dates = [entry.published for entry in read_folder(tmp_path).entries]
    assert dates == sorted(dates, reverse=True)


def test_a_changed_file_is_an_update_and_a_touched_one_is_not(tmp_path):
    file = put(tmp_path / "a.txt", "One.")
    before = by_guid(tmp_path)["a.txt"]
    put(file, "One.", MOMENT + 60)
    touched = by_guid(tmp_path)["a.txt"]
    put(file, "Two.", MOMENT + 60)
    changed = by_guid(tmp_path)["a.txt"]
    assert before.content_key == touched.content_key != changed.content_key
    assert before.guid == changed.guid


def test_a_file_is_read_again_only_when_it_may_have_changed(tmp_path):
    file = put(tmp_path / "a.txt", "One.")

    def later():
        return time.time() + 60

    def reads():
        return read_file.cache_info().misses

    first, before = read_folder(tmp_path, later), reads()
    assert read_folder(tmp_path, later) == first
    assert reads() == before
    put(file, "Two.")  # as long, and with the same date: only the system's own stamp differs
    second = read_folder(tmp_path, later)
    assert reads() == before + 1
    assert second.entries[0].content_key != first.entries[0].content_key
    read_folder(tmp_path)  # just written: another change could carry the same stamp
    assert reads() == before + 1


def test_a_recording_and_its_transcript_are_one_entry(tmp_path):
    for name in ("ep1.mp3", "ep1.srt", "ep1.vtt", "ep2.m4a"):
        put(tmp_path / name, "x")
    found = by_guid(tmp_path)
    assert sorted(found) == ["ep1.vtt", "ep2.m4a"]
    source = Source(id=source_id("x"), url=str(tmp_path), kind="folder")
    assert [one.kind for one in candidates(found["ep1.vtt"], source)] == ["file", "speech"]
    assert [one.kind for one in candidates(found["ep2.m4a"], source)] == ["speech"]


def test_links_out_of_the_folder_are_passed_over(tmp_path):
    put(tmp_path / "outside" / "secret.txt", "PLANTED")
    inside = tmp_path / "inside"
    put(inside / "a.txt", "Words.")
    (inside / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (inside / "folder").symlink_to(tmp_path / "outside")
    assert sorted(by_guid(inside)) == ["a.txt"]


def test_one_file_is_a_folder_of_one(tmp_path):
    file = put(tmp_path / "talk.srt", "1\n")
    kind, place = recognise(str(file))
    (entry,) = read_folder(file).entries
    assert (kind, place, entry.guid) == ("folder", str(file), "talk.srt")
    (found,) = candidates(entry, Source(id=source_id(place), url=place, kind="folder"))
    assert open_document(found, max_bytes=10).content == b"1\n"
    with pytest.raises(NotFound):
        read_folder(tmp_path / "nowhere")
