"""The command line: verbs, and the one place where an error becomes an exit code."""

from __future__ import annotations

import sys

import typer

from extractor.cli import cache, check, demo, requests, run, schema, show
from extractor.cli.console import say
from extractor.errors import ExtractorError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="News articles in, typed incidents with verbatim evidence out.\n\nBegin with: extractor demo",
    epilog="Exit codes: 0 all ok; 2 usage, settings or input; 3 some articles failed; "
    "4 stopped early, resumable; 130 interrupted.",
)
demo.add(app)
run.add(app)
show.add(app)
check.add(app)
schema.add(app)
app.add_typer(requests.app, name="requests")
app.add_typer(cache.app, name="cache")


def main() -> None:
    """The console script."""
    try:
        app()
    except ExtractorError as error:
        say(f"extractor: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say("extractor: interrupted; what is recorded is kept.")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output is gone (| head); nothing is left to say to it.
        sys.stdout = None
        sys.exit(0)
