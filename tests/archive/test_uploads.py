"""Files dropped onto the hub: kept under names people recognise, once, and nothing half-way stays."""

import io
import os
import unicodedata
from pathlib import Path

import pytest

from earwitness.archive.uploads import FOLDER, LONGEST_STEM, PART, STALE_S, Dropped, keep, safe_name
from earwitness.config import Settings
from earwitness.storage.engine import Database

NOW_MS = 1_780_000_000_000
TALK = b"Ada: The mill closed in 1987, and 412 people lost their work.\n"


def _drop(name: str, content: bytes = TALK) -> Dropped:
    return Dropped(name, io.BytesIO(content))


@pytest.mark.parametrize("name", ["会议记录.txt", "Ручка.txt", "Mühle am Fluß.txt", "العربية.txt"])
def test_a_name_keeps_its_letters_in_every_script(name: str) -> None:
    assert safe_name(name, is_recording=False) == name
    assert safe_name(unicodedata.normalize("NFD", name), is_recording=False) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.txt", "a/\u2044b\\c.txt", "\u202egnp.txt", "x\x00y\ny.txt", "语" * 300 + ".txt", "\ud800.txt", "....txt"]
)
def test_no_name_leads_out_of_its_folder_or_is_too_long_for_it(name: str, tmp_path: Path) -> None:
    result = safe_name(name, is_recording=False)
    (tmp_path / result).write_bytes(TALK)
    assert [file.name for file in tmp_path.iterdir()] == [result]
    assert len(Path(result).stem.encode()) <= LONGEST_STEM
    assert not result.startswith(".")
    assert result.isprintable()


def test_files_of_names_without_a_latin_letter_do_not_come_twice(database: Database, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert keep(settings, database, [_drop("会议.txt"), _drop("访问.txt", TALK * 2)], now_ms=NOW_MS) == ("会议.txt", "访问.txt")


def test_the_same_drop_again_is_there_once_and_what_was_cut_off_is_cleared_away(database: Database, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    folders = tmp_path / FOLDER
    for name, age_s in (("old", STALE_S + 60), ("fresh", 60)):
        (folders / f"{PART}{name}").mkdir(parents=True)
        os.utime(folders / f"{PART}{name}", (NOW_MS / 1000 - age_s,) * 2)
    for _ in range(2):
        keep(settings, database, [_drop("talk.txt")], now_ms=NOW_MS)
    names = sorted(folder.name for folder in folders.iterdir())
    assert names[0] == f"{PART}fresh"
    assert len(names) == 2
