"""api: synchronous functions for scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

import extractor
from extractor.core.errors import UsageError
from extractor.core.package_data import SEEDS
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
        list(extractor.rows(extractions, "incidnts"))
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


def test_public_names() -> None:
    """`__all__` is small, every name in it exists, and no other does."""
    assert len(extractor.__all__) <= 12
    assert all(getattr(extractor, name) for name in extractor.__all__)
    assert not hasattr(extractor, "nothing")
