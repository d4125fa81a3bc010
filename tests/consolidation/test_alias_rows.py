"""consolidation.aliases: reading CSV files that people write."""

from pathlib import Path

import pytest

from extractor.consolidation.aliases import CsvFile, csv_rows, read_csv_file
from extractor.core.errors import UsageError


def _rows(text: str) -> list[tuple[str, dict[str, str]]]:
    return list(csv_rows(CsvFile("f.csv", text), ("a", "b", "note"), ("a", "b")))


def test_rows() -> None:
    """Rows come with their line; cells are stripped, missing columns are empty, empty rows are skipped."""
    assert _rows("b,a\n x ,y\n,,\n\nz,\n".replace(",,", ",")) == [
        ("f.csv, line 2", {"a": "y", "b": "x", "note": ""}),
        ("f.csv, line 5", {"a": "", "b": "z", "note": ""}),
    ]


def test_excel_csv() -> None:
    """A byte order mark, CRLF, a quoted cell with comma and line break, and empty trailing columns are read."""
    assert _rows("a,b,,\n1,2,,\n") == [("f.csv, line 2", {"a": "1", "b": "2", "note": ""})]
    assert _rows('\ufeffa,b\r\n"x, y","1\r\n2"\r\n') == [("f.csv, line 3", {"a": "x, y", "b": "1\r\n2", "note": ""})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c\n", "f.csv: wrong columns (a, b, c). Use these: a, b, note; a, b are required."),
        ("a\n", "f.csv: wrong columns (a)."),
        ("a;b\n", "a, b are required. Separate cells by commas."),
        ("", "f.csv: wrong columns (no header)."),
        ("a,b\n1,2,3\n", "f.csv, line 2: more cells than columns."),
        ('a,b\n"1"2,3\n', "f.csv, line 2: "),
    ],
)
def test_invalid_files(text: str, message: str) -> None:
    """The error gives the file, the line and the next step."""
    with pytest.raises(UsageError) as raised:
        _rows(text)
    assert message in str(raised.value)
    assert raised.value.next_step


def test_files(tmp_path: Path) -> None:
    """A file that is missing or not UTF-8 raises an error with the next step."""
    (tmp_path / "a.csv").write_bytes("a,b\nx,Se\xf1or\n".encode("latin-1"))
    with pytest.raises(UsageError, match=r"byte 8 is not UTF-8.*Convert it"):
        read_csv_file(tmp_path / "a.csv")
    with pytest.raises(UsageError, match="No such file"):
        read_csv_file(tmp_path / "b.csv")
    (tmp_path / "c.csv").write_text("a,b\n", encoding="utf-8")
    assert read_csv_file(tmp_path / "c.csv").text == "a,b\n"
