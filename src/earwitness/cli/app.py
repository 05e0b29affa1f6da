"""The root of the command line: commands load when they run, every error becomes one line on stderr."""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from earwitness.cli.output import STDIN
from earwitness.errors import EarwitnessError

USAGE = 2
INTERRUPTED = 130

app = App(
    name="earwitness",
    help="Podcasts, videos, talks and newsletters into evidence: every quote, name, number and prediction points at its words.",
    help_format="plaintext",
    help_formatter="plain",
    help_epilogue="Start with: earwitness digest FILE. Every command explains itself with --help.",
)
# Named by path, so that a command's imports are paid for only when it runs.
app.command("earwitness.cli.digest:digest", name="digest", help="One item in, its digest with evidence out.")
app.command("earwitness.cli.verify:verify", name="verify", help="Re-check the evidence of digests and pages, offline.")
app.command("earwitness.cli.search:search", name="search", help="Find passages in the archive: words, phrases, speakers, names, dates.")
app.command("earwitness.cli.sync:sync", name="sync", help="Ask the sources that are due and digest what is new.")
app.command("earwitness.cli.worker:worker", name="worker", help="One more process that carries items, here or on another machine.")
app.command("earwitness.cli.follow:follow", name="follow", help="Follow feeds, pages, channels, OPML lists, folders and mailboxes.")
app.command("earwitness.cli.follow:unfollow", name="unfollow", help="Stop following a source.")
app.command("earwitness.cli.sources:sources", name="sources", help="What is followed and how it goes.")
app.command("earwitness.cli.items:items", name="items", help="What the archive holds, with the state of each item.")
app.command("earwitness.cli.items:show", name="show", help="One item's digest, in any format and revision.")
app.command("earwitness.cli.ledgers:entities", name="entities", help="Names over the whole archive.")
app.command("earwitness.cli.ledgers:numbers", name="numbers", help="Numbers over the whole archive.")
app.command("earwitness.cli.ledgers:predictions", name="predictions", help="Predictions over the whole archive.")
app.command("earwitness.cli.ledgers:quotes", name="quotes", help="Quotes over the whole archive.")
app.command("earwitness.cli.export:export", name="export", help="Every table as JSON Lines or Parquet.")
app.command("earwitness.cli.erase:erase_", name="erase", help="Erase an item, a source or a person, to the byte.")
app.command("earwitness.cli.doctor:doctor", name="doctor", help="Is everything there that the archive needs.")
app.command("earwitness.cli.transcribe:transcribe", name="transcribe", help="Speech to captions, text or a transcript.")
app.command("earwitness.cli.models:models", name="models", help="Speech models: list, pull, verify.")
app.command("earwitness.cli.schema:schema", name="schema", help="The JSON Schema of the digest.")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code: 0 done, 1 a finding, 2 usage or input, 3 partly done."""
    given = [STDIN if argument == "-" else argument for argument in (sys.argv[1:] if arguments is None else arguments)]
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
    return outcome if isinstance(outcome, int) else 0


def _say(problem: str, mend: str = "") -> None:
    print(f"earwitness: {problem}" + (f"; {mend}" if mend else ""), file=sys.stderr)
