"""The command line: verbs, and the one place where an error becomes an exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated

import typer

from extractor import __version__
from extractor.cli import (
    batch,
    cache,
    check,
    compare,
    consolidate,
    demo,
    doctor,
    eval,
    explain,
    export,
    gold,
    muc4,
    names,
    optimize,
    report,
    requests,
    review,
    run,
    schema,
    show,
    status,
)
from extractor.cli.console import put, say
from extractor.core.errors import ExtractorError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 all ok; 2 usage, settings or input; 3 some articles failed; "
    "4 stopped early, resumable; 5 a gate is not passed; 130 interrupted.",
)
demo.add(app)
run.add(app)
consolidate.add(app)
explain.add(app)
names.add(app)
export.add(app)
report.add(app)
review.add(app)
eval.add(app)
compare.add(app)
optimize.add(app)
muc4.add(app)
show.add(app)
check.add(app)
schema.add(app)
status.add(app)
doctor.add(app)
app.add_typer(gold.app, name="gold")
app.add_typer(batch.app, name="batch")
app.add_typer(requests.app, name="requests")
app.add_typer(cache.app, name="cache")


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """News articles in, typed incidents with verbatim evidence out. Begin with: extractor demo"""
    if version:
        put(__version__)
        raise typer.Exit


def main() -> None:
    """The console script."""
    try:
        app()
    except ExtractorError as error:
        say(f"extractor: {error}")
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, asyncio.CancelledError):
        say("extractor: interrupted; what is recorded is kept. Run the same command again to go on.")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output is gone (| head). Nothing may be flushed to it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (OSError, UnicodeError) as error:
        say(f"extractor: {error}")
        sys.exit(2)
