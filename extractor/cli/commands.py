"""Classes for the command line: help in groups, `-h`, arguments without braces, former names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from extractor.cli.console import print_err

EXTRACT, LOOK, CONSOLIDATE, EVALUATE = "Extract", "Look at results", "Consolidate", "Evaluate"
RECORDINGS = "Recordings"
Function = TypeVar("Function", bound=Callable[..., Any])
GROUPS = (EXTRACT, LOOK, CONSOLIDATE, EVALUATE, RECORDINGS)

# Names that scripts may still use. Both tables can be emptied in the version after 0.2.
FORMER_OPTIONS: dict[str, dict[str, str]] = {
    "run": {"--rebuild": "--new-store-if-missing"},
    "explain": {"--in": "--incidents"},
    "report": {"--in": "--incidents"},
    "review": {"--in": "--incidents", "--by": "--reviewer", "--share": "--sample"},
    "eval": {"--min": "--fail-under"},
}
FORMER_COMMANDS = {"muc4": "eval muc4"}


def _format_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the sections of arguments and options; arguments go without typer's `<type>`."""
    parameters = [(each, each.get_help_record(ctx)) for each in command.get_params(ctx)]
    for kind, heading in (("argument", "Arguments"), ("option", "Options")):
        shown = [record for each, record in parameters if record and each.param_type_name == kind]
        if shown:
            with formatter.section(heading):
                formatter.write_dl([(name.split(" <")[0], text) for name, text in shown])


class Command(TyperCommand):
    """A command with plain help that takes former names of its options."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line, required arguments without braces."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        _format_parameters(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse arguments after former option names are replaced, each with a notice on stderr."""
        former = FORMER_OPTIONS.get(self.name or "", {})
        end = args.index("--") if "--" in args else len(args)
        for number, argument in enumerate(args[:end]):
            old, equals, value = argument.partition("=")
            if new := former.get(old):
                _print_deprecation(old, new)
                args[number] = f"{new}{equals}{value}"
        return super().parse_args(ctx, args)


class Group(TyperGroup):
    """A group of commands whose help lists them under headings; a command's name may have two words."""

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete the first word of a command: `eval` once, although `eval muc4` is another command."""
        items: dict[str, Any] = {}
        for item in super().shell_complete(ctx, incomplete):
            item.value = item.value.split(" ")[0]
            items.setdefault(item.value, item)
        return list(items.values())

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that arguments begin with: `eval muc4` before `eval`, former names with a notice."""
        if new := FORMER_COMMANDS.get(args[0]) if ctx.parent is None else None:
            _print_deprecation(f"`extractor {args[0]}`", f"`extractor {new}`")
            args = [*new.split(), *args[1:]]
        name = " ".join(args[:2])
        if len(args) > 1 and name in self.commands:
            return name, self.commands[name], args[2:]
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write options, then commands."""
        _format_parameters(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one section for each heading, their columns aligned."""
        width = max(map(len, self.commands))
        limit = formatter.width - 6 - width
        for heading in (*GROUPS, None):
            rows = [
                (f"{name:<{width}}", command.get_short_help_str(limit))
                for name, command in self.commands.items()
                if not command.hidden and _heading(command) == heading
            ]
            if rows:
                with formatter.section(heading or "Commands"):
                    formatter.write_dl(rows)


def _heading(command: Any) -> str | None:
    """Return the heading of a command; None for one without, which typer marks with an object of its own."""
    panel = getattr(command, "rich_help_panel", None)
    return panel if panel in GROUPS else None


def _print_deprecation(old: str, new: str) -> None:
    print_err(f"Deprecated: {old} is now {new}; the old name will be removed in the version after 0.2.")


class App(typer.Typer):
    """A typer application with the classes of this module and plain-text help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            cls=Group,
            no_args_is_help=True,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
            **settings,
        )

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        """Register a function as a command, as in typer."""
        return super().command(name, **{"cls": Command, **settings})
