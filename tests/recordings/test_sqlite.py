"""sqlite: the database of the store has text and bytes only; checks of its folder."""

from pathlib import Path

import diskcache
import pytest

from extractor.core.errors import ArticleError
from extractor.recordings.sqlite import FOREIGN, PlainDisk, network_filesystem, seal, unseal

MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/home /mnt/my\\040share nfs4 rw 0 0\n/dev/sdb1 /mnt/my\\040share/local ext4 rw 0 0\n"


def test_overridden_methods() -> None:
    """Each method of diskcache's Disk that pickles, opens or removes is overridden."""
    for name in ("put", "get", "store", "fetch", "filename", "remove"):
        assert getattr(PlainDisk, name) is not getattr(diskcache.Disk, name)


def test_foreign_rows(tmp_path: Path) -> None:
    """C15: a row with another mode, a file name or another type is refused; a key of another type gets a harmless name."""
    disk = PlainDisk(str(tmp_path))
    for mode, filename, value in [(4, None, b"x"), (1, "a.val", b"x"), (1, None, "text"), (1, None, 5)]:
        with pytest.raises(ArticleError):
            disk.fetch(mode, filename, value, False)
    assert disk.fetch(1, None, b"x", False) == b"x"
    assert disk.get(b"pickle", False).startswith(FOREIGN)
    assert disk.get("key", True) == "key"


@pytest.mark.parametrize(
    ("folder", "kind"), [("/mnt/my share/store", "nfs4"), ("/mnt/my share/local/store", ""), ("/home/x", "")]
)
def test_network_file_system(folder: str, kind: str) -> None:
    """C22: a folder on a network mount is recognized by the innermost mount."""
    assert network_filesystem(Path(folder), MOUNTS) == kind


def test_seal() -> None:
    """Sealed data are accepted under their own key only."""
    assert unseal("k", seal("k", b"data")) == b"data"
    for key, data in [("l", seal("k", b"data")), ("k", seal("k", b"data")[:-1]), ("k", b""), ("k", "text")]:
        with pytest.raises(ArticleError):
            unseal(key, data)
