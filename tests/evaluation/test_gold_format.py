"""gold_format: JSON and YAML files written by people."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.core.errors import InputError
from extractor.evaluation.gold_format import fill_defaults, read_gold_file, to_yaml, without_marks
from extractor.schema.codebook import Coding


def _read(tmp_path: Path, text: str, name: str = "a.yaml") -> object:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_gold_file(path)


def test_yaml_words_are_strings(tmp_path: Path) -> None:
    """Words, dates, times and 010 are strings in YAML; only null, true, false and integers are not."""
    read = _read(tmp_path, "a: NO\nb: 2024-01-24\nc: 12:30\nd: 010\ne: 10\nf: null\ng:\nh: true\ni: yes\nj: 1.5\n")
    assert read == {
        "a": "NO", "b": "2024-01-24", "c": "12:30", "d": "010", "e": 10, "f": None, "g": None, "h": True, "i": "yes",
        "j": "1.5",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a: [", "!!python/object/apply:os.system ['true']", "a: 1\nb", "- &x [*x, *y]"])
def test_invalid_yaml(tmp_path: Path, text: str) -> None:
    """Invalid YAML, and tags beyond plain values, are errors with the file's name."""
    with pytest.raises(InputError, match=r"a\.yaml: not valid YAML"):
        _read(tmp_path, text)


def test_invalid_json(tmp_path: Path) -> None:
    """Invalid JSON, a missing file, and a file that is too large are errors."""
    with pytest.raises(InputError, match=r"a\.json: not valid JSON"):
        _read(tmp_path, "{", "a.json")
    with pytest.raises(InputError, match="No such file"):
        read_gold_file(tmp_path / "b.json")
    with pytest.raises(InputError, match="larger than"):
        _read(tmp_path, " " * 2_000_001, "a.json")


def test_defaults() -> None:
    """Fields left out become null, empty or `unknown`; ids are numbered; the rest is unchanged."""
    whole = fill_defaults({"incidents": [{"type": "other"}, {"id": "i9", "weapon": "rocket"}]}, Coding)
    one, two = whole["incidents"]
    assert (one["id"], two["id"], two["weapon"]) == ("i1", "i9", "rocket")
    assert (one["country"], one["targets"], one["target_kinds"], one["weapon"]) == (None, [], ["unknown"], "unknown")
    assert (one["status"], one["date_basis"], one["evidence"]) == ("occurred", "none", [])
    assert whole["article"] == {"published_text": None, "agencies": [], "garbled_passages": []}
    assert whole["statements"] == []


def test_invalid_values_are_kept() -> None:
    """Values of another type are kept for the check to report."""
    assert fill_defaults({"incidents": ["x"], "article": 3}, Coding)["incidents"] == ["x"]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 10**6)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("abc", min_size=1), VALUES, max_size=3))
def test_yaml_round_trip(value: dict[str, object]) -> None:
    """YAML is read back as it was written, whatever the strings look like."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_text(to_yaml(value), encoding="utf-8")
        assert read_gold_file(path) == value


def test_without_marks() -> None:
    """The keys that only gold has are removed: optional, alternatives, coded."""
    marked = {"incidents": [{"id": "i1", "optional": True, "alternatives": {}}], "coded": {"by": "ann"}}
    assert without_marks(marked) == {"incidents": [{"id": "i1"}]}


def test_aliases_and_duplicate_keys(tmp_path: Path) -> None:
    """Aliases and duplicate keys are errors."""
    with pytest.raises(InputError, match="aliases are not supported"):
        _read(tmp_path, "a: &a [1, 2]\nb: [*a, *a]\n")
    for text, name in (("a: 1\na: 2\n", "a.yaml"), ('{"a": 1, "a": 2}', "a.json")):
        with pytest.raises(InputError, match="duplicate key a"):
            _read(tmp_path, text, name)
