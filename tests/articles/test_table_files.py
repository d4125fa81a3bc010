"""table_files: CSV files with any separator and encoding, compressed, with usual names of columns."""

import gzip
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.articles.table_files import with_usual_names
from extractor.core.errors import InputError

ROWS = [
    ["id", "body", "date", "link"],
    ["a", "Deux soldats tués à Gao lundi; l'armée a dit.", "2024-03-05", "https://x"],
]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_forms(tmp_path: Path, separator: str, encoding: str, packed: bool) -> None:
    """Separator and encoding are found by the beginning of the file; columns have usual names, and a note says so."""
    lines = "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS)
    path = tmp_path / ("t.csv.gz" if packed else "t.csv")
    data = lines.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    inputs = read_inputs(str(path))
    (article,) = inputs.articles
    assert (article.name, article.text, str(article.published)) == ("a", ROWS[1][1], "2024-03-05")
    assert article.url == "https://x"
    assert inputs.notes == [f"{path.name}: column body as text, date as published, link as url."]


def test_names_that_are_read_stay() -> None:
    """A column that is read keeps its name, and another of the same meaning keeps its own."""
    assert with_usual_names({"text": "t", "body": "b", "Date": "d"}) == {"text": "t", "body": "b", "published": "d"}


def test_a_broken_archive(tmp_path: Path) -> None:
    """A file that is no gzip is an error that names it."""
    (tmp_path / "t.csv.gz").write_bytes(b"id,text")
    with pytest.raises(InputError, match="gz"):
        read_inputs(str(tmp_path / "t.csv.gz"))


def test_lines_with_usual_names(tmp_path: Path) -> None:
    """Objects of a .jsonl file may have the usual names too, compressed or not."""
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"id": "x", "content": "Two men died."}'))
    (article,) = read_inputs(str(tmp_path / "a.jsonl.gz")).articles
    assert (article.name, article.text) == ("x", "Two men died.")
