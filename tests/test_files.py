"""files: bytes and text, after a look at what they are."""

import os
from pathlib import Path

import pytest

from extractor.errors import ArticleError
from extractor.files import decode, open_regular, read_bytes


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (b"caf\xe9", "bad_encoding", "byte 3"),
        ("text".encode("utf-16"), "bad_encoding", "UTF-16"),
        (b"%PDF-1.7", "not_text", "PDF"),
        (b"\x89PNG\r\n", "not_text", "PNG"),
        (b"PK\x03\x04rest", "not_text", "zip"),
        (b"\x00\x01\x00\x02", "not_text", "binary"),
    ],
)
def test_not_utf8_text(data: bytes, kind: str, told: str) -> None:
    """I03, I04, I05: binary files and other encodings are refused, with the file and the byte named."""
    with pytest.raises(ArticleError) as caught:
        decode("a.txt", data)
    assert caught.value.kind == kind
    assert told in caught.value.message
    assert "a.txt" in caught.value.message


def test_nothing_is_translated() -> None:
    """I06, I09: byte order mark and CR LF stay in the text as they are in the file."""
    assert decode("a", b"\xef\xbb\xbfa\r\nb\x85".replace(b"\x85", b"\xc2\x85")) == "\ufeffa\r\nb\x85"


def test_links_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    """I11, I12, I13, I14: links (outward, circular, dangling), pipes and folders are refused, never opened."""
    (tmp_path / "out").symlink_to("/etc/hostname")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    for name in ("out", "loop", "gone", "pipe", "folder"):
        with pytest.raises(ArticleError) as caught:
            open_regular(tmp_path / name)
        assert caught.value.kind == "refused"
        assert name in caught.value.message


def test_vanished_file(tmp_path: Path) -> None:
    """I26: a file that is gone when its turn comes is unreadable."""
    with pytest.raises(ArticleError) as caught:
        read_bytes(tmp_path / "gone.txt")
    assert caught.value.kind == "unreadable"
