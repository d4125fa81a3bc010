"""gold: a folder of gold, one file for each article."""

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.errors import InputError
from extractor.core.package_data import SEEDS
from extractor.evaluation.gold import Gold, read_gold
from extractor.schema.codebook import Coding
from tests.conftest import incident
from tests.evaluated import write_gold


def _read(folder: Path) -> Gold:
    return read_gold(folder, read_inputs(str(folder.parent)).articles, Coding)


def _clusters(folder: Path, **told: Any) -> None:
    (folder / "clusters.json").write_text(json.dumps({"clusters": [], **told}), encoding="utf-8")


def test_the_sample_gold() -> None:
    """Five files, named by the beginnings of their articles, 27 incidents, 9 links."""
    gold = _read(SEEDS / "gold")
    assert len(gold.codings) == 5
    assert sum(len(coding["incidents"]) for coding in gold.codings.values()) == 27
    assert (len(gold.clusters.joined), len(gold.clusters.apart), len(gold.clusters.unsettled)) == (9, 18, 4)


def test_some_of_it(tmp_path: Path) -> None:
    """A part of the gold holds the files and codings of those articles alone."""
    gold = _read(write_gold(tmp_path / "gold"))
    assert gold.only(["gao.txt"]).codings == gold.codings
    assert gold.only([]).files == {}


def test_a_file_without_an_article(tmp_path: Path) -> None:
    """A gold file that is named after no article, or after the beginning of two, is an error."""
    folder = write_gold(tmp_path / "gold")
    (folder / "mali.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"mali\.json: no article is called so"):
        _read(folder)
    (folder / "mali.json").rename(folder / "g.json")
    (tmp_path / "gossi.txt").write_text("Gossi.", encoding="utf-8")
    with pytest.raises(InputError, match=r"g\.json: several articles begin so"):
        _read(folder)


def test_all_problems_of_all_files(tmp_path: Path) -> None:
    """What is wrong is told at once, with the file and the field; of very many, the first thirty."""
    many = [incident(id=f"i{n}", weapon="bow") for n in range(1, 30)]
    for name in ("gao", "ansongo", "menaka", "kidal"):
        folder = write_gold(tmp_path / "gold", name, incidents=many)
    (tmp_path / "articles.csv").unlink()
    with pytest.raises(InputError, match=r"\d+ problems in gold:\n  \S*ansongo\.json: incidents\.0\.weapon") as caught:
        _read(folder)
    assert str(caught.value).count("weapon") == 30
    assert "more" in str(caught.value)


def test_no_gold(tmp_path: Path) -> None:
    """A folder that is not there, or is empty, is an error with the next step."""
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="gold"):
            read_gold(folder, [], Coding)


def test_clusters(tmp_path: Path) -> None:
    """Incidents are named by file and id; an unknown one, and another form, are errors."""
    folder = write_gold(tmp_path / "gold")
    _clusters(folder, clusters=[["gao.i1"]])
    assert _read(folder).clusters.known == {"gao.i1"}
    _clusters(folder, clusters=[["gao.i1", "gao.i2"]])
    with pytest.raises(InputError, match=r"gao\.i2: no gold file has such an incident"):
        _read(folder)
    _clusters(folder, hard_negatives=[["gao.i1"]])
    with pytest.raises(InputError, match=r"clusters\.json: not an object with"):
        _read(folder)


def test_two_files_for_one_article(tmp_path: Path) -> None:
    """Neither of them silently wins."""
    folder = write_gold(tmp_path / "gold")
    (folder / "gao.yaml").write_text("incidents: []\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"are both for gao\.txt"):
        _read(folder)


def test_clusters_of_some_of_it(tmp_path: Path) -> None:
    """What is said of articles that were left out is left out too; no incident stands in two clusters."""
    folder = write_gold(tmp_path / "gold", incidents=[incident(), incident(id="i2")])
    _clusters(folder, clusters=[["gao.i1", "gao.i2", "gao.i1"]])
    gold = _read(folder)
    assert gold.clusters.joined == {("gao.i1", "gao.i2")}
    assert gold.only([]).clusters.joined == frozenset()
    _clusters(folder, clusters=[["gao.i1"], ["gao.i1", "gao.i2"]])
    with pytest.raises(InputError, match="stands in two clusters"):
        _read(folder)
