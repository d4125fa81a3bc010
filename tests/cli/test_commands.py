"""cli commands: help, groups of commands, shell completion, former names."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from extractor.cli import app, main
from extractor.cli.commands import FORMER_OPTIONS
from extractor.core.errors import UsageError
from extractor.core.package_data import SEEDS
from extractor.core.settings import Settings
from tests.conftest import CommandResult
from tests.muc4 import folder as muc4_folder

Run = Callable[..., CommandResult]


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*path, *name.split()), command
        if inner := getattr(command, "commands", None):
            yield from _commands(command, (*path, name)) if inner else ()


COMMANDS = dict(_commands(typer.main.get_group(app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_short_help_option(extractor: Run, path: tuple[str, ...]) -> None:
    """-h prints what --help prints; arguments are shown without braces and types."""
    short, long = extractor(*path, "-h"), extractor(*path, "--help")
    assert (short.code, short.out) == (0, long.out)
    assert f"Usage: extractor {' '.join(path)} [OPTIONS]" in " ".join(short.out.split())
    assert not set("{}<>") & set(short.out.replace("x>=", "").replace("<=x<=", "").replace("->", ""))


def test_commands_in_groups(extractor: Run) -> None:
    """The top-level help lists every command under the heading of its group."""
    lines = extractor("--help").out.splitlines()
    headings = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Options:", "Extract:", "Look at results:", "Consolidate:", "Evaluate:", "Recordings:"]
    listed = {line.split("  ")[1] for line in lines if line.startswith("  ") and line[2].islower()}
    assert {" ".join(path) for path in COMMANDS if len(path) == 1} | {"eval muc4"} <= listed
    assert "muc4" not in listed


@pytest.mark.parametrize("width", ["80", "160"])
def test_descriptions_fit_on_a_line(extractor: Run, monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    """No description is cut off in the list of commands."""
    monkeypatch.setenv("COLUMNS", width)
    out = extractor("--help").out
    assert not [line for line in out.splitlines() if line.startswith("  ") and line.endswith("...")]
    assert max(map(len, out.splitlines())) <= int(width)


def test_defaults_of_settings_are_shown(extractor: Run) -> None:
    """`run --help` shows the defaults of settings that have an option."""
    helped = " ".join(extractor("run", "--help").out.split())
    for name in ("model", "timeout", "retries", "repairs"):
        default = str(Settings.model_fields[name].default).removesuffix(".0")
        assert f"(EXTRACTOR_{name.upper()}; default {default})" in helped


def test_completion(extractor: Run) -> None:
    """--show-completion prints a script for the shell; the help names both options."""
    helped = extractor("--help").out
    assert "--install-completion" in helped
    assert "--show-completion" in helped
    result = extractor("--show-completion", "bash")
    assert (result.code, "_EXTRACTOR_COMPLETE=complete_bash" in result.out) == (0, True)


def test_start_up_imports() -> None:
    """Neither settings nor rich are imported before a command needs it, so that completion and help are quick."""
    code = (
        "import sys; sys.argv = ['extractor', '--version']\n"
        "from extractor.cli import main\n"
        "try:\n    main()\nfinally:\n    print(*sorted({'pydantic_settings', 'rich', 'jinja2', 'sqlite3'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[1:] == ["", ""]


def test_muc4_under_eval(extractor: Run) -> None:
    """`eval muc4` scores a folder of MUC-4; `muc4` does the same with a notice; `eval` alone is as before."""
    there = muc4_folder(Path("muc"))
    under, former = extractor("eval", "muc4", there), extractor("muc4", there)
    assert "ALL          100.00    98.00  +2.00  100.00    100.00" in under.out
    assert (under.code, under.err) == (0, "")
    assert (former.code, former.out) == (0, under.out)
    assert (
        former.err
        == "Deprecated: `extractor muc4` is now `extractor eval muc4`; the old name will be removed in the version after 0.2.\n"
    )
    assert extractor("eval", "-m", "reference-reader", "--gold", SEEDS / "gold").code == 0
    assert extractor("eval", "nothing-like-it").code == 2


@pytest.mark.parametrize(
    ("command", "old"), [(command, old) for command, names in FORMER_OPTIONS.items() for old in names]
)
def test_former_options(extractor: Run, command: str, old: str) -> None:
    """A former option works, hidden from the help, with a notice that gives its new name."""
    new = FORMER_OPTIONS[command][old]
    helped = extractor(command, "--help").out.split()
    assert new in helped
    assert old not in helped
    for arguments in ([old, "0.5"], [f"{old}=0.5"]):
        result = extractor(command, *arguments)
        assert f"Deprecated: {old} is now {new}; the old name will be removed in the version after 0.2.\n" in result.err
        assert f"No such option: {old}" not in result.err
    assert "Deprecated" not in extractor(command, new, "0.5").err


def test_arguments_after_a_double_dash(extractor: Run) -> None:
    """A string after `--` is an argument, whatever its name."""
    assert "Deprecated" not in extractor("explain", "--", "--incidents", "b").err


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A full disk ends every command with code 4 and the next step, whatever error it led to."""

    def full(**_: object) -> None:
        raise UsageError("x.html cannot be written.") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x.html")

    monkeypatch.setattr("extractor.cli.app", full)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 4
    assert "Free space" in capsys.readouterr().err


def test_first_words_are_completed(monkeypatch: pytest.MonkeyPatch, extractor: Run) -> None:
    """Completion offers the first word of a command, once."""
    monkeypatch.setenv("_EXTRACTOR_COMPLETE", "complete_zsh")
    monkeypatch.setenv("_TYPER_COMPLETE_ARGS", "extractor ev")
    offered = extractor().out
    assert offered.count('"eval"') == 1
    assert "muc4" not in offered
