"""disk: the database under the store keeps text and bytes, and nothing that could act."""

from pathlib import Path

import diskcache
import pytest

from extractor.core.errors import ArticleError
from extractor.recordings.sqlite import FOREIGN, PlainDisk


def test_it_overrides_all_that_pickles_or_touches_files() -> None:
    """Each method of diskcache's Disk that serialises, opens or removes is one of ours."""
    for name in ("put", "get", "store", "fetch", "filename", "remove"):
        assert getattr(PlainDisk, name) is not getattr(diskcache.Disk, name)


def test_rows_of_another_form(tmp_path: Path) -> None:
    """C15: a mode, a file name or a value of another kind is refused; a key of another kind is given a harmless name."""
    disk = PlainDisk(str(tmp_path))
    for mode, filename, value in [(4, None, b"x"), (1, "a.val", b"x"), (1, None, "text"), (1, None, 5)]:
        with pytest.raises(ArticleError):
            disk.fetch(mode, filename, value, False)
    assert disk.fetch(1, None, b"x", False) == b"x"
    assert disk.get(b"pickle", False).startswith(FOREIGN)
    assert disk.get("key", True) == "key"
