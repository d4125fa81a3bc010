"""grounding.aliases: tables of names that people review, and the CSV files they are in."""

from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.grounding.aliases import CsvFile, csv_rows, read_aliases, read_csv_file
from extractor.grounding.normalize import fold

COLUMNS = ("id", "name", "kind", "note")


def _read(*texts: str) -> dict[str, str]:
    found = read_aliases([CsvFile(f"{n}.csv", text) for n, text in enumerate(texts, start=1)], COLUMNS)
    return {key: found.entities[id_].name for key, id_ in found.ids.items()}


def test_each_row_is_a_name() -> None:
    """The first row of an id is the entity, the others are further names of it."""
    found = read_aliases(
        [CsvFile("a.csv", "id,name,kind\nkh,Kataib Hezbollah,armed_group\nkh,Hezbollah Brigades,\n")], COLUMNS
    )
    known = found.entities[found.ids[fold("HEZBOLLAH brigades")]]
    assert (known.id, known.name, known.facts) == ("kh", "Kataib Hezbollah", {"kind": "armed_group"})
    assert fold("Hezbollah") not in found.ids


def test_rows_without_id() -> None:
    """A row without an id, as `extractor names` prints it, and an empty line are skipped."""
    assert _read("id,name,kind,note\n,Nobody,armed_group,3 reports\n,,,\nx,Somebody,,\n") == {"somebodi": "Somebody"}


def test_later_files_override() -> None:
    """Names and facts of a user's file override the bundled ones."""
    first, own = "id,name,kind\nx,Ansar,company\ny,Yes,\n", "id,name,kind\nz,Ansar,\ny,Also yes,armed_group\n"
    found = read_aliases([CsvFile("1", first), CsvFile("2", own)], COLUMNS)
    assert found.ids["ansar"] == "z"
    assert found.ids["also ies"] == "y"
    assert found.entities["y"].facts["kind"] == "armed_group"
    assert found.entities["y"].name == "Yes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name\nx,Ansar\ny,ANSAR\n", "1.csv, line 3: the name 'ANSAR' has the id y, but x in 1.csv, line 2"),
        ("id,name\nX y,Ansar\n", "1.csv, line 2: invalid id 'X y'"),
        ("id,name\nx,…\n", "1.csv, line 2: name '…' has no letters"),
    ],
)
def test_invalid_rows(text: str, message: str) -> None:
    """The error gives the file, the line and the next step; names with one key cannot have two ids."""
    with pytest.raises(UsageError) as raised:
        _read(text)
    assert message in str(raised.value)
    assert raised.value.next_step


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
