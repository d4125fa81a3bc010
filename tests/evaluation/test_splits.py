"""splits: dev and test splits, and the ledger of the test split."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import InputError, UsageError
from extractor.evaluation.gold import Gold, GoldClusters
from extractor.evaluation.splits import LEDGER, make_splits, record_test_use, select_split, write_splits

NOW = datetime(2024, 3, 6, 12, tzinfo=UTC)


def _gold(*stems: str, same: tuple[tuple[str, str], ...] = ()) -> Gold:
    folder = Path("gold")
    folder.mkdir(exist_ok=True)
    files = {f"{stem}.txt": folder / f"{stem}.json" for stem in stems}
    return Gold(folder, files, {name: {} for name in files}, GoldClusters(frozenset(same)))


def _write(**splits: Any) -> None:
    Path("gold/splits.json").write_text(json.dumps(splits), encoding="utf-8")


def test_without_splits() -> None:
    """Gold without splits is used as a whole; selecting a split is an error."""
    gold = _gold("a", "b")
    assert select_split(gold, None) == (gold, "all")
    with pytest.raises(UsageError, match="has no splits"):
        select_split(gold, "test")


def test_dev_is_the_default() -> None:
    """With splits the default is dev."""
    gold = _gold("a", "b", "c")
    _write(dev=["a", "b"], test=["c"])
    assert list(select_split(gold, None)[0].files) == ["a.txt", "b.txt"]
    assert list(select_split(gold, "test")[0].files) == ["c.txt"]
    assert select_split(gold, "all") == (gold, "all")


@pytest.mark.parametrize(
    "splits",
    [
        {"dev": ["a"], "test": ["a", "b"]},
        {"dev": ["a"], "test": []},
        {"dev": ["a", "b", "x"], "test": []},
        {"dev": ["a"]},
        {"dev": "a", "test": "b"},
    ],
)
def test_invalid_splits(splits: dict[str, Any]) -> None:
    """A file in both splits, in neither, or without gold is an error."""
    gold = _gold("a", "b")
    _write(**splits)
    with pytest.raises(InputError, match=r"splits\.json"):
        select_split(gold, "dev")


STEMS = st.lists(st.sampled_from("abcdefghij"), min_size=2, max_size=10, unique=True)


@given(STEMS, st.data(), st.floats(0, 1))
def test_make_splits(stems: list[str], data: st.DataObject, share: float) -> None:
    """Each file is in one split, files that report one incident in the same, and test is not above the share."""
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(stems), st.sampled_from(stems)), max_size=4))
    same = tuple((f"{a}.i1", f"{b}.i2") for a, b in pairs)
    made = make_splits(_gold(*stems, same=same), share)
    assert sorted(made["dev"] + made["test"]) == sorted(stems)
    assert all((a in made["test"]) == (b in made["test"]) for a, b in pairs)
    assert len(made["test"]) <= round(share * len(stems))


def test_splits_are_made_once() -> None:
    """Splits that exist are not drawn again."""
    gold = _gold("a", "b", "c")
    write_splits(gold, make_splits(gold, 0.34))
    assert len(select_split(gold, "test")[0].files) == 1
    with pytest.raises(UsageError, match="already exists"):
        write_splits(gold, make_splits(gold, 0.34))


def test_ledger() -> None:
    """Each use of the test split adds a line and returns the number of earlier uses."""
    gold = _gold("a")
    assert [record_test_use(gold, {"verb": "eval"}, NOW) for _ in range(3)] == [0, 1, 2]
    lines = (gold.folder / LEDGER).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"at": "2024-03-06T12:00:00+00:00", "verb": "eval"}


def test_no_use_without_the_ledger() -> None:
    """A use that cannot be recorded is an error."""
    gold = _gold("a")
    (gold.folder / LEDGER).mkdir()
    with pytest.raises(UsageError, match="not used unless its use can be recorded"):
        record_test_use(gold, {}, NOW)
