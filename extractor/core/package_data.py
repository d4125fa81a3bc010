"""Paths of the bundled data: prompts, recordings, sample articles, names.

In a wheel they are inside the package, in a checkout beside it.
"""

from __future__ import annotations

from pathlib import Path

_WHEEL = Path(__file__).parent.parent / "_data"
_CHECKOUT = Path(__file__).parent.parent.parent


def _folder(name: str, checkout_name: str) -> Path:
    return _WHEEL / name if _WHEEL.is_dir() else _CHECKOUT / checkout_name


PROMPTS = _folder("prompts", "prompts")
RECORDINGS = _folder("recordings", "cache/recordings")
SEEDS = _folder("seeds", "seeds")
NAMES = _folder("names", "names")
