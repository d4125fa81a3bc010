"""drafts: gold files for people to fill in, and as they come back."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.core.errors import InputError, UsageError
from extractor.evaluation.gold_check import check_coding
from extractor.evaluation.gold_drafts import draft, gold_paths, import_gold, write_drafts, write_gold
from extractor.evaluation.gold_format import read_gold_file
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident

GOLD = Path("gold")


def _line(**changes: Any) -> str:
    return json.dumps({"article": "gao.txt", "coding": coding(), "by": "ann", "at": "2024-03-06", **changes}) + "\n"


def test_an_empty_draft_is_sound(article: Article) -> None:
    """A draft that nobody has filled in is a coding without incidents, and says what may stand in it."""
    (path,) = write_drafts(GOLD, {article.name: draft(article, Coding, GOLD)})
    assert path == GOLD / "gao.yaml"
    text = path.read_text(encoding="utf-8")
    assert "#     type: air_drone_strike | missile_rocket_artillery" in text
    assert check_coding(read_gold_file(path), article, Coding) == (coding() | {"incidents": []}, [])


def test_a_draft_from_a_prediction(article: Article) -> None:
    """A draft can say what a run said, to be corrected; it is read back as it was."""
    (path,) = write_drafts(GOLD, {article.name: draft(article, Coding, GOLD, coding())})
    assert check_coding(read_gold_file(path), article, Coding) == (coding(), [])


def test_nothing_is_written_over(article: Article) -> None:
    """Where gold for an article is there, in whatever form, no draft takes its place."""
    GOLD.mkdir()
    (GOLD / "gao.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"gao\.json is there already"):
        write_drafts(GOLD, {article.name: "x"})


def test_import(article: Article) -> None:
    """Corrections become gold with who made them and when; gold that is there is replaced only if that is asked for."""
    file = Path("c.jsonl")
    file.write_text(_line() + "\n", encoding="utf-8")
    known = {article.name: article}
    (path,) = import_gold(file, GOLD, known, Coding)
    assert read_gold_file(path)["coded"] == {"by": "ann", "at": "2024-03-06"}
    with pytest.raises(UsageError, match="--replace"):
        import_gold(file, GOLD, known, Coding)
    path.rename(GOLD / "gao.yml")
    import_gold(file, GOLD, known, Coding, replace=True)
    assert [each.name for each in GOLD.iterdir()] == ["gao.yml"]
    assert read_gold_file(GOLD / "gao.yml")["coded"]["by"] == "ann"


def test_the_last_of_several(article: Article) -> None:
    """A journal has several codings of one article: one too many, unless the last is asked for, whatever came before."""
    file = Path("c.jsonl")
    lines = [_line(by="ann"), _line(by="ben", coding=coding(incident(weapon="bow"))), _line(by="cleo")]
    file.write_text("".join(lines), encoding="utf-8")
    known = {article.name: article}
    with pytest.raises(InputError, match="--latest takes the last"):
        import_gold(file, GOLD, known, Coding)
    (path,) = import_gold(file, GOLD, known, Coding, latest=True)
    assert read_gold_file(path)["coded"]["by"] == "cleo"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1: no coding of an article"),
        ("[1]", "line 1: no coding of an article"),
        (_line(article="mali.txt"), "line 1, mali.txt: no such article"),
        (_line(coding=coding(incident(weapon="bow"))), "line 1, gao.txt: incidents.0.weapon"),
    ],
)
def test_all_or_none(article: Article, line: str, told: str) -> None:
    """A line that is wrong is named, and nothing at all is taken."""
    file = Path("c.jsonl")
    file.write_text(line.strip() + "\n" + _line(), encoding="utf-8")
    with pytest.raises(InputError, match=told.replace(".", r"\.")):
        import_gold(file, GOLD, {article.name: article}, Coding)
    assert not GOLD.exists()


def test_write_gold() -> None:
    """Gold is JSON that a person can read, one file for each article."""
    (path,) = write_gold(gold_paths(GOLD, ["gao.txt"]), {"gao.txt": coding()}, replace=False)
    assert json.loads(path.read_text(encoding="utf-8")) == coding()
    assert "\n " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [("2024.01", "2024.02"), ("splits",), ("a\x07b.txt",)])
def test_names_that_would_be_one_file(names: tuple[str, ...]) -> None:
    """Articles whose gold would be one file, or a file of another meaning, are refused before anything is written."""
    with pytest.raises(UsageError, match="another name"):
        write_drafts(GOLD, dict.fromkeys(names, "x"))
    with pytest.raises(UsageError, match="another name"):
        gold_paths(GOLD, names)
    assert not GOLD.exists()
