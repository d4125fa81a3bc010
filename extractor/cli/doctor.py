"""`doctor`: what is wrong with the settings, the store or the endpoint, and what to do about it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.commands import EXTRACT
from extractor.cli.console import escape, print_err, print_out
from extractor.cli.options import BaseUrl, Model, PromptName

if TYPE_CHECKING:
    from extractor.runs.doctor import CheckResult


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command(rich_help_panel=EXTRACT, epilog="Example: extractor doctor -m gpt-5-mini")(doctor)


def doctor(
    prompt: PromptName = "incident",
    model: Model = None,
    base_url: BaseUrl = None,
    offline: Annotated[bool, typer.Option("--offline", help="Leave the endpoint alone.")] = False,
) -> None:
    """Check settings, key, store, prompt and endpoint.

    Each failed check comes with what to do. Sends one small request, unless --offline is given.
    """
    from extractor.core.settings import load_settings
    from extractor.runs.doctor import check_endpoint, check_locally

    settings = load_settings(model=model, base_url=base_url)
    findings = []
    for finding in check_locally(settings, prompt):
        findings.append(_told(finding))

    async def there() -> None:
        async for finding in check_endpoint(settings):
            findings.append(_told(finding))

    if not offline and all(finding.ok for finding in findings if finding.name == "key"):
        asyncio.run(there())
    bad = [finding for finding in findings if not finding.ok]
    print_err(
        f"{len(bad)} of {len(findings)} checks need something done." if bad else f"All {len(findings)} checks are well."
    )
    if bad:
        raise typer.Exit(2)


def _told(finding: CheckResult) -> CheckResult:
    print_out(escape(f"{'well' if finding.ok else 'BAD ':<5} {finding.name:<9} {finding.detail}"))
    if finding.next_step:
        print_out(escape(f"{'':<15} -> {finding.next_step}"))
    return finding
