"""stream: the articles of an input, checked once and then streamed."""

import json
from pathlib import Path

import pytest

from extractor.articles.article import Article
from extractor.articles.stream import CAP, CappedList, read_inputs
from extractor.core.errors import InputError


def _jsonl(path: Path, *rows: tuple[str, str, str | None]) -> str:
    lines = [json.dumps({"id": i, "text": text, "published": day}) + "\n" for i, text, day in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return str(path)


def test_surveyed_and_read_again(tmp_path: Path) -> None:
    """The survey completes the counts; each iteration gives the same articles in the same order."""
    rows = [("a", "One.", "2024-01-01"), ("b", "", "2024-01-01"), ("c", "Three.", None), ("a", "One.", "2024-01-01")]
    inputs = read_inputs(_jsonl(tmp_path / "x.jsonl", *rows))
    assert (inputs.count, inputs.unusable.count) == (3, 1)
    assert (inputs.undated.first, inputs.duplicates.first) == (["c"], ["a"])
    assert [item.name for item in inputs] == [item.name for item in inputs.items] == ["a", "x.jsonl line 2", "c"]
    assert [article.name for article in inputs.articles] == ["a", "c"]


def test_one_article_under_several_dates(tmp_path: Path) -> None:
    """The same text with another date is another article; a third that repeats either is left out."""
    rows = [("a", "One.", "2024-01-01"), ("a", "One.", "2024-01-02"), ("a", "One.", "2024-01-02")]
    inputs = read_inputs(_jsonl(tmp_path / "x.jsonl", *rows))
    assert [str(article.published) for article in inputs.articles] == ["2024-01-01", "2024-01-02"]


def test_the_survey_finds_errors(tmp_path: Path) -> None:
    """I18: one id for two texts, far down in the input, is an error of the survey."""
    rows = [(str(n), f"Text {n}.", None) for n in range(500)] + [("3", "Another.", None)]
    with pytest.raises(InputError, match="'3' has two different texts"):
        read_inputs(_jsonl(tmp_path / "x.jsonl", *rows))


def test_lists_are_capped() -> None:
    """I27: of a million names the first thousand are kept, and the count."""
    names: CappedList[str] = CappedList()
    assert not names
    for number in range(CAP + 5):
        names.add(str(number))
    assert (len(names.first), names.count, bool(names)) == (CAP, CAP + 5, True)


def test_reading_is_a_stream(tmp_path: Path) -> None:
    """I27: the first article is yielded before the rest of the file is read."""
    path = tmp_path / "x.jsonl"
    inputs = read_inputs(_jsonl(path, *[(str(n), f"Text {n}.", None) for n in range(100)]))
    stream = iter(inputs)
    first = next(stream)
    assert isinstance(first, Article)
    path.unlink()  # the open file is read on
    assert len(list(stream)) == 99
