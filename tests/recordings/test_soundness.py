"""soundness: whether a store's folder can be trusted."""

from pathlib import Path

import pytest

from extractor.core.errors import ArticleError
from extractor.recordings.sqlite import network_filesystem, seal, unseal

MOUNTS = "/dev/sda1 / ext4 rw 0 0\nserver:/home /mnt/my\\040share nfs4 rw 0 0\n/dev/sdb1 /mnt/my\\040share/local ext4 rw 0 0\n"


@pytest.mark.parametrize(
    ("folder", "kind"), [("/mnt/my share/store", "nfs4"), ("/mnt/my share/local/store", ""), ("/home/x", "")]
)
def test_network_file_systems(folder: str, kind: str) -> None:
    """C22: a folder on a network mount is known as one, by the innermost mount."""
    assert network_filesystem(Path(folder), MOUNTS) == kind


def test_a_seal_holds_key_and_value() -> None:
    """Sealed data open under their own key, and under no other; nothing else opens at all."""
    assert unseal("k", seal("k", b"data")) == b"data"
    for key, data in [("l", seal("k", b"data")), ("k", seal("k", b"data")[:-1]), ("k", b""), ("k", "text")]:
        with pytest.raises(ArticleError):
            unseal(key, data)
