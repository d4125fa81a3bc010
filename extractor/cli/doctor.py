"""`doctor`: check settings, store and endpoint; print how to fix what fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EXTRACT
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import BaseUrl, Mode, Model, PromptName

if TYPE_CHECKING:
    from extractor.runs.doctor import CheckResult


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=EXTRACT, epilog="Example: extractor doctor -m gpt-5-mini")(doctor)


def doctor(
    prompt: PromptName = "incident",
    model: Model = None,
    mode: Mode = None,
    base_url: BaseUrl = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not contact the endpoint.")] = False,
) -> None:
    """Check settings, key, store, prompt and endpoint.

    Each failed check comes with a next step. Unless --offline is given, the prompt and its
    schema are sent with one sentence.
    """
    from extractor.core.settings import load_settings
    from extractor.runs.doctor import check_endpoint, check_locally

    settings = load_settings(model=model, base_url=base_url, mode=mode)
    results = []
    for result in check_locally(settings, prompt):
        results.append(_print_result(result))

    async def check_remotely() -> None:
        async for result in check_endpoint(settings, prompt):
            results.append(_print_result(result))

    if not offline and all(result.ok for result in results if result.name == "key"):
        asyncio.run(check_remotely())
    failed = [result for result in results if not result.ok]
    print_err(f"{len(failed)} of {len(results)} checks failed." if failed else f"All {len(results)} checks passed.")
    if failed:
        raise typer.Exit(2)


def _print_result(result: CheckResult) -> CheckResult:
    print_out(escape(f"{'ok' if result.ok else 'FAIL':<5} {result.name:<9} {result.detail}"))
    if result.next_step:
        print_out(escape(f"{'':<15} -> {result.next_step}"))
    return result
