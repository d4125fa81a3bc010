"""gold: folders of gold, and their clusters."""

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


def _write_clusters(folder: Path, **clusters: Any) -> None:
    (folder / "clusters.json").write_text(json.dumps({"clusters": [], **clusters}), encoding="utf-8")


def test_sample_gold() -> None:
    """The sample gold has five files, named by prefixes of their articles, 27 incidents and 9 links."""
    gold = _read(SEEDS / "gold")
    assert len(gold.codings) == 5
    assert sum(len(coding["incidents"]) for coding in gold.codings.values()) == 27
    assert (len(gold.clusters.same), len(gold.clusters.different), len(gold.clusters.uncertain)) == (9, 18, 4)


def test_subset(tmp_path: Path) -> None:
    """A subset has only the files and codings of its articles."""
    gold = _read(write_gold(tmp_path / "gold"))
    assert gold.subset(["gao.txt"]).codings == gold.codings
    assert gold.subset([]).files == {}


def test_file_without_an_article(tmp_path: Path) -> None:
    """A gold file whose name matches no article, or the beginning of two, is an error."""
    folder = write_gold(tmp_path / "gold")
    (folder / "mali.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"mali\.json: no article has this name"):
        _read(folder)
    (folder / "mali.json").rename(folder / "g.json")
    (tmp_path / "gossi.txt").write_text("Gossi.", encoding="utf-8")
    with pytest.raises(InputError, match=r"g\.json: several articles have names"):
        _read(folder)


def test_problems_of_all_files_are_listed(tmp_path: Path) -> None:
    """All problems are listed with file and field, thirty at most."""
    many = [incident(id=f"i{n}", weapon="bow") for n in range(1, 30)]
    for name in ("gao", "ansongo", "menaka", "kidal"):
        folder = write_gold(tmp_path / "gold", name, incidents=many)
    (tmp_path / "articles.csv").unlink()
    with pytest.raises(InputError, match=r"\d+ problems in gold:\n  \S*ansongo\.json: incidents\.0\.weapon") as caught:
        _read(folder)
    assert str(caught.value).count("weapon") == 30
    assert "more" in str(caught.value)


def test_no_gold(tmp_path: Path) -> None:
    """A missing or empty folder is an error."""
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(InputError, match="gold"):
            read_gold(folder, [], Coding)


def test_clusters(tmp_path: Path) -> None:
    """Clusters list reports by file and id; an unknown report or another format is an error."""
    folder = write_gold(tmp_path / "gold")
    _write_clusters(folder, clusters=[["gao.i1"]])
    assert _read(folder).clusters.reports == {"gao.i1"}
    _write_clusters(folder, clusters=[["gao.i1", "gao.i2"]])
    with pytest.raises(InputError, match=r"gao\.i2: no gold file has such an incident"):
        _read(folder)
    _write_clusters(folder, hard_negatives=[["gao.i1"]])
    with pytest.raises(InputError, match=r"clusters\.json: not an object with"):
        _read(folder)


def test_two_files_for_one_article(tmp_path: Path) -> None:
    """Two gold files for one article are an error."""
    folder = write_gold(tmp_path / "gold")
    (folder / "gao.yaml").write_text("incidents: []\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"are both for gao\.txt"):
        _read(folder)


def test_clusters_of_a_subset(tmp_path: Path) -> None:
    """A subset has only the clusters of its articles; a report in two clusters is an error."""
    folder = write_gold(tmp_path / "gold", incidents=[incident(), incident(id="i2")])
    _write_clusters(folder, clusters=[["gao.i1", "gao.i2", "gao.i1"]])
    gold = _read(folder)
    assert gold.clusters.same == {("gao.i1", "gao.i2")}
    assert gold.subset([]).clusters.same == frozenset()
    _write_clusters(folder, clusters=[["gao.i1"], ["gao.i1", "gao.i2"]])
    with pytest.raises(InputError, match="is in two clusters"):
        _read(folder)
