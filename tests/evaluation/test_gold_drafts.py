"""gold_drafts: drafts of gold files, and the import of finished codings."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.core.errors import InputError, UsageError
from extractor.evaluation.gold_check import check_coding
from extractor.evaluation.gold_drafts import draft_gold, gold_paths, import_gold, write_drafts, write_gold
from extractor.evaluation.gold_format import read_gold_file
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident

GOLD = Path("gold")


def _line(**changes: Any) -> str:
    return json.dumps({"article": "gao.txt", "coding": coding(), "by": "ann", "at": "2024-03-06", **changes}) + "\n"


def test_empty_draft(article: Article) -> None:
    """An empty draft is a valid coding without incidents, and lists the values of the fields."""
    (path,) = write_drafts(GOLD, {article.name: draft_gold(article, Coding, GOLD)})
    assert path == GOLD / "gao.yaml"
    text = path.read_text(encoding="utf-8")
    assert "#     type: air_drone_strike | missile_rocket_artillery" in text
    assert check_coding(read_gold_file(path), article, Coding) == (coding() | {"incidents": []}, [])


def test_draft_from_a_prediction(article: Article) -> None:
    """A draft with a prediction is read back unchanged."""
    (path,) = write_drafts(GOLD, {article.name: draft_gold(article, Coding, GOLD, coding())})
    assert check_coding(read_gold_file(path), article, Coding) == (coding(), [])


def test_existing_gold_is_not_overwritten(article: Article) -> None:
    """A draft never replaces existing gold, in whatever format."""
    GOLD.mkdir()
    (GOLD / "gao.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"gao\.json already exists"):
        write_drafts(GOLD, {article.name: "x"})


def test_import(article: Article) -> None:
    """Imported codings keep coder and time; existing gold is replaced only with `replace`."""
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


def test_latest_of_several(article: Article) -> None:
    """Several codings of one article are an error unless `latest` takes the last."""
    file = Path("c.jsonl")
    lines = [_line(by="ann"), _line(by="ben", coding=coding(incident(weapon="bow"))), _line(by="cleo")]
    file.write_text("".join(lines), encoding="utf-8")
    known = {article.name: article}
    with pytest.raises(InputError, match="--latest takes the last"):
        import_gold(file, GOLD, known, Coding)
    (path,) = import_gold(file, GOLD, known, Coding, latest=True)
    assert read_gold_file(path)["coded"]["by"] == "cleo"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 1: not the coding of an article"),
        ("[1]", "line 1: not the coding of an article"),
        (_line(article="mali.txt"), "line 1, mali.txt: no such article"),
        (_line(coding=coding(incident(weapon="bow"))), "line 1, gao.txt: incidents.0.weapon"),
    ],
)
def test_import_all_or_none(article: Article, line: str, problem: str) -> None:
    """A line with an error is reported, and nothing is imported."""
    file = Path("c.jsonl")
    file.write_text(line.strip() + "\n" + _line(), encoding="utf-8")
    with pytest.raises(InputError, match=problem.replace(".", r"\.")):
        import_gold(file, GOLD, {article.name: article}, Coding)
    assert not GOLD.exists()


def test_write_gold() -> None:
    """Gold is written as indented JSON."""
    (path,) = write_gold(gold_paths(GOLD, ["gao.txt"]), {"gao.txt": coding()}, replace=False)
    assert json.loads(path.read_text(encoding="utf-8")) == coding()
    assert "\n " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("names", [("2024.01", "2024.02"), ("splits",), ("a\x07b.txt",)])
def test_conflicting_names(names: tuple[str, ...]) -> None:
    """Articles whose gold files would have one name, or a reserved one, are an error before anything is written."""
    with pytest.raises(UsageError, match="Rename the article"):
        write_drafts(GOLD, dict.fromkeys(names, "x"))
    with pytest.raises(UsageError, match="Rename the article"):
        gold_paths(GOLD, names)
    assert not GOLD.exists()
