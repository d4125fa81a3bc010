"""handcoded: gold files as people write them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import InputError
from extractor.evaluation.gold_format import fill_defaults, read_gold_file, to_yaml, without_marks
from extractor.schema.codebook import Coding


def _read(tmp_path: Path, text: str, name: str = "a.yaml") -> object:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_gold_file(path)


def test_words_stay_words(tmp_path: Path) -> None:
    """Norway is no false, a date no object, a time no number, 010 not eight; only null, true, false and numbers are."""
    read = _read(tmp_path, "a: NO\nb: 2024-01-24\nc: 12:30\nd: 010\ne: 10\nf: null\ng:\nh: true\ni: yes\nj: 1.5\n")
    assert read == {
        "a": "NO", "b": "2024-01-24", "c": "12:30", "d": "010", "e": 10, "f": None, "g": None, "h": True, "i": "yes",
        "j": "1.5",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a: [", "!!python/object/apply:os.system ['true']", "a: 1\nb", "- &x [*x, *y]"])
def test_what_is_no_yaml(tmp_path: Path, text: str) -> None:
    """A broken file, and one that would make more than plain values, is named with the place."""
    with pytest.raises(InputError, match=r"a\.yaml: not YAML"):
        _read(tmp_path, text)


def test_what_is_no_json(tmp_path: Path) -> None:
    """Likewise for JSON, for a file that is not there, and for one that is no coding of one article."""
    with pytest.raises(InputError, match=r"a\.json: not JSON"):
        _read(tmp_path, "{", "a.json")
    with pytest.raises(InputError, match="No such file"):
        read_gold_file(tmp_path / "b.json")
    with pytest.raises(InputError, match="larger than"):
        _read(tmp_path, " " * 2_000_001, "a.json")


def test_what_the_text_does_not_say_may_be_left_out() -> None:
    """Left-out fields become null, empty or `unknown`; ids count through the file; the rest stays as it is written."""
    whole = fill_defaults({"incidents": [{"type": "other"}, {"id": "i9", "weapon": "rocket"}]}, Coding)
    one, two = whole["incidents"]
    assert (one["id"], two["id"], two["weapon"]) == ("i1", "i9", "rocket")
    assert (one["country"], one["targets"], one["target_kinds"], one["weapon"]) == (None, [], ["unknown"], "unknown")
    assert (one["status"], one["date_basis"], one["evidence"]) == ("occurred", "none", [])
    assert whole["article"] == {"published_text": None, "agencies": [], "garbled_passages": []}
    assert whole["statements"] == []


def test_what_is_no_coding_stays() -> None:
    """A value of another kind is left for the check to name."""
    assert fill_defaults({"incidents": ["x"], "article": 3}, Coding)["incidents"] == ["x"]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(0, 10**6)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc", min_size=1), VALUES, max_size=3))
def test_what_is_written_is_read(value: dict[str, object]) -> None:
    """YAML that this module writes says the same when it reads it, whatever the strings look like."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_text(to_yaml(value), encoding="utf-8")
        assert read_gold_file(path) == value


def test_marks_are_taken_off() -> None:
    """What only gold has goes: whether it must be there, what is as right, and by whom it was coded."""
    marked = {"incidents": [{"id": "i1", "optional": True, "alternatives": {}}], "coded": {"by": "ann"}}
    assert without_marks(marked) == {"incidents": [{"id": "i1"}]}


def test_nothing_refers_to_anything_else(tmp_path: Path) -> None:
    """A few lines cannot mean a billion, and a name that stands twice loses nothing unseen."""
    with pytest.raises(InputError, match="aliases are not read"):
        _read(tmp_path, "a: &a [1, 2]\nb: [*a, *a]\n")
    for text, name in (("a: 1\na: 2\n", "a.yaml"), ('{"a": 1, "a": 2}', "a.json")):
        with pytest.raises(InputError, match="a stands twice"):
            _read(tmp_path, text, name)
