"""reader: a finished run, read back article by article."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.errors import InputError
from extractor.runs.folder import sha256
from extractor.runs.reader import read_run
from tests.conftest import CommandResult


@pytest.fixture
def demo(extractor: Callable[..., CommandResult]) -> Path:
    extractor("demo")
    return Path("runs/demo")


def test_all_rows_are_read(demo: Path) -> None:
    """Every row of every table is read with its article, and quotes are at their offsets in the text."""
    articles = list(read_run(demo).articles())
    assert [len(article.incidents) for article in articles] == [8, 5, 4, 2, 4]
    for article in articles:
        for incident in article.incidents:
            for quote in incident["evidence"]:
                assert article.text[quote["start"] : quote["end"]] == quote["text"]
    assert sum(len(article.statements) for article in articles) == len(
        (demo / "statements.jsonl").read_bytes().splitlines()
    )


def test_articles_that_are_not_ok(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """Failed and pending articles are skipped and counted."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(" ", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("Nothing is recorded of this.", encoding="utf-8")
    extractor("run", "in", "-m", "nobody", "--offline", "-o", "out")
    run = read_run(Path("out"))
    assert (list(run.articles()), run.left_out) == ([], 2)


def test_no_run(tmp_path: Path) -> None:
    """A folder without a manifest is an error that names the folder."""
    with pytest.raises(InputError, match=r"no finished run\. Give the folder"):
        read_run(tmp_path)


def test_another_schema(demo: Path) -> None:
    """A run with another schema is an error that names the schema."""
    text = (demo / "manifest.json").read_text(encoding="utf-8")
    (demo / "manifest.json").write_text(text.replace("extractor.incident:Coding", "ships:Report"), encoding="utf-8")
    with pytest.raises(InputError, match="schema ships:Report"):
        read_run(demo)


def test_changed_file(demo: Path) -> None:
    """A file that was changed after the run is an error that names it."""
    (demo / "incidents.jsonl").write_bytes((demo / "incidents.jsonl").read_bytes().replace(b'"low":8', b'"low":9'))
    with pytest.raises(InputError, match=r"incidents\.jsonl: missing, or changed after the run"):
        read_run(demo)


def test_rows_out_of_order(demo: Path) -> None:
    """Rows that do not follow the order of the articles are an error."""
    path, manifest = demo / "statements.jsonl", demo / "manifest.json"
    before = sha256(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    manifest.write_bytes(manifest.read_bytes().replace(before.encode(), sha256(path).encode()))
    with pytest.raises(InputError, match="out of order"):
        list(read_run(demo).articles())
