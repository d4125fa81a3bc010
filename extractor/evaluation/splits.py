"""Articles to tune on and articles to keep, and the ledger of each time the kept ones were looked at.

A test set that is looked at often is a second dev set: whoever tunes by it fits to it. So nothing hides how often.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from extractor.core.canonical import canonical, digest
from extractor.core.errors import InputError, UsageError
from extractor.core.files import written_whole
from extractor.evaluation.gold import Gold
from extractor.evaluation.gold_check import SPLITS
from extractor.evaluation.gold_format import read_gold_file

Split = Literal["dev", "test", "all"]
LEDGER = "test-ledger.jsonl"


def split(gold: Gold, wanted: Split | None) -> tuple[Gold, Split]:
    """The gold of one split, and which that is: without a wish dev, or all where the folder knows no splits.

    Raises:
        InputError: the file of splits does not name each gold file once.
        UsageError: there are no splits, or the one that is wanted is empty.
    """
    path = gold.folder / SPLITS
    if not path.exists():
        if wanted not in (None, "all"):
            raise UsageError(
                f"{gold.folder} has no splits.", next_step=f"Make them: extractor gold split {gold.folder}"
            )
        return gold, "all"
    chosen = wanted or "dev"
    stems = _stems(path, {file.stem for file in gold.files.values()})
    if chosen == "all":
        return gold, chosen
    found = gold.only(name for name, file in gold.files.items() if file.stem in stems[chosen])
    if not found.files:
        raise UsageError(f"{path}: the split {chosen} is empty.", next_step="Put some gold into it.")
    return found, chosen


def _stems(path: Path, known: set[str]) -> dict[str, list[str]]:
    raw = read_gold_file(path)
    fine = (
        isinstance(raw, dict) and raw.keys() == {"dev", "test"} and all(isinstance(each, list) for each in raw.values())
    )
    named = [str(stem) for stems in raw.values() for stem in stems] if fine else []
    if not fine or len(set(named)) < len(named) or set(named) != known:
        wrong = sorted(set(named) ^ known) if fine else []
        raise InputError(
            f"{path}: not each gold file once in dev or in test{': ' if wrong else ''}{', '.join(wrong[:5])}.",
            next_step='Write {"dev": ["001", ...], "test": [...]}, by the names of the gold files without ending.',
        )
    return {name: list(map(str, stems)) for name, stems in raw.items()}


def make_splits(gold: Gold, share: float) -> dict[str, list[str]]:
    """Put about a share of the articles aside as a test set. Articles that tell of one incident stay together, and
    which go where depends on nothing but their names."""
    groups = _together(gold)
    groups.sort(key=lambda stems: digest("split/1", stems))
    wanted, test = round(share * sum(map(len, groups))), list[str]()
    for stems in groups:
        if len(test) + len(stems) <= wanted:
            test += stems
    dev = [stem for stems in groups for stem in stems if stem not in test]
    return {"dev": sorted(dev), "test": sorted(test)}


def _together(gold: Gold) -> list[list[str]]:
    home = {file.stem: {file.stem} for file in gold.files.values()}
    for pair in gold.clusters.joined:
        one, other = (home[name.rpartition(".")[0]] for name in pair)
        if one is not other:
            one |= other
            home.update(dict.fromkeys(other, one))
    return [sorted(stems) for stems in {id(stems): stems for stems in home.values()}.values()]


def write_splits(gold: Gold, splits: Mapping[str, Sequence[str]]) -> Path:
    """Keep splits beside the gold.

    Raises:
        UsageError: there are some already: a test set that can be drawn again is none.
    """
    path = gold.folder / SPLITS
    if path.exists():
        raise UsageError(f"{path} is there already.", next_step="Delete it if nobody has looked at the test set yet.")
    with written_whole(path) as out:
        out.write(json.dumps(splits, indent=1).encode() + b"\n")
    return path


def record_test_use(gold: Gold, what: Mapping[str, Any], now: datetime) -> int:
    """Write down that the test set is looked at; how often it was before.

    Raises:
        UsageError: the ledger cannot be written: then nobody looks.
    """
    path = gold.folder / LEDGER
    try:
        before = sum(1 for _ in _lines(path))
        with open(path, "ab") as ledger:
            ledger.write(canonical({"at": now.isoformat(timespec="seconds"), **what}) + b"\n")
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}; the test set is not looked at unless that can be written down.",
            next_step="Make the folder writable, or use --split dev.",
        ) from error
    return before


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with open(path, "rb") as ledger:
            yield from ledger
