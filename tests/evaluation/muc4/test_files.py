"""muc4 files: keys, responses and texts."""

from datetime import date
from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.evaluation.muc4.files import read_templates, read_texts
from tests.muc4 import KEY, folder, template


def test_templates(tmp_path: Path) -> None:
    """Slots with several lines, empty slots, comments, optional templates and empty documents are read."""
    found = read_templates(folder(tmp_path / "muc") / "key-tstx.v1")
    assert [(name, len(each)) for name, each in found.items()] == [("TSTX-0001", 1), ("TSTX-0002", 0), ("TSTX-0003", 1)]
    assert found["TSTX-0001"][0].slots == KEY
    assert [found[name][0].optional for name in ("TSTX-0001", "TSTX-0003")] == [False, True]


def test_tabs_and_spaces(tmp_path: Path) -> None:
    """Columns may be separated by tabs or spaces."""
    path = tmp_path / "r"
    path.write_text(template("D-1", KEY).replace("  ", "\t"), encoding="latin-1")
    assert read_templates(path)["D-1"][0].slots[12] == KEY[12]


def test_texts(tmp_path: Path) -> None:
    """Each document has its name, its text and the date of its dateline, if there is one."""
    path = tmp_path / "corpus"
    path.write_text(
        "TST9-MUC4-0001\n\n   STRELSAU, 19 APR 89 (XINHUA) -- [TEXT] A BOMB EXPLODED.\n\n"
        "TST9-MUC4-0002 (NOSC)\n\n   STRELSAU, NO DATE (RADIO) -- ALL IS QUIET.\n",
        encoding="latin-1",
    )
    one, two = read_texts(path)
    assert (one.name, one.published) == ("TST9-MUC4-0001", date(1989, 4, 19))
    assert (one.text[:8], one.text[-9:]) == ("STRELSAU", "EXPLODED.")
    assert (two.name, two.published) == ("TST9-MUC4-0002", None)


@pytest.mark.parametrize("read", [read_templates, lambda path: list(read_texts(path))])
def test_invalid_files(tmp_path: Path, read: object) -> None:
    """A missing file, or one of another format, is an error with a next step."""
    (tmp_path / "other").write_text("hello", encoding="utf-8")
    for path in (tmp_path / "other", tmp_path / "missing"):
        with pytest.raises(InputError, match=path.name) as caught:
            read(path)  # type: ignore[operator]  # one of the two above
        assert caught.value.next_step
