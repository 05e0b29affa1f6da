"""What the house promises of itself: light imports, one way in, no test that reaches the network."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import earwitness

ALLOWED_AT_IMPORT = {"earwitness"}
"""Packages `import earwitness` may load, beside the standard library."""
HEAVY = {"pydantic", "trafilatura", "httpx2", "dateparser", "lxml", "numpy", "rich.markdown", "earwitness.pipeline", "yaml"}


def _loaded(statement: str) -> set[str]:
    code = f"import sys; before = set(sys.modules); {statement}; print(' '.join(sorted(set(sys.modules) - before)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split("\n")[-2].split())


def test_importing_the_package_loads_nothing_but_itself() -> None:
    foreign = {name.partition(".")[0] for name in _loaded("import earwitness")} - set(sys.stdlib_module_names)
    assert foreign <= ALLOWED_AT_IMPORT


def test_help_loads_no_analysis_and_no_model() -> None:
    loaded = _loaded("from earwitness.cli import main; main(['--help'])")
    assert "cyclopts" in loaded
    assert not loaded & HEAVY


def test_a_digest_of_plain_text_loads_neither_the_network_nor_the_html_reader(tmp_path) -> None:
    newsletter = tmp_path / "letter.txt"
    newsletter.write_text("A short letter.\n\nIt has 12 words in it, and nothing more to say.", encoding="utf-8")
    loaded = _loaded(f"from earwitness.cli import main; main(['digest', {str(newsletter)!r}, '--format', 'json'])")
    assert "earwitness.pipeline" in loaded
    assert not loaded & {"httpx2", "httpcore2", "trafilatura", "dateparser", "lxml", "numpy"}


def test_who_shows_the_archive_reads_digests_as_they_may_be_shown() -> None:
    """Digests and transcripts with private addresses are for lower packages; the publication's catalogue applies disclosure itself."""
    source = Path(earwitness.__file__).parent
    readers = re.compile(
        r"^from earwitness\.storage\.(?:findings|transcripts) import .*\b(?:get_digest|get_transcript|transcript_of)\b", re.MULTILINE
    )
    files = [file for package in ("website", "web", "cli") for file in sorted((source / package).rglob("*.py"))]
    found = {file.relative_to(source).as_posix() for file in files if readers.search(file.read_text("utf-8"))}
    assert len(files) > 80
    assert found == {"website/publishing/catalogue.py", "website/site/feeds.py"}


def test_tests_cannot_reach_the_network() -> None:
    with pytest.raises(Exception, match="socket"):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
