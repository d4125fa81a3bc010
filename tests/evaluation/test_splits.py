"""splits: articles to tune on, articles to keep, and the ledger of those."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import InputError, UsageError
from extractor.evaluation.gold import Gold, GoldClusters
from extractor.evaluation.splits import LEDGER, make_splits, record_test_use, split, write_splits

NOW = datetime(2024, 3, 6, 12, tzinfo=UTC)


def _gold(*stems: str, joined: tuple[tuple[str, str], ...] = ()) -> Gold:
    folder = Path("gold")
    folder.mkdir(exist_ok=True)
    files = {f"{stem}.txt": folder / f"{stem}.json" for stem in stems}
    return Gold(folder, files, {name: {} for name in files}, GoldClusters(frozenset(joined)))


def _write(**splits: Any) -> None:
    Path("gold/splits.json").write_text(json.dumps(splits), encoding="utf-8")


def test_without_splits() -> None:
    """Gold that was never divided is used whole; asking for a part of it is an error."""
    gold = _gold("a", "b")
    assert split(gold, None) == (gold, "all")
    with pytest.raises(UsageError, match="has no splits"):
        split(gold, "test")


def test_dev_unless_asked() -> None:
    """Where there are splits, the kept articles are used only if that is asked for."""
    gold = _gold("a", "b", "c")
    _write(dev=["a", "b"], test=["c"])
    assert list(split(gold, None)[0].files) == ["a.txt", "b.txt"]
    assert list(split(gold, "test")[0].files) == ["c.txt"]
    assert split(gold, "all") == (gold, "all")


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
def test_each_file_once(splits: dict[str, Any]) -> None:
    """A file in both, in neither, or of no gold is an error."""
    gold = _gold("a", "b")
    _write(**splits)
    with pytest.raises(InputError, match=r"splits\.json"):
        split(gold, "dev")


STEMS = st.lists(st.sampled_from("abcdefghij"), min_size=2, max_size=10, unique=True)


@given(STEMS, st.data(), st.floats(0, 1))
def test_making_splits(stems: list[str], data: st.DataObject, share: float) -> None:
    """Each file goes to one side, those that tell of one incident go together, and never more than the share is kept."""
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(stems), st.sampled_from(stems)), max_size=4))
    joined = tuple((f"{a}.i1", f"{b}.i2") for a, b in pairs)
    made = make_splits(_gold(*stems, joined=joined), share)
    assert sorted(made["dev"] + made["test"]) == sorted(stems)
    assert all((a in made["test"]) == (b in made["test"]) for a, b in pairs)
    assert len(made["test"]) <= round(share * len(stems))


def test_splits_are_made_once() -> None:
    """A test set that could be drawn again would be none."""
    gold = _gold("a", "b", "c")
    write_splits(gold, make_splits(gold, 0.34))
    assert len(split(gold, "test")[0].files) == 1
    with pytest.raises(UsageError, match="is there already"):
        write_splits(gold, make_splits(gold, 0.34))


def test_the_ledger() -> None:
    """Each look at the kept articles adds a line, and tells how many there were before."""
    gold = _gold("a")
    assert [record_test_use(gold, {"verb": "eval"}, NOW) for _ in range(3)] == [0, 1, 2]
    lines = (gold.folder / LEDGER).read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"at": "2024-03-06T12:00:00+00:00", "verb": "eval"}


def test_no_look_without_the_ledger() -> None:
    """Where it cannot be written down, it does not happen."""
    gold = _gold("a")
    (gold.folder / LEDGER).mkdir()
    with pytest.raises(UsageError, match="not looked at unless that can be written down"):
        record_test_use(gold, {}, NOW)
