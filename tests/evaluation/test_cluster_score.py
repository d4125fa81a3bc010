"""cluster_score: linked pairs of reports against the gold's clusters."""

from pathlib import Path

import extractor as package
from extractor.core.package_data import SEEDS
from extractor.evaluation.article_score import score_article
from extractor.evaluation.cluster_score import LinkScore, score_links
from extractor.evaluation.gold import GoldClusters, read_gold
from extractor.evaluation.predictions import output_of_extractions
from extractor.schema.codebook import Coding
from tests.evaluated import names, profile


def _score(gold: GoldClusters | None = None) -> LinkScore:
    articles = package.read_inputs(str(SEEDS)).articles
    whole = read_gold(Path(SEEDS / "gold"), articles, Coding)
    settings = package.load_settings(model="reference-reader")
    extractions = package.extract_articles(articles, package.load_prompt("incident"), settings, offline=True)
    predicted = output_of_extractions("incident", extractions)
    scores = {
        name: score_article(profile(), coding, predicted.predictions[name]) for name, coding in whole.codings.items()
    }
    stems = {name: path.stem for name, path in whole.files.items()}
    return score_links(predicted.articles, scores, stems, names(), gold or whole.clusters)


def test_the_sample_articles() -> None:
    """Of the gold's nine links, the eight whose reports were found are linked, and no others."""
    found = _score()
    assert (found.tally.correct, found.tally.missing, found.tally.spurious) == (8, 0, 0)
    assert found.forbidden == ()


def test_spurious_links() -> None:
    """A pair of different incidents is spurious and listed; an uncertain pair is not counted."""
    one, other = ("000.i5", "001.i1"), ("000.i5", "002.i1")
    strict = _score(GoldClusters(different=frozenset([one])))
    assert strict.forbidden == (one,)
    assert strict.tally.spurious == 8
    assert _score(GoldClusters(uncertain=frozenset([one, other]))).tally.spurious == 6


def test_missing_links() -> None:
    """A pair that is not linked is missing, unless one of its reports was not found."""
    found = _score(GoldClusters(same=frozenset([("000.i5", "004.i1"), ("000.i5", "004.i99")])))
    assert found.missing == (("000.i5", "004.i1"),)
