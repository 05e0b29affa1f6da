"""`earwitness digest`: digest one item."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

from cyclopts import Parameter

from earwitness import pipeline, plugins
from earwitness.archive import single
from earwitness.cli.output import STDIN, file_stem, output_folder, print_page, write_file
from earwitness.cli.player import media_of
from earwitness.config import Settings, load_settings
from earwitness.errors import EarwitnessError, UsageError
from earwitness.extensions import Context, Renderer
from earwitness.model.documents import ItemDraft
from earwitness.model.media import ItemKind, Person, RawDocument
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.speech.audio.decoding import Recording
from earwitness.speech.recordings import PublishedFiles

PARTLY_DONE = 3


@Parameter(name="*")
@dataclass(frozen=True)
class About:
    """Metadata of the item; overrides what the document states."""

    title: str | None = None
    """Title of the item."""
    source: str | None = None
    """Name of the show, newsletter or site."""
    kind: str | None = None
    """podcast, video, newsletter, article or talk."""
    published: str | None = None
    """Date as YYYY-MM-DD."""
    url: str | None = None
    """Public address of the item, which evidence links point to."""
    speakers: str | None = None
    """Names of the speakers, separated by commas."""
    second_pass_engine: Annotated[str | None, Parameter(name=["--second-pass", "--second-pass-engine", "--second-listener"])] = None
    """Transcribe the audio behind quotes, numbers and predictions a second time: greedy, or the name of another model."""

    transcript: str | None = None
    """The published transcript of the recording, a file or address: its words are used, its times are moved to the recording's."""
    chapters: str | None = None
    """The publisher's chapters of the recording, a podcast chapters file (JSON) or its address."""

    def draft(self) -> ItemDraft:
        """Return the options as item metadata. Raises `UsageError` for an unknown kind or an invalid date."""
        if self.kind is not None and self.kind not in get_args(ItemKind):
            raise UsageError("--kind", f"there is no kind {self.kind!r}", f"choose from {', '.join(get_args(ItemKind))}")
        people = tuple(Person(name=name.strip(), why="option") for name in (self.speakers or "").split(",") if name.strip())
        draft = {"title": self.title, "source": self.source, "kind": self.kind, "published": self.published, "url": self.url}
        return ItemDraft.model_validate({**draft, "people": people})


def digest(
    *sources: str,
    format_: Annotated[str | None, Parameter(name="--format")] = None,
    out: Path | None = None,
    about: About | None = None,
    with_transcript: bool = False,
    home: Path | None = None,
) -> int:
    """Digest items: summary, quotes, names, numbers and predictions, each with the words that prove it.

    Examples:
      earwitness digest talk.vtt
      earwitness digest letter.eml --format html --out digests
      earwitness digest https://example.com/post --format json --with-transcript
      earwitness digest episode.mp3 --transcript episode.vtt --chapters chapters.json
      cat transcript.txt | earwitness digest - --title "Episode 12" --published 2026-03-01

    Parameters
    ----------
    sources
        Files, web addresses, or - for standard input.
    format_
        md, html, json, jekyll or obsidian; several separated by commas with --out. Default on a terminal: a reading view.
    out
        Folder to write to, with the transcript beside each page so that `earwitness verify` works offline.
    about
        Metadata of the item.
    with_transcript
        Put the transcript into the page itself.
    home
        Folder with earwitness.toml (default ~/.earwitness, or EARWITNESS_HOME).
    """
    about = about or About()
    _check(sources, about)
    settings = load_settings(home)
    draft = about.draft()
    if about.second_pass_engine is not None:
        settings = settings.model_copy(update={"second_pass_engine": about.second_pass_engine})
    renderers = _renderers(format_, out)
    tools = pipeline.Tools.standard(Context(settings))
    used: set[str] = set()
    failed = 0
    for source in sources:
        try:
            document = single.open_item("-" if source == STDIN else source, settings)
            result = single.digest_opened(document, tools, settings, about=draft, beside=_beside(document, about, settings))
            if out is None:
                media = _media(document, renderers, None)
                print_page(renderers[0].render(result.digest, result.transcript, with_transcript=with_transcript, media=media))
            else:
                stem = output_folder(out) / file_stem(Path(document.name).stem, used)
                _write(result, renderers, stem, with_transcript=with_transcript, media=_media(document, renderers, stem))
        except EarwitnessError as error:
            if len(sources) == 1:
                raise
            failed += 1
            print(f"earwitness: {error}", file=sys.stderr)
    if failed:
        return EarwitnessError.exit_code if failed == len(sources) else PARTLY_DONE
    return 0


def _check(sources: Sequence[str], about: About) -> None:
    if not sources:
        raise UsageError("digest", "nothing to digest", "give a file, a web address or - for standard input")
    if len(sources) > 1 and (about.transcript or about.chapters):
        raise UsageError("--transcript", "a transcript and chapters belong to one recording", "give one recording")


def _beside(opened: RawDocument | Recording, about: About, settings: Settings) -> PublishedFiles:
    """What was published beside a recording. Raises `UsageError` where there is no recording."""
    if (about.transcript or about.chapters) and not isinstance(opened, Recording):
        option = "--transcript" if about.transcript else "--chapters"
        raise UsageError(option, f"goes with a recording, and {opened.name} is none", "give an audio or video file")
    transcript, chapters = (single.open_source(place, settings) if place else None for place in (about.transcript, about.chapters))
    return PublishedFiles(transcript, chapters)


def _renderers(format_: str | None, out: Path | None) -> tuple[Renderer, ...]:
    if format_ is None:
        return (plugins.renderer("terminal" if out is None and sys.stdout.isatty() else "md"),)
    result = tuple(plugins.renderer(name.strip()) for name in format_.split(","))
    if len(result) > 1 and out is None:
        raise UsageError("--format", "several formats need a folder", "add --out DIR")
    return result


def _media(opened: RawDocument | Recording, renderers: Sequence[Renderer], stem: Path | None) -> str | None:
    """What the player of an HTML page plays; None where there is nothing to hear or nothing to play it."""
    has_player = any(renderer.suffix == ".html" for renderer in renderers)
    return media_of(opened, stem) if has_player and isinstance(opened, Recording) else None


def _write(made: pipeline.Digested, renderers: Sequence[Renderer], stem: Path, *, with_transcript: bool, media: str | None) -> None:
    write_file(stem.with_name(stem.name + TRANSCRIPT_SUFFIX), transcript_json(made.transcript))
    used: set[str] = set()
    for renderer in renderers:
        suffix = f".{renderer.name}{renderer.suffix}" if renderer.suffix in used else renderer.suffix
        used.add(renderer.suffix)
        path = stem.with_name(stem.name + suffix)
        write_file(path, renderer.render(made.digest, made.transcript, with_transcript=with_transcript, media=media))
        print(path)
