"""Keep modules importable by the names they had before 0.2: prompt files, manifests and users' code contain them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# Modules that moved as they are.
MODULES = {
    "extractor.evaluation.reflection": "extractor.evaluation.tuning_feedback",
    "extractor.incident": "extractor.schema.codebook",
}
# Names of modules that were split or whose names changed: former name -> `module:name` of today.
NAMES = {
    "extractor.evidence": {
        "Found": "extractor.grounding.locate:Location",
        "Ground": "extractor.grounding.locate:QuoteLocator",
        "MAX_QUOTE": "extractor.schema.quote:MAX_QUOTE",
        "Quote": "extractor.schema.quote:Quote",
        "Span": "extractor.core.span:Span",
        "fold": "extractor.grounding.locate:fold_typography",
    },
    "extractor.mending": {
        "same_facts": "extractor.grounding.same_facts:same_facts",
    },
}


class _FormerModule(ModuleType):
    """A module of former names; each is looked up when it is used."""

    def __getattr__(self, name: str) -> Any:
        module, _, attribute = NAMES[self.__name__].get(name, "").partition(":")
        if not module:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(import_module(module), attribute)


class _FormerName(MetaPathFinder, Loader):
    """Find a module by a former name and put the module of today in its place."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a former name, None for any other."""
        return ModuleSpec(fullname, self) if fullname in MODULES or fullname in NAMES else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make a module of former names, or leave it to the import system."""
        return _FormerModule(spec.name) if spec.name in NAMES else None

    def exec_module(self, module: ModuleType) -> None:
        """Replace a module that moved by the one of today."""
        if module.__name__ in MODULES:
            sys.modules[module.__name__] = import_module(MODULES[module.__name__])


def install() -> None:
    """Make the former names importable; a second call changes nothing."""
    if not any(isinstance(finder, _FormerName) for finder in sys.meta_path):
        sys.meta_path.append(_FormerName())
