"""README, CONTRIBUTING, CHANGELOG and docs/: commands, options, links, module lists and fault ids are correct."""

import ast
import json
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import nbformat
import openai
import pytest
import typer.main
from nbclient import NotebookClient

import extractor as package
from extractor.cli import app
from tests.conftest import TEXT, CommandResult, coding
from tests.endpoint import Endpoint, Script, chat, ok
from tests.test_architecture import MODULES, PACKAGES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def _commands() -> dict[str, Any]:
    group = typer.main.get_group(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {child}": each for child, each in inner.items()} if inner else {name: command}
    return found


COMMANDS = _commands()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(extractor: Callable[..., CommandResult], command: str) -> None:
    """--help states the purpose of a command, explains each option and gives an example."""
    result = extractor(*command.split(), "--help")
    assert result.code == 0
    assert f"Example: extractor {command}" in " ".join(result.out.split())
    assert all(getattr(parameter, "help", None) for parameter in COMMANDS[command].params)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """The README's table of commands has a row for each command."""
    parent, _, child = command.partition(" ")
    rows = [line for line in README.splitlines() if line.startswith("| `extractor") and f"extractor {parent}" in line]
    assert any(child in row for row in rows)


def test_documented_options_exist(extractor: Callable[..., CommandResult]) -> None:
    """Each option in the README is an option of some command."""
    helps = extractor("--help").out + "".join(extractor(*command.split(), "--help").out for command in COMMANDS)
    pip_options = {"--quiet", "--constraint", "--editable"}
    for option in set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - pip_options:
        assert option in helps, option


def test_library_snippet_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The script of the README prints the incidents of the sample articles."""
    monkeypatch.chdir(ROOT)
    exec(SNIPPETS[0], {})
    assert len(capsys.readouterr().out.splitlines()) == 23


def test_notebook_runs(tmp_path: Path) -> None:
    """The notebook of the README runs in a real kernel, whose own event loop runs, and shows its incidents."""
    cell = nbformat.v4.new_code_cell(SNIPPETS[1])  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=[cell])  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    (output,) = notebook.cells[0].outputs
    assert len(ast.literal_eval(output["data"]["text/plain"])) == 8


async def test_handler_of_a_web_application(
    endpoint: Callable[[Script], Endpoint], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The handler of the README answers with incidents, and a text that was sent before costs nothing."""
    server = endpoint(lambda *_: ok(chat(coding())))
    for name, value in {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-x", "EXTRACTOR_MODEL": "stub"}.items():
        monkeypatch.setenv(name, value)
    variables: dict[str, Any] = {}
    exec(SNIPPETS[2], variables)
    app = variables["app"]
    query = urlencode({"text": TEXT, "published": "2024-03-05"}).encode()
    async with app.router.lifespan_context(app):
        for _ in range(2):
            status, body = await _post(app, "/incidents", query)
            assert (status, body["state"], body["incidents"][0]["place_name"]) == (200, "ok", "Gao")
    assert server.request_count == 1


async def _post(app: Any, path: str, query: bytes) -> tuple[int, Any]:
    """Send a request to an ASGI application."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
    }
    scope |= {"path": path, "raw_path": path.encode(), "query_string": query, "headers": [], "root_path": ""}
    await app({**scope, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(body)


async def test_snippets_of_the_library_page(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """The snippets of docs/library.md run: results, an own client and store, a run folder and what follows."""
    server = endpoint(lambda *_: ok(chat(coding())))
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    results, own, folders = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    articles = package.read_inputs(str(ROOT / "seeds")).articles
    given: dict[str, Any] = {
        **{"extractor": package, "openai": openai, "Path": Path, "articles": articles},
        **{"url": server.url, "key": "sk-x", "recordings": {}},
        "settings": package.load_settings(model="reference-reader"),
    }
    await _run(results, given)
    exec(folders, given)
    assert (given["summary"].states["ok"], Path("report.html").exists()) == (5, True)
    dated = [package.Article.from_text(f"{TEXT} {n}", published="2024-03-05") for n in range(5)]
    given |= {"settings": package.load_settings(model="stub"), "articles": dated}
    found = await _run(own, given)
    assert [result.state for result in found["results"]] == ["ok"] * 5
    assert len(given["recordings"]) > 5


async def _run(snippet: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run a snippet as the body of a coroutine; return its variables."""
    body = "".join(f"    {line}\n" for line in snippet.splitlines())
    exec(f"async def run():\n{body}    return locals()", given)
    found: dict[str, Any] = await given["run"]()
    return found


def _quoted(text: str) -> list[list[str]]:
    """Return the lines of each quoted output, without those that stand for omitted ones."""
    blocks = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    return [[line.strip() for line in block.splitlines() if line.strip() not in ("", "...")] for block in blocks]


def _printed(result: CommandResult) -> set[str]:
    return {line.strip() for line in (result.out + result.err).splitlines()}


def test_quoted_output_of_the_demo(extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line that the README quotes is printed by `extractor demo`, but for the end of a list of files."""
    monkeypatch.setenv("COLUMNS", "80")
    printed = _printed(extractor("demo"))
    for line in [line for block in _quoted(README)[:2] for line in block]:
        start = line.removesuffix(", ...")
        assert line in printed or any(each.startswith(start) for each in printed if start != line), line


def test_quoted_output_of_compare(extractor: Callable[..., CommandResult]) -> None:
    """Each line that README and docs/tuning.md quote of the first comparison is printed by it."""
    tuning = ROOT / "docs" / "tuning"
    printed = _printed(
        extractor(
            *("compare", "incident", tuning / "incident-narrow.md", "-m", "reference-reader"),
            *("--recordings", tuning / "recordings.jsonl"),
        )
    )
    page = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8")
    assert {*_quoted(README)[2], *_quoted(page)[0]} - printed == set()


def test_schema_page_works(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """The model and the prompt of docs/schemas.md pass `extractor check`."""
    page = (ROOT / "docs" / "schemas.md").read_text(encoding="utf-8")
    (tmp_path / "ships_page.py").write_text(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], encoding="utf-8")
    prompt = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)[0].replace("ships:", "ships_page:")
    (tmp_path / "ships.md").write_text(prompt, encoding="utf-8")
    assert runpy.run_path(str(tmp_path / "ships_page.py"))["ShipReport"]
    result = extractor("check", "-p", "ships.md")
    assert result.code == 0, result.err


def test_ci_runs_the_commands_of_the_readme() -> None:
    """.ci/run takes both commands from the README; the version has an entry in the changelog."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for pattern in re.findall(r"grep -m1 '(.*?)' README", ci):
        assert [line for line in README.splitlines() if re.search(pattern, line)]
    assert f"## {package.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _listed_modules() -> set[str]:
    """Return the dotted names in the module list of CONTRIBUTING; a line of commands lists several."""
    found: set[str] = set()
    package = ""
    for line in re.findall(r"```text\n(core/.*?)```", CONTRIBUTING, re.DOTALL)[0].splitlines():
        if not line.startswith("  "):
            package = line.split()[0].rstrip("/").replace("/", ".")
        elif ", " in line and package == "cli":
            found |= {f"cli.{name}" for name in line.strip().split(", ")}
        else:
            found.add(f"{package}.{line.split()[0]}")
    return {name for name in found if not name.endswith("/")}


def test_module_list_is_complete() -> None:
    """CONTRIBUTING lists each module below its package, and no other."""
    modules = {name for name, path in MODULES.items() if path.stem not in ("__init__", "__main__")}
    assert _listed_modules() == modules


def test_table_of_rooms_is_the_tested_one() -> None:
    """CONTRIBUTING's table of allowed imports equals that of tests/test_architecture.py."""
    table = CONTRIBUTING.partition("| package | may use |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in table.splitlines()[2:]]
    assert {package: set(filter(None, used.split(", "))) for package, used in rows} == PACKAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    """Each relative link of a page leads to a file of the repository."""
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_extending_names_existing_files() -> None:
    """Each file in docs/extending/ exists, unless its name is a placeholder in capitals."""
    for page in (ROOT / "docs" / "extending").glob("*.md"):
        for name in re.findall(r"`((?:extractor|tests|docs|cache)/[^`\s]+\.\w+)`", page.read_text(encoding="utf-8")):
            assert re.search("NAME|MODULE", name) or (ROOT / name).exists(), f"{page.name}: {name}"


def _docstrings() -> str:
    nodes = (node for path in (ROOT / "tests").rglob("*.py") for node in ast.walk(ast.parse(path.read_bytes())))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module, ast.ClassDef)
    return "\n".join(ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds))


def test_fault_ids_are_in_the_catalogue() -> None:
    """Each id in a docstring of a test, such as C14, has a row in docs/faults.md."""
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| ([TSMICX]\d\d|P\d{1,2}) \|", page, re.MULTILINE))
    assert len(rows) > 150
    assert set(re.findall(r"\b(?:[TSMICX]\d\d|P\d{1,2})\b", _docstrings())) - rows == set()


def test_no_path_of_a_machine() -> None:
    """No published file contains a path of the machine that it was written on."""
    for path in [
        *ROOT.glob("*.md"),
        *(path for path in ROOT.glob("docs/**/*") if path.is_file()),
        *ROOT.glob("extractor/**/*.py"),
        *(path for path in ROOT.glob("extractor/report/assets/**/*") if path.is_file()),
        *ROOT.glob("cache/recordings/*"),
    ]:
        assert not re.search(rb"/(?:home|root|work|Users)/", path.read_bytes()), path
