"""consolidation.handwritten: CSV files that people write."""

from pathlib import Path

import pytest

from extractor.consolidation.aliases import Handwritten, handwritten, rows
from extractor.core.errors import UsageError


def _rows(text: str) -> list[tuple[str, dict[str, str]]]:
    return list(rows(Handwritten("f.csv", text), ("a", "b", "note"), ("a", "b")))


def test_rows() -> None:
    """Each with its line; cells are stripped, columns that are left out are empty, empty rows are none."""
    assert _rows("b,a\n x ,y\n,,\n\nz,\n".replace(",,", ",")) == [
        ("f.csv, line 2", {"a": "y", "b": "x", "note": ""}),
        ("f.csv, line 5", {"a": "", "b": "z", "note": ""}),
    ]


def test_as_excel_saves_it() -> None:
    """A byte order mark, CRLF, a quoted cell with a comma and a line break, empty columns at the end."""
    assert _rows("a,b,,\n1,2,,\n") == [("f.csv, line 2", {"a": "1", "b": "2", "note": ""})]
    assert _rows('\ufeffa,b\r\n"x, y","1\r\n2"\r\n') == [("f.csv, line 3", {"a": "x, y", "b": "1\r\n2", "note": ""})]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b,c\n", "f.csv: its columns are a, b, c. Use these: a, b, note; a, b are needed."),
        ("a\n", "f.csv: its columns are a."),
        ("a;b\n", "a, b are needed. Separate cells by commas."),
        ("", "f.csv: its columns are missing."),
        ("a,b\n1,2,3\n", "f.csv, line 2: more cells than columns."),
        ('a,b\n"1"2,3\n', "f.csv, line 2: "),
    ],
)
def test_what_is_wrong(text: str, told: str) -> None:
    """The file, the line, and what to do."""
    with pytest.raises(UsageError) as raised:
        _rows(text)
    assert told in str(raised.value)
    assert raised.value.next_step


def test_files(tmp_path: Path) -> None:
    """A file that is missing or no UTF-8 is told with what to do."""
    (tmp_path / "a.csv").write_bytes("a,b\nx,Se\xf1or\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"byte 8 is not UTF-8.*Convert it"):
        handwritten(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="No such file"):
        handwritten(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("a,b\n", encoding="utf-8")
    assert handwritten(tmp_path / "c.csv").text == "a,b\n"
