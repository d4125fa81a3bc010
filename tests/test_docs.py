"""docs: what README and docs say is so."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main

import extractor as package
from extractor.cli import app
from tests.conftest import CommandResult

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _commands() -> dict[str, Any]:
    group = typer.main.get_group(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {verb}": each for verb, each in inner.items()} if inner else {name: command}
    return found


COMMANDS = _commands()


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_has_help_with_an_example(extractor: Callable[..., CommandResult], verb: str) -> None:
    """--help says what the verb is for, explains each option, and shows a command that can be typed."""
    said = extractor(*verb.split(), "--help")
    assert said.code == 0
    assert f"Example: extractor {verb}" in " ".join(said.out.split())
    assert all(getattr(parameter, "help", None) for parameter in COMMANDS[verb].params)


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_is_documented(verb: str) -> None:
    """The README's table of verbs names each."""
    parent, _, child = verb.partition(" ")
    rows = [line for line in README.splitlines() if line.startswith("| `extractor") and f"extractor {parent}" in line]
    assert any(child in row for row in rows)


def test_documented_options_exist(extractor: Callable[..., CommandResult]) -> None:
    """Each option that the README names is one that `run` or another verb has."""
    helped = "".join(extractor(*verb.split(), "--help").out for verb in COMMANDS)
    installing = {"--quiet", "--constraint", "--editable"}
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - installing:
        assert option in helped, option


def test_the_library_snippet_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The ten lines of the README print the incidents of the sample articles."""
    monkeypatch.chdir(ROOT)
    (snippet,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(snippet, {})
    assert len(capsys.readouterr().out.splitlines()) == 23


def test_the_schema_page_works(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """The model and the prompt of docs/schemas.md pass the check as they stand."""
    page = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")
    (tmp_path / "ships_page.py").write_text(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8")
    prompt = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)[0].replace("ships:", "ships_page:")
    (tmp_path / "ships.md").write_text(prompt, encoding="utf-8")
    assert runpy.run_path(str(tmp_path / "ships_page.py"))["ShipReport"]
    said = extractor("check", "-p", "ships.md")
    assert said.code == 0, said.err


def test_the_first_command_is_what_ci_runs() -> None:
    """.ci/run takes both commands from the README; the version has an entry in the changelog."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for pattern in re.findall(r"grep -m1 '(.*?)' README", ci):
        assert [line for line in README.splitlines() if re.search(pattern, line)]
    assert f"## {package.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_map_names_every_module() -> None:
    """CONTRIBUTING's page of the house has each module."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in (ROOT / "extractor").glob("[a-z]*.py"):
        assert re.search(rf"\b{path.stem}\b", page), path.stem


def test_no_path_of_a_machine() -> None:
    """No file that is kept names a folder of the machine that it was written on."""
    for path in [
        *ROOT.glob("*.md"),
        *(path for path in ROOT.glob("docs/**/*") if path.is_file()),
        *ROOT.glob("extractor/**/*.py"),
        *ROOT.glob("extractor/report/assets/*"),
        *ROOT.glob("cache/recordings/*"),
    ]:
        assert not re.search(rb"/(?:home|root|work|Users)/", path.read_bytes()), path
