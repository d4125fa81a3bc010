"""The command line: its commands, and the one place where an error becomes an exit code."""

from __future__ import annotations

import asyncio
import errno
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
    fetch,
    gold,
    look,
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
from extractor.cli.commands import EVALUATE, EXTRACT, RECORDINGS, App
from extractor.cli.console import print_err, print_out
from extractor.core.errors import ExtractorError

FULL = 4  # exit code of a full disk: nothing is wrong with the command

app = App(
    epilog="Exit codes: 0 all ok; 2 usage, settings or input; 3 some articles failed; "
    "4 stopped early, resumable; 5 a score is below --fail-under or fell; 130 interrupted.",
)
for module in (demo, run, fetch):
    module.add(app)
app.add_typer(batch.app, name="batch", rich_help_panel=EXTRACT)
app.add_typer(requests.app, name="requests", rich_help_panel=EXTRACT)
for module in (check, doctor, look, show, status, report, review, schema, explain):
    module.add(app)
for module in (consolidate, names, export, eval, muc4, compare):
    module.add(app)
app.add_typer(gold.app, name="gold", rich_help_panel=EVALUATE)
optimize.add(app)
app.add_typer(cache.app, name="cache", rich_help_panel=RECORDINGS)


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    """Extract typed incidents with verbatim evidence from news articles. Start with: extractor demo"""
    if version:
        print_out(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; turn errors into messages and exit codes."""
    try:
        app(prog_name="extractor")
    except ExtractorError as error:
        print_err(f"extractor: {error}")
        sys.exit(FULL if _disk_is_full(error) else error.exit_code)
    except (KeyboardInterrupt, asyncio.CancelledError):
        print_err("extractor: interrupted; what is recorded is kept. Run the same command again to go on.")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output is gone (| head). Nothing may be flushed to it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        print_err(f"extractor: {error.filename or 'a file'}: {error.strerror or error}.")
        sys.exit(FULL if _disk_is_full(error) else 2)
    except UnicodeError as error:
        print_err(f"extractor: {error}")
        sys.exit(2)


def _disk_is_full(error: BaseException | None) -> bool:
    """Print the next step if an error, or one that led to it, is that of a full disk; return whether it is."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            print_err("The disk is full. Free space, then run the same command again: what is recorded is kept.")
            return True
        error = error.__cause__ or error.__context__
    return False
