"""api: synchronous functions for scripts."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import extractor
from extractor.articles.build import make_article
from extractor.core.errors import StoreError, UsageError
from extractor.core.package_data import SEEDS
from extractor.runs.read_ahead import AHEAD
from tests.conftest import TEXT, coding, settings_for, write_articles
from tests.endpoint import Endpoint, Script, chat, ok


def test_readme_example(tmp_path: Path) -> None:
    """Articles, a prompt and recordings give rows whose quotes are in the text."""
    articles = extractor.read_inputs(str(SEEDS)).articles
    prompt = extractor.load_prompt("incident")
    settings = extractor.load_settings(model="reference-reader")
    extractions = extractor.extract_articles(articles, prompt, settings, offline=True)
    rows = list(extractor.rows(extractions))
    assert len(rows) == 23
    quote = rows[0]["evidence"][0]
    assert articles[0].original[quote["start"] : quote["end"]] == quote["text"]


def test_unknown_table() -> None:
    """A misspelt table is an error that names the tables there are."""
    articles = extractor.read_inputs(str(SEEDS)).articles[:1]
    settings = extractor.load_settings(model="reference-reader")
    extractions = extractor.extract_articles(articles, extractor.load_prompt("incident"), settings, offline=True)
    with pytest.raises(UsageError, match="No table 'incidnts'") as caught:
        extractor.rows(extractions, "incidnts")
    assert caught.value.next_step == "Tables: operations, incidents, statements, aggregates."


def test_live(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """The same call sends requests that are not recorded, once."""
    server = endpoint(lambda *_: ok(chat(coding())))
    articles = extractor.read_inputs(str(write_articles(tmp_path / "a", TEXT))).articles
    prompt = extractor.load_prompt("incident")
    for _ in range(2):
        (done,) = extractor.extract_articles(articles, prompt, settings_for(server, tmp_path))
        assert done.state == "ok"
    assert server.request_count == 1


def test_a_misspelt_table_where_nothing_is_ok(tmp_path: Path) -> None:
    """A misspelt table is an error where all articles failed, too."""
    articles = extractor.read_inputs(str(write_articles(tmp_path / "a", TEXT))).articles
    settings = extractor.load_settings(model="m", store=tmp_path / "store")
    extractions = extractor.extract_articles(articles, extractor.load_prompt("incident"), settings, offline=True)
    assert [extraction.state for extraction in extractions] == ["pending"]
    with pytest.raises(UsageError, match="No table 'incidnts'"):
        extractor.rows(extractions, "incidnts")
    assert list(extractor.rows(extractions)) == []


def _numbered(count: int, taken: list[int]) -> Iterator[extractor.Article]:
    for n in range(count):
        taken.append(n)
        yield make_article(str(n), f"Article {n}.", {"published": "2024-03-05"})


def test_a_stream_reads_a_few_articles_ahead(tmp_path: Path) -> None:
    """Articles are read as their extractions are taken; closing the iterator ends the work."""
    taken: list[int] = []
    settings = extractor.load_settings(model="m", store=tmp_path / "store")
    stream = extractor.extract_stream(
        _numbered(100_000, taken), extractor.load_prompt("incident"), settings, offline=True
    )
    names = [extraction.name for extraction in itertools.islice(stream, 200)]
    assert names == [str(n) for n in range(200)]
    stream.close()  # type: ignore[attr-defined]
    assert 200 <= len(taken) <= 200 + AHEAD + 2


async def test_a_stream_in_a_running_loop(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """The functions can be called where an event loop runs, as in a notebook; errors of the run are raised."""
    server = endpoint(lambda *_: ok(chat(coding())))
    articles = extractor.read_inputs(str(write_articles(tmp_path / "a", TEXT))).articles
    prompt = extractor.load_prompt("incident")
    (done,) = extractor.extract_stream(articles, prompt, settings_for(server, tmp_path))
    assert done.state == "ok"
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreError, match="not a folder"):
        list(extractor.extract_stream(articles, prompt, extractor.load_settings(store=tmp_path / "file"), offline=True))


def test_public_names() -> None:
    """`__all__` is small, every name in it exists, and no other does."""
    assert len(extractor.__all__) <= 31
    assert all(getattr(extractor, name) for name in extractor.__all__)
    assert not hasattr(extractor, "nothing")
