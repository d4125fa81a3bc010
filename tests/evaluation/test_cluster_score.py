"""links: which reports were joined, against which should be."""

from pathlib import Path

import extractor as package
from extractor.core.package_data import SEEDS
from extractor.evaluation.article_score import judge
from extractor.evaluation.cluster_score import LinkScore, links
from extractor.evaluation.gold import GoldClusters, read_gold
from extractor.evaluation.predictions import output_of_extractions
from extractor.schema.codebook import Coding
from tests.evaluated import book, names


def _links(gold: GoldClusters | None = None) -> LinkScore:
    articles = package.read_inputs(str(SEEDS)).articles
    there = read_gold(Path(SEEDS / "gold"), articles, Coding)
    settings = package.load_settings(model="reference-reader")
    ended = package.extract_articles(articles, package.load_prompt("incident"), settings, offline=True)
    said = output_of_extractions("incident", ended, {})
    judged = {name: judge(book(), coding, said.predictions[name]) for name, coding in there.codings.items()}
    stems = {name: path.stem for name, path in there.files.items()}
    return links(said.articles, judged, stems, names(), gold or there.clusters)


def test_the_sample_articles() -> None:
    """The recorded replies are joined as the gold joins them: of nine links, the eight whose reports were coded."""
    found = _links()
    assert (found.tally.correct, found.tally.missing, found.tally.spurious) == (8, 0, 0)
    assert found.forbidden == ()


def test_what_should_not_be_joined() -> None:
    """A pair that the gold keeps apart is spurious and named; one that it leaves open counts nowhere."""
    one, other = ("000.i5", "001.i1"), ("000.i5", "002.i1")
    strict = _links(GoldClusters(apart=frozenset([one])))
    assert strict.forbidden == (one,)
    assert strict.tally.spurious == 8
    assert _links(GoldClusters(unsettled=frozenset([one, other]))).tally.spurious == 6


def test_what_should_be_joined() -> None:
    """A pair that was found and not joined is missing; one whose report was not found is told elsewhere."""
    found = _links(GoldClusters(joined=frozenset([("000.i5", "004.i1"), ("000.i5", "004.i99")])))
    assert found.missing == (("000.i5", "004.i1"),)
