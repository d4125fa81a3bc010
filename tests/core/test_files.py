"""files: safe reading and atomic writing."""

import os
from pathlib import Path

import pytest

from extractor.core.errors import ArticleError, UsageError
from extractor.core.files import atomic_files, decode, open_regular, read_bytes, sweep_partial_files


@pytest.mark.parametrize(
    ("data", "error_class", "message"),
    [
        (b"caf\xe9", "bad_encoding", "byte 3"),
        ("text".encode("utf-16"), "bad_encoding", "UTF-16"),
        (b"%PDF-1.7", "not_text", "PDF"),
        (b"\x89PNG\r\n", "not_text", "PNG"),
        (b"PK\x03\x04rest", "not_text", "zip"),
        (b"\x00\x01\x00\x02", "not_text", "binary"),
    ],
)
def test_not_utf8_text(data: bytes, error_class: str, message: str) -> None:
    """I03, I04, I05: binary files and other encodings are refused, with the name of the file and the byte."""
    with pytest.raises(ArticleError) as caught:
        decode("a.txt", data)
    assert caught.value.error_class == error_class
    assert message in caught.value.message
    assert "a.txt" in caught.value.message


def test_nothing_is_translated() -> None:
    """I06, I09: byte order mark and CR LF are kept."""
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
        assert caught.value.error_class == "refused"
        assert name in caught.value.message


def test_vanished_file(tmp_path: Path) -> None:
    """I26: a file deleted before it is read is unreadable."""
    with pytest.raises(ArticleError) as caught:
        read_bytes(tmp_path / "gone.txt")
    assert caught.value.error_class == "unreadable"


def test_together_or_not_at_all(tmp_path: Path) -> None:
    """Files replace the old ones only when all are complete; the last one is deleted before."""
    for name in ("a", "b", "last"):
        (tmp_path / name).write_text("old", encoding="utf-8")

    def interrupted() -> None:
        with atomic_files(tmp_path, ("a", "b"), "last") as files:
            files["a"].write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict.fromkeys(
        ("a", "b", "last"), "old"
    )
    with atomic_files(tmp_path, ("a", "b"), "last") as files:
        files["a"].write(b"new")
        assert (tmp_path / "a").read_text(encoding="utf-8") == "old"
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"a": "new", "b": ""}


def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If one file cannot be written, all stay unchanged."""
    (tmp_path / "a").write_text("old", encoding="utf-8")

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="No space left"), atomic_files(tmp_path, ("a", "b"), "last") as files:
        files["a"].write(b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "old"


def test_files_of_a_killed_process(tmp_path: Path) -> None:
    """Temporary files of processes that are gone are removed; those of running ones and other files stay."""
    gone, running, other = ".a.json.99999999-1.partial", f".b.{os.getpid()}.partial", ".c.partial"
    for name in (gone, running, other):
        (tmp_path / name).write_text("half", encoding="utf-8")
    sweep_partial_files(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([running, other])
    sweep_partial_files(tmp_path / "missing")
