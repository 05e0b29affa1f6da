"""The root of the command line. Commands load when they run; every error becomes one line on stderr."""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from earwitness.cli.output import STDIN
from earwitness.errors import EarwitnessError

USAGE = 2
INTERRUPTED = 130

COMMANDS: dict[str, tuple[str, str]] = {
    "digest": ("earwitness.cli.digest:digest", "One item in, its digest with evidence out."),
    "verify": ("earwitness.cli.verify:verify", "Re-check the evidence of digests and pages, offline."),
    "transcribe": ("earwitness.cli.transcribe:transcribe", "Speech to captions, text or a transcript."),
    "align": ("earwitness.cli.align:align", "A published transcript with the times of a recording."),
    "follow": ("earwitness.cli.follow:follow", "Follow feeds, pages, channels, OPML lists, folders and mailboxes."),
    "unfollow": ("earwitness.cli.follow:unfollow", "Stop following a source."),
    "sources": ("earwitness.cli.sources:sources", "What is followed and how it goes."),
    "sync": ("earwitness.cli.sync:sync", "Ask the sources that are due and digest what is new."),
    "worker": ("earwitness.cli.worker:worker", "One more process that carries items, here or on another machine."),
    "items": ("earwitness.cli.items:items", "What the archive holds, with the state of each item."),
    "show": ("earwitness.cli.items:show", "One item's digest, in any format and revision."),
    "search": ("earwitness.cli.search:search", "Find passages in the archive: words, phrases, speakers, names, dates."),
    "index": ("earwitness.cli.index:index", "Make what search needs: words, and vectors where a model is installed."),
    "quotes": ("earwitness.cli.ledgers:quotes", "Quotes over the whole archive."),
    "numbers": ("earwitness.cli.ledgers:numbers", "Numbers over the whole archive."),
    "predictions": ("earwitness.cli.ledgers:predictions", "Predictions over the whole archive."),
    "entities": ("earwitness.cli.ledgers:entities", "Names over the whole archive."),
    "publish": ("earwitness.cli.publish:publish", "The archive as a static site, Jekyll collection, Obsidian vault or JSON files."),
    "serve": ("earwitness.cli.serve:serve", "The archive in a browser: read, hear, check, search."),
    "import": ("earwitness.cli.import_:import_", "Another hub into the archive, unproven, with a score card of its defects."),
    "users": ("earwitness.cli.users:users", "Who may sign in to the hub."),
    "tokens": ("earwitness.cli.users:tokens", "What programs come in to the hub with."),
    "mail": ("earwitness.cli.mail:mail", "Mail or message what is new, daily or weekly, nothing twice."),
    "audit": ("earwitness.cli.audit:audit", "What another program says of a recording, against its transcript."),
    "identity": ("earwitness.cli.identity:identity", "Who is who: join names, set them apart, undo."),
    "export": ("earwitness.cli.export:export", "Every table as JSON Lines or Parquet."),
    "erase": ("earwitness.cli.erase:erase_", "Erase an item, a source or a person, to the byte."),
    "models": ("earwitness.cli.models:models", "Models of speech and meaning: list, pull, verify."),
    "doctor": ("earwitness.cli.doctor:doctor", "Is everything there that the archive needs."),
    "schema": ("earwitness.cli.schema:schema", "The JSON Schema of the digest."),
}
"""Each command by its place, so that its imports are paid for only when it runs, and what it does in a line."""


def command_line(*, overview: bool) -> App:
    """The command line; as an overview each command has its line of help, otherwise the one that runs explains itself in full."""
    app = App(
        name="earwitness",
        help="Podcasts, videos, talks and newsletters into evidence: every quote, name, number and prediction points at its words.",
        help_format="plaintext",
        help_formatter="plain",
        help_epilogue="Start with: earwitness digest FILE. Every command explains itself with --help." if overview else "",
    )
    for name, (place, line) in COMMANDS.items():
        if overview:
            app.command(place, name=name, help=line)
        else:
            app.command(place, name=name)
    return app


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0 done, 1 a finding, 2 usage or input, 3 partly done."""
    given = [STDIN if argument == "-" else argument for argument in (sys.argv[1:] if arguments is None else arguments)]
    app = command_line(overview=not given or given[0] not in COMMANDS)
    try:
        outcome = app(given, result_action="return_value", exit_on_error=False, print_error=False)
    except CycloptsError as error:
        _say(" ".join(str(error).split()), "see earwitness --help")
        return USAGE
    except EarwitnessError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("stopped")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; point stdout elsewhere so that the interpreter's flush at exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        _say(f"{str(error.filename)[:300]}: {error.strerror}", "check the path")
        return USAGE
    except Exception as error:
        if (cause := _archive_trouble(error)) is None:
            raise
        _say(f"the archive cannot be read or written ({cause})", "wait for what else uses it, or make room, and run this again")
        return USAGE
    return outcome if isinstance(outcome, int) else 0


def _archive_trouble(error: Exception) -> str | None:
    """What the archive's database says, where it is the trouble. A command that opened none has not loaded its driver either."""
    if "earwitness.storage.engine" not in sys.modules:
        return None
    from earwitness.archive.health import database_trouble  # noqa: PLC0415 - only after an error of the database

    return database_trouble(error)


def _say(problem: str, hint: str = "") -> None:
    print(f"earwitness: {problem}" + (f"; {hint}" if hint else ""), file=sys.stderr)
