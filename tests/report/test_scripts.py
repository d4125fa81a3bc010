"""report scripts: ES modules inlined in import order, each in a scope of its own; and node's tests of what is pure."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from extractor.report.scripts import REPORT, REVIEW, ScriptError, import_order, inline, page_script, parse_module
from extractor.report.scripts import read_modules as read

JS_TESTS = Path(__file__).with_name("js")


def _modules(**sources: str) -> dict[str, str]:
    return {f"{name.replace('__', '/')}.js": source for name, source in sources.items()}


def _inline(entry: str, sources: dict[str, str]) -> str:
    return inline(entry, {name: parse_module(name, source) for name, source in sources.items()})


def node() -> str:
    """Return the path of node. Without one these tests are skipped, unless NODE_REQUIRED is set."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("NODE_REQUIRED"):
            pytest.fail("node is missing, and NODE_REQUIRED is set.")
        pytest.skip("no node on this machine (Debian: apt-get install nodejs)")
    return found


def _run(script: str) -> str:
    """Run a script in node and return what it printed."""
    return subprocess.run([node(), "-e", script], capture_output=True, text=True, check=True, timeout=30).stdout.strip()


def test_modules_come_after_their_imports() -> None:
    """Each module is inlined once, after those that it imports; one that is not reached is left out."""
    sources = _modules(
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\na(b);\n',
        a='import { b } from "./b.js";\nexport const a = (x) => x + b;\n',
        b="export const b = 1;\n",
        other="export const other = 2;\n",
    )
    modules = {name: parse_module(name, source) for name, source in sources.items()}
    assert [module.name for module in import_order("main.js", modules)] == ["b.js", "a.js", "main.js"]


def test_names_of_modules_do_not_collide() -> None:
    """Two modules may have the same names at their top; an import may have another name where it is used."""
    sources = _modules(
        main='import {\n  value,\n  get as read,\n} from "./deep/a.js";\nconst hidden = 3;\nconsole.log(value, read(), hidden);\n',
        deep__a='import { base } from "../b.js";\nconst hidden = 1;\nexport const value = base + hidden;\nexport function get() {\n  return hidden;\n}\n',
        b="const hidden = 10;\nexport const base = hidden;\n",
    )
    assert _run(_inline("main.js", sources)) == "11 1 3"


def test_types_are_left_out() -> None:
    """JSDoc on lines of its own is not in the page; comments that give reasons, and casts, stay."""
    source = "/**\n * A sum.\n * @param {number} a\n */\nexport const f = (a) =>\n  // why\n  /** @type {any} */ (a);\n"
    made = _inline("m.js", {"m.js": source})
    assert "@param" not in made
    assert "// why\n  /** @type {any} */ (a);" in made


def test_every_kind_of_export() -> None:
    """Functions, generators, async functions, classes and constants can be exported."""
    exports = "export function a() {}\nexport function* b() {}\nexport async function c() {}\nexport class D {}\nexport const e = 1;\n"
    assert parse_module("m.js", exports).exports == {"a", "b", "c", "D", "e"}


@pytest.mark.parametrize(
    "source",
    [
        'import all from "./a.js";\n',
        'import * as all from "./a.js";\n',
        'import "./a.js";\n',
        'import { a } from "library";\n',
        'import { a - b } from "./a.js";\n',
        "export default 1;\n",
        "export let a = 1;\n",
        "export { a };\n",
        'export * from "./a.js";\n',
        'const late = () => import("./a.js");\n',
        'const text = "</script>";\n',
    ],
)
def test_what_cannot_be_inlined(source: str) -> None:
    """A form of import or export that would not mean the same in the page is an error."""
    with pytest.raises(ScriptError):
        parse_module("m.js", source)


@pytest.mark.parametrize(
    ("sources", "message"),
    [
        (
            _modules(
                a='import { b } from "./b.js";\nexport const a = 1;\n',
                b='import { a } from "./a.js";\nexport const b = 1;\n',
            ),
            "a.js -> b.js -> a.js",
        ),
        (_modules(a='import { b } from "./b.js";\n'), "a.js imports b.js, which is not there"),
        (
            _modules(a='import { c } from "./b.js";\n', b="export const b = 1;\n"),
            "a.js imports c, which b.js does not export",
        ),
    ],
)
def test_imports_that_cannot_be_resolved(sources: dict[str, str], message: str) -> None:
    """A circle of imports, a file that is missing and a name that is not exported are errors."""
    with pytest.raises(ScriptError, match=message):
        _inline("a.js", sources)


def test_every_module_is_in_a_page() -> None:
    """Each module is reached by an entry point; those of the review only by the one of the review."""
    modules = read()
    report, review = ({module.name for module in import_order(entry, modules)} for entry in (REPORT, REVIEW))
    assert report | review == modules.keys()
    assert not [name for name in report if name.startswith("review")]


def test_what_runs_in_the_page_is_a_script() -> None:
    """Node reads each module, and the inlined scripts, without an error of syntax."""
    for entry in (REPORT, REVIEW):
        checked = subprocess.run([node(), "--check", "-"], input=page_script(entry), text=True, capture_output=True)
        assert checked.returncode == 0, checked.stderr


def test_pure_modules_by_nodes_tests() -> None:
    """Offsets, ranges, filters, dates, positions, edits and queues pass the tests that node runs."""
    tests = sorted(map(str, JS_TESTS.glob("*.test.js")))
    assert tests
    found = subprocess.run([node(), "--test", *tests], capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stdout
