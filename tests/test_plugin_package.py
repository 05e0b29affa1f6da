"""Plug-ins of another package, installed beside Earwitness as a distribution with entry points."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from earwitness import pipeline, plugins
from earwitness.archive.opening import open_archive
from earwitness.archive.publishing import publish
from earwitness.config import Settings
from earwitness.errors import UsageError
from earwitness.extensions import Context
from earwitness.model.findings import Finding, Quote
from earwitness.model.media import RawDocument
from earwitness.recheck.verify import verify
from earwitness.speech import recordings

PACKAGE = Path(__file__).parent / "plugin_package"
EXAMPLE = Path(__file__).parent.parent / "examples" / "boring-grid.talk.vtt"


@pytest.fixture
def installed(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGE))


@pytest.fixture
def digested(installed):  # noqa: ARG001 - the package must be installed first
    tools = pipeline.Tools.standard(Context(Settings()))
    return pipeline.digest(RawDocument(EXAMPLE.read_bytes(), EXAMPLE.name), tools)


@pytest.mark.usefixtures("installed")
def test_an_analyser_runs_after_those_it_requires() -> None:
    names = [one.name for one in plugins.analyzers()]
    assert names.index("acme-takeaway") > names.index("quotes")
    assert names.index("acme-quotes") < names.index("insights")  # insights require quotes, of whatever origin
    assert {name for name in names if not name.startswith("acme")} == set(plugins.ANALYZERS)


def test_the_built_in_analysers_run_in_the_order_of_their_table() -> None:
    assert [one.name for one in plugins.analyzers()] == list(plugins.ANALYZERS)


def test_proposals_compete_by_confidence_and_the_page_still_verifies(digested, tmp_path) -> None:
    digest = digested.digest
    assert digest.takeaway is not None
    assert (digest.takeaway.origin, digest.takeaway.confidence) == ("model:acme", 1.0)
    assert [one.kind for one in digest.audit.rejected if one.reason == "outscored"] == ["takeaway"]
    assert digest.audit.counts["takeaway"] == 1
    for name in ("json", "md", "html"):
        renderer = plugins.renderer(name)
        page = tmp_path / f"page{renderer.suffix}"
        page.write_text(renderer.render(digest, digested.transcript, with_transcript=True), encoding="utf-8")
        assert verify(page).faults == ()


def test_sentences_are_cited_by_index_and_an_index_of_none_is_refused(digested) -> None:
    (quote,) = [one for one in digested.digest.quotes if one.origin == "model:acme"]
    place = quote.evidence[0]
    assert digested.transcript.text[place.start : place.end] == place.text
    assert [one.reason for one in digested.digest.audit.rejected if one.kind == "quote" and one.reason == "outside the text"]


def test_an_analyser_that_fails_costs_its_own_findings_and_is_named(digested) -> None:
    warnings = [one for one in digested.digest.audit.warnings if "analyser" in one]
    assert [one.split(" failed")[0] for one in warnings] == ["the analyser acme-broken", "the analyser acme-missing"]
    assert "ZeroDivisionError: acme divided by nothing" in warnings[0]
    assert "ModuleNotFoundError" in warnings[1]
    assert digested.digest.summary


@pytest.mark.usefixtures("installed")
def test_an_engine_is_chosen_by_its_model_and_a_diarizer_by_its_name(tmp_path) -> None:
    settings = Settings(home=tmp_path, diarizer="acme-voices")
    tools = recordings.speech_tools(settings, recordings.EngineChoice(model="acme-large"))
    assert tools.engine.name == "acme-ears/acme-large"
    assert tools.diarizer is not None
    assert tools.diarizer.name == "acme-voices"


@pytest.mark.usefixtures("installed")
def test_a_publish_format_is_chosen_by_its_name(tmp_path) -> None:
    with open_archive(tmp_path / "home", create=True) as archive:
        publish(archive, tmp_path / "out", "acme-titles")
        assert (tmp_path / "out" / "titles.txt").is_file()
        with pytest.raises(UsageError, match="acme-titles"):
            publish(archive, tmp_path / "other", "pdf")


def test_a_name_that_two_packages_use_is_refused(tmp_path, monkeypatch) -> None:
    info = tmp_path / "twin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[earwitness.analyzers]\nnumbers = twin:Numbers\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UsageError, match=r"earwitness and twin both provide 'numbers'"):
        plugins.analyzers()


def test_requirements_nobody_meets_and_circles_are_refused() -> None:
    class One:
        name, requires, provides = "one", frozenset({"b"}), frozenset({"a"})

    class Two:
        name, requires, provides = "two", frozenset({"a"}), frozenset({"b"})

    with pytest.raises(UsageError, match="requires b, which no analyser provides"):
        plugins.in_order([One()])
    with pytest.raises(UsageError, match="require each other"):
        plugins.in_order([One(), Two()])


def test_the_type_checker_keeps_proposals_out_of_what_takes_proof(tmp_path) -> None:
    assert not issubclass(Quote, pipeline.Verified)
    assert not issubclass(pipeline.Verified, Finding)
    (tmp_path / "gate.py").write_text(
        textwrap.dedent("""
            from earwitness.model.digest import Verified
            from earwitness.model.findings import Finding, Quote

            def store(finding: Verified) -> None: ...
            def prove(finding: Finding) -> None: ...

            store(Quote())
        """)
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path / "cache"), "--follow-imports=silent", str(tmp_path / "gate.py")],
        capture_output=True, text=True, cwd=tmp_path, check=False, env={"MYPYPATH": str(Path(pipeline.__file__).parents[1]), "PATH": ""},
    )  # fmt: skip
    assert 'Argument 1 to "store" has incompatible type "Quote"; expected "Verified"' in done.stdout
