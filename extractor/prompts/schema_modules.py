"""Import modules that lie beside a prompt file, the modules of each folder under a package of its own.

Two folders may have a `schema.py` each, so such a module is not imported by its name alone. It is
`_beside_HASH.schema`, where HASH is of the folder's resolved path: registered in `sys.modules`, so that pickling and
forward references work, and with an `__import__` of its own, which finds the other modules of the folder first.
"""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from extractor.core.canonical import digest

_PACKAGE = re.compile(r"_beside_[0-9a-f]{16}(?:\.|__)")  # `__` in the definition names of a JSON schema


def import_near(name: str, folder: Path) -> ModuleType:
    """Import a module: the one in `folder` if there is one, else the one on the Python path.

    Raises:
        ImportError: there is none, or it imports what cannot be found. Also whatever the module raises.
    """
    package = _package_of(folder.resolve())
    return importlib.import_module(f"{package}.{name}" if _is_beside(package, name.partition(".")[0]) else name)


def without_package(text: str) -> str:
    """Drop the packages of folders from module names in a text: they depend on the folder's path."""
    return _PACKAGE.sub("", text)


def portable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON schema whose definition names are the same wherever its module lies.

    Pydantic puts the module into the name of a definition if two classes have one name.
    """
    text = json.dumps(schema)
    if not _PACKAGE.search(text):
        return dict(schema)
    found: dict[str, Any] = json.loads(without_package(text))
    return {**found, "$defs": dict(sorted(found["$defs"].items()))}


def _package_of(folder: Path) -> str:
    """Return the name of a folder's package, which is made if it is not there."""
    name = f"_beside_{digest('folder', os.fsencode(folder))[:16]}"
    if name not in sys.modules:
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    return name


def _is_beside(package: str, top: str) -> bool:
    """Tell whether a top-level module is taken from the folder of a package, and not by its own name.

    It is not if its name leads to the same file. A folder without `__init__.py` yields to any module of its name, as
    on the Python path.
    """
    beside = PathFinder.find_spec(top, sys.modules[package].__path__)
    if beside is None or top == "extractor":
        return False
    try:
        named = importlib.util.find_spec(top)
    except ValueError:  # a module without a spec, such as `__main__`
        named = None
    if named is None:
        return True
    return _location(named) != _location(beside) and (beside.origin is not None or named.origin is None)


def _location(spec: ModuleSpec) -> str:
    """Return the file of a module, or the folder of a package without `__init__.py`."""
    return os.path.realpath(spec.origin or next(iter(spec.submodule_search_locations or ()), ""))


class _Finder(MetaPathFinder):
    """Finds modules below the packages of folders."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not _PACKAGE.match(fullname):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Executes a module with an `__import__` that finds the modules of its folder first."""

    def exec_module(self, module: ModuleType) -> None:
        package = module.__name__.partition(".")[0]
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": _import_in(package)}
        super().exec_module(module)


def _import_in(package: str) -> Callable[..., ModuleType]:
    """Return the `__import__` of the modules in a package."""

    def import_(
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        top = name.partition(".")[0]
        if level or not _is_beside(package, top):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        module = builtins.__import__(f"{package}.{name}", globals, locals, fromlist or (), 0)
        return module if fromlist else sys.modules[f"{package}.{top}"]

    return import_


_finder = _Finder()
