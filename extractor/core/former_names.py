"""Keep modules importable by the names they had before 0.2: prompt files, manifests and users' schemas hold them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

FORMER = {
    "extractor.evaluation.reflection": "extractor.evaluation.tuning_feedback",
    "extractor.evidence": "extractor.schema.quote",
    "extractor.incident": "extractor.schema.codebook",
}


class _FormerName(MetaPathFinder, Loader):
    """Import the present module for a former name."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname in FORMER else None

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = import_module(FORMER[module.__name__])


def install() -> None:
    """Make the former names importable; a second call changes nothing."""
    if not any(isinstance(finder, _FormerName) for finder in sys.meta_path):
        sys.meta_path.append(_FormerName())
