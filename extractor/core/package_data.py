"""Where the material that comes with the package lies: prompts, recordings, sample articles, names.

In a wheel it is inside the package, in a checkout beside it.
"""

from __future__ import annotations

from pathlib import Path

_INSIDE = Path(__file__).parent.parent / "_data"
_BESIDE = Path(__file__).parent.parent.parent


def _folder(name: str, beside: str) -> Path:
    return _INSIDE / name if _INSIDE.is_dir() else _BESIDE / beside


PROMPTS = _folder("prompts", "prompts")
RECORDINGS = _folder("recordings", "cache/recordings")
SEEDS = _folder("seeds", "seeds")
NAMES = _folder("names", "names")
