"""consolidation.aliases: files of names that people review."""

import pytest

from extractor.consolidation.aliases import Handwritten, read_aliases
from extractor.consolidation.normalize import fold
from extractor.core.errors import UsageError

COLUMNS = ("id", "name", "kind", "note")


def _read(*texts: str) -> dict[str, str]:
    found = read_aliases([Handwritten(f"{n}.csv", text) for n, text in enumerate(texts, start=1)], COLUMNS)
    return {key: found.known[id_].name for key, id_ in found.ids.items()}


def test_a_row_is_a_name() -> None:
    """The first row of an id is the thing itself, the others are further names of it."""
    found = read_aliases(
        [Handwritten("a.csv", "id,name,kind\nkh,Kataib Hezbollah,armed_group\nkh,Hezbollah Brigades,\n")], COLUMNS
    )
    known = found.known[found.ids[fold("HEZBOLLAH brigades")]]
    assert (known.id, known.name, known.facts) == ("kh", "Kataib Hezbollah", {"kind": "armed_group"})
    assert fold("Hezbollah") not in found.ids


def test_rows_to_be_decided() -> None:
    """A row without an id, as `extractor names` prints it, and an empty line are passed over."""
    assert _read("id,name,kind,note\n,Nobody,armed_group,3 reports\n,,,\nx,Somebody,,\n") == {"somebodi": "Somebody"}


def test_later_files_win() -> None:
    """What a person's own file says of a name or an id goes before what came along."""
    first, own = "id,name,kind\nx,Ansar,company\ny,Yes,\n", "id,name,kind\nz,Ansar,\ny,Also yes,armed_group\n"
    found = read_aliases([Handwritten("1", first), Handwritten("2", own)], COLUMNS)
    assert found.ids["ansar"] == "z"
    assert found.ids["also ies"] == "y"
    assert found.known["y"].facts["kind"] == "armed_group"
    assert found.known["y"].name == "Yes"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,name\nx,Ansar\ny,ANSAR\n", "1.csv, line 3: the name 'ANSAR' is given to y, in 1.csv, line 2 to x"),
        ("id,name\nX y,Ansar\n", "1.csv, line 2: id 'X y'"),
        ("id,name\nx,…\n", "1.csv, line 2: name '…' has no letters"),
    ],
)
def test_what_is_wrong(text: str, told: str) -> None:
    """The error names the file, the line and what to do; two names that fold together are not two things."""
    with pytest.raises(UsageError) as raised:
        _read(text)
    assert told in str(raised.value)
    assert raised.value.next_step
