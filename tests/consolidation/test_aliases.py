"""consolidation.aliases: tables of names that people review."""

import pytest

from extractor.consolidation.aliases import CsvFile, read_aliases
from extractor.consolidation.normalize import fold
from extractor.core.errors import UsageError

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
