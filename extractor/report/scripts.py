"""The page's scripts: ES modules on disk, one script in the page.

Each module becomes a function scope that returns its exports, after the modules that it imports. So names cannot
collide, and a module that the entry point does not reach is left out. Forms of `import` and `export` that this cannot
inline are errors: all but named imports of a neighbouring file, and exported functions, classes and constants. JSDoc,
which is for the type checker, is left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SCRIPTS = Path(__file__).with_name("assets") / "scripts"
REPORT, REVIEW = "report.js", "review.js"  # entry points

_IMPORT = re.compile(r'^import \{([^{}]*)\} from "(\.{1,2}/[^"\n]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*? |class |const )([A-Za-z_$][\w$]*))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*|\bimport\(.*", re.MULTILINE)
_TYPES = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)  # JSDoc on lines of its own
_NAME = re.compile(r"([A-Za-z_$][\w$]*)(?: as ([A-Za-z_$][\w$]*))?")


class ScriptError(ValueError):
    """A module that cannot be inlined."""


@dataclass(frozen=True)
class Module:
    """One module.

    Attributes:
        name: its path below the folder of scripts.
        source: its text.
        imports: for each module that it imports, the names there and here.
        exports: the names that it exports.
    """

    name: str
    source: str
    imports: Mapping[str, Mapping[str, str]]
    exports: frozenset[str]


def parse_module(name: str, source: str) -> Module:
    """Read the imports and exports of a module.

    Raises:
        ScriptError: a form of import or export that cannot be inlined, or text that would end the script element.
    """
    if left := _LEFT.search(_EXPORT.sub("", _IMPORT.sub("", source))):
        raise ScriptError(f"{name}: cannot be inlined: {left[0]}")
    if found := re.search(r"</script|<!--", source, re.IGNORECASE):
        raise ScriptError(f"{name}: {found[0]} would end the script in the page")
    imports: dict[str, dict[str, str]] = {}
    for names, path in _IMPORT.findall(source):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        imports.setdefault(target, {}).update(_names(name, names))
    return Module(name, source, imports, exports=frozenset(_EXPORT.findall(source)))


def _names(module: str, names: str) -> dict[str, str]:
    """Read the braces of an import: the exported names, with their local names."""
    found = {}
    for part in filter(None, (each.strip() for each in names.split(","))):
        match = _NAME.fullmatch(part)
        if match is None:
            raise ScriptError(f"{module}: cannot be inlined: import {{ {part} }}")
        found[match[1]] = match[2] or match[1]
    return found


def read_modules(folder: Path = SCRIPTS) -> dict[str, Module]:
    """Read every module in a folder, by name."""
    paths = sorted(folder.rglob("*.js"))
    names = [path.relative_to(folder).as_posix() for path in paths]
    return {name: parse_module(name, path.read_text(encoding="utf-8")) for name, path in zip(names, paths, strict=True)}


def import_order(entry: str, modules: Mapping[str, Module]) -> list[Module]:
    """Return the modules that an entry point reaches, each after those that it imports.

    Raises:
        ScriptError: a circle, a module that is not there, or a name that the module does not export.
    """
    found: dict[str, Module] = {}

    def visit(name: str, importers: tuple[str, ...]) -> None:
        if name in importers:
            raise ScriptError(f"circle of imports: {' -> '.join([*importers[importers.index(name) :], name])}")
        if name in found:
            return
        module = modules[name]
        for target, names in module.imports.items():
            if target not in modules:
                raise ScriptError(f"{name} imports {target}, which is not there")
            if missing := sorted(names.keys() - modules[target].exports):
                raise ScriptError(f"{name} imports {', '.join(missing)}, which {target} does not export")
            visit(target, (*importers, name))
        found[name] = module

    visit(entry, ())
    return list(found.values())


def inline(entry: str, modules: Mapping[str, Module]) -> str:
    """Return an entry point with all that it imports as one script.

    Raises:
        ScriptError: as `import_order` does.
    """
    order = import_order(entry, modules)
    scopes = {module.name: f"$module{number}" for number, module in enumerate(order)}
    return "\n".join(["(() => {", '"use strict";', *(_scope(module, scopes) for module in order), "})();\n"])


def _scope(module: Module, scopes: Mapping[str, str]) -> str:
    """Return a module as a function scope that returns its exports."""

    def binding(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(module.name), match[2]))
        names = ", ".join(
            there if there == here else f"{there}: {here}" for there, here in _names(module.name, match[1]).items()
        )
        return f"const {{ {names} }} = {scopes[target]};"

    body = _EXPORT.sub("", _IMPORT.sub(binding, _TYPES.sub("", module.source))).rstrip("\n")
    exports = f"return {{ {', '.join(sorted(module.exports))} }};" if module.exports else ""
    return "\n".join([f"// {module.name}", f"const {scopes[module.name]} = (() => {{", body, exports, "})();"])


@cache
def page_script(entry: str) -> str:
    """Return the script of a page to look at (`REPORT`) or to correct in (`REVIEW`)."""
    return inline(entry, read_modules())
