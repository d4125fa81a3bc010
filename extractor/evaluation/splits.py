"""Splits of gold into dev and test, and the ledger of every use of the test split.

A test split that is used often becomes a second dev split, since prompts are fitted to it. So every use is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from extractor.core.canonical import canonical, digest
from extractor.core.errors import InputError, UsageError
from extractor.core.files import atomic_file
from extractor.evaluation.gold import Gold, file_stem
from extractor.evaluation.gold_check import SPLITS
from extractor.evaluation.gold_format import read_gold_file

Split = Literal["dev", "test", "all"]
LEDGER = "test-ledger.jsonl"


def select_split(gold: Gold, wanted: Split | None) -> tuple[Gold, Split]:
    """Select the gold of a split, and return it with the split's name: by default dev, or all if there are no splits.

    Raises:
        InputError: the file of splits does not list each gold file once.
        UsageError: there are no splits, or the wanted one is empty.
    """
    path = gold.folder / SPLITS
    if not path.exists():
        if wanted not in (None, "all"):
            raise UsageError(
                f"{gold.folder} has no splits.", next_step=f"Make them: extractor gold split {gold.folder}"
            )
        return gold, "all"
    chosen = wanted or "dev"
    stems = _read_splits(path, {file.stem for file in gold.files.values()})
    if chosen == "all":
        return gold, chosen
    selected = gold.subset(name for name, file in gold.files.items() if file.stem in stems[chosen])
    if not selected.files:
        raise UsageError(f"{path}: the split {chosen} is empty.", next_step="Add gold files to it.")
    return selected, chosen


def _read_splits(path: Path, known: set[str]) -> dict[str, list[str]]:
    raw = read_gold_file(path)
    valid = (
        isinstance(raw, dict) and raw.keys() == {"dev", "test"} and all(isinstance(each, list) for each in raw.values())
    )
    listed = [str(stem) for stems in raw.values() for stem in stems] if valid else []
    if not valid or len(set(listed)) < len(listed) or set(listed) != known:
        wrong = sorted(set(listed) ^ known) if valid else []
        raise InputError(
            f"{path}: each gold file must be listed once, in dev or in test{': ' if wrong else ''}"
            f"{', '.join(wrong[:5])}.",
            next_step='Write {"dev": ["001", ...], "test": [...]}, with the names of the gold files without suffix.',
        )
    return {name: list(map(str, stems)) for name, stems in raw.items()}


def make_splits(gold: Gold, share: float) -> dict[str, list[str]]:
    """Hold out about a share of the articles as the test split.

    Articles that report one incident stay together. The choice depends only on the names of the gold files.
    """
    groups = _linked_files(gold)
    groups.sort(key=lambda stems: digest("split/1", stems))
    wanted, test = round(share * sum(map(len, groups))), list[str]()
    for stems in groups:
        if len(test) + len(stems) <= wanted:
            test += stems
    dev = [stem for stems in groups for stem in stems if stem not in test]
    return {"dev": sorted(dev), "test": sorted(test)}


def _linked_files(gold: Gold) -> list[list[str]]:
    """Group the gold files that report one incident."""
    group_of = {file.stem: {file.stem} for file in gold.files.values()}
    for pair in gold.clusters.same:
        one, other = (group_of[file_stem(report)] for report in pair)
        if one is not other:
            one |= other
            group_of.update(dict.fromkeys(other, one))
    return [sorted(stems) for stems in {id(stems): stems for stems in group_of.values()}.values()]


def write_splits(gold: Gold, splits: Mapping[str, Sequence[str]]) -> Path:
    """Write splits beside the gold.

    Raises:
        UsageError: there are splits already; a test split that can be drawn again is not held out.
    """
    path = gold.folder / SPLITS
    if path.exists():
        raise UsageError(f"{path} already exists.", next_step="Delete it if the test split has not been used yet.")
    with atomic_file(path) as out:
        out.write(json.dumps(splits, indent=1).encode() + b"\n")
    return path


def record_test_use(gold: Gold, use: Mapping[str, Any], now: datetime) -> int:
    """Record a use of the test split in the ledger. Returns the number of earlier uses.

    Raises:
        UsageError: the ledger cannot be written; the test split must not be used then.
    """
    path = gold.folder / LEDGER
    try:
        before = sum(1 for _ in _lines(path))
        with open(path, "ab") as ledger:
            ledger.write(canonical({"at": now.isoformat(timespec="seconds"), **use}) + b"\n")
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}; the test split is not used unless its use can be recorded.",
            next_step="Make the folder writable, or use --split dev.",
        ) from error
    return before


def _lines(path: Path) -> Iterator[bytes]:
    if path.exists():
        with open(path, "rb") as ledger:
            yield from ledger
