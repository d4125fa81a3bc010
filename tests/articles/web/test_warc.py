"""WARC files: what is written is read, and a file that is cut is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.articles.web.downloads import Download
from extractor.articles.web.warc import WarcWriter, read_warc
from extractor.core.errors import InputError

BODY = "<p>Café à Gao, deux soldats tués lundi.</p>".encode("latin-1") * 20


def _write(path: Path, count: int) -> Path:
    headers = {"content-type": "text/html; charset=iso-8859-1", "content-encoding": "gzip"}
    with WarcWriter(path) as writer:
        for number in range(count):
            writer.add(
                Download(f"http://h/{'x' * number * 600}", 200, headers, BODY + str(number).encode(), "text/html")
            )
    return path


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_written_and_read(tmp_path: Path, name: str) -> None:
    """Bodies, addresses and charsets come back; names of articles are short and tell pages apart."""
    path = _write(tmp_path / name, 3)
    assert [each.download.body for each in read_warc(path, 10_000)] == [BODY + str(n).encode() for n in range(3)]
    articles = read_inputs(str(path)).articles
    assert len({article.name for article in articles}) == 3
    assert "Café à Gao" in articles[0].text
    assert "declared by the server" in articles[0].notes[0]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_file_that_is_cut(tmp_path: Path, name: str) -> None:
    """A file that ends within a record, or is none, is an error, not fewer articles."""
    path = _write(tmp_path / name, 3)
    path.write_bytes(path.read_bytes()[:-300])
    with pytest.raises(InputError, match=name):
        list(read_warc(path, 10_000))
    path.write_bytes(b"words")
    with pytest.raises(InputError, match=name):
        list(read_warc(path, 10_000))
