"""coding_checks: the values of a coding, by the fields of a schema or a prompt file."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.articles.stream import read_inputs
from extractor.core.package_data import SEEDS
from extractor.core.settings import load_settings
from extractor.evaluation.gold import read_gold
from extractor.evaluation.gold_format import without_marks
from extractor.grounding.coding_checks import CodingChecker, ValueCheck, contradictions, count_verdicts, mark
from extractor.grounding.grounding import Grounding
from extractor.grounding.names import load_names
from extractor.prompts.loading import load_prompt
from extractor.runs.api import extract_articles
from extractor.schema.checked_fields import CODEBOOK, CheckedFields
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident

CHECKER = CodingChecker(CODEBOOK, load_names(gazetteer=False))


def _checks(article: Article, **changes: object) -> list[ValueCheck]:
    value = Coding.model_validate_json(json.dumps(coding(incident(**changes))))
    return CHECKER.check(Grounding.of(value, article).dump(value), article)


def test_a_right_coding(article: Article) -> None:
    """Nothing of a right coding contradicts its words; every value that is checked has a verdict."""
    counts = count_verdicts(_checks(article))
    assert counts["contradicts"] == 0
    assert counts["agrees"] >= 3


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"casualties": [{**incident()["casualties"][0], "low": 900, "high": 900}]}, "incidents.0.casualties.0.low"),
        ({"date_start": "2024-02-01", "date_end": "2024-02-01"}, "incidents.0.date_start"),
        ({"date_text": None}, "incidents.0.date_start"),
        ({"place_name": "Moscow Kremlin"}, "incidents.0.place_name"),
    ],
)
def test_a_wrong_value(article: Article, changes: dict[str, object], path: str) -> None:
    """A wrong figure, day or place contradicts; the problem names the field, the value and the words."""
    (found,) = contradictions(_checks(article, **changes))
    assert ".".join(map(str, found.path)) == path
    assert found.problem.startswith(path)


def test_a_quote_that_was_not_found(article: Article) -> None:
    """A value whose quote is not in the article is left out: that is an error of its own."""
    casualty = {**incident()["casualties"][0], "quote": "nine hundred men died", "low": 1, "high": 1}
    assert not contradictions(_checks(article, casualties=[casualty]))


def test_marks(article: Article) -> None:
    """A row has its contradictions by their fields; what is in no table becomes a flag."""
    found = _checks(article, place_name="Moscow Kremlin")
    value = coding(incident(place_name="Moscow Kremlin"))
    marked, flags = mark(value, found, {"incidents"})
    (row,) = marked["incidents"][0]["contradictions"]
    assert (row["field"], row["value"]) == ("place_name", "Moscow Kremlin, ML")
    assert not flags
    assert mark(value, found, set())[1][0].startswith("contradicts its words: incidents.0.place_name")


def test_fields_of_another_schema(article: Article) -> None:
    """Numbers, days and places of any schema are checked, at the top of the value and in lists."""
    fields = (
        CheckedFields("number", "", "dead", words="dead_text"),
        CheckedFields("date", "acts", "day", words="when"),
        CheckedFields("place", "acts", "town", words="where"),
    )
    value = {
        "dead": 7,
        "dead_text": {"text": "Two soldiers were killed", "match": "exact"},
        "acts": [{"day": "2024-01-01", "when": "on Monday", "town": "Oslo", "where": "Gao"}, {"day": None, "when": ""}],
    }
    found = contradictions(CodingChecker(fields, CHECKER.names).check(value, article))
    assert [each.path for each in found] == [("dead",), ("acts", 0, "day"), ("acts", 0, "town")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["n", "d", "p", "w", "c"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, st.text(max_size=120))
def test_any_value(value: object, words: str) -> None:
    """No value and no words of any schema make a check fail: it tells, or it cannot."""
    fields = (
        CheckedFields("number", "", "n", words="w"),
        CheckedFields("date", "", "d", words="w", upper="n"),
        CheckedFields("place", "", "p", words="w", country="c"),
        CheckedFields("status", "", "n", words="w"),
        CheckedFields("actor", "", "n", words="w"),
    )
    article = make_article("x", "Two men died in Gao. " + "".join(ch for ch in words if ch.isprintable()), {})
    given = {"n": value, "d": value, "p": value, "w": words, "c": value}
    count_verdicts(CodingChecker(fields, CHECKER.names).check(given, article))


def _samples() -> Iterator[tuple[Article, object]]:
    """Yield the articles of the prompt's examples and of the gold, with their codings."""
    for each in load_prompt("incident").examples:
        published = each.published.isoformat() if each.published else ""
        yield make_article("example", each.text, {"published": published, "language": "en"}), each.output
    articles = read_inputs(str(SEEDS)).articles
    gold = read_gold(SEEDS / "gold", articles, Coding)
    for article in articles:
        if article.name in gold.codings:
            yield article, without_marks(gold.codings[article.name])


def test_no_false_alarm() -> None:
    """Nothing contradicts its words in the examples of the prompt, in the gold and in the responses of the samples."""
    for article, value in _samples():
        made = Coding.model_validate_json(json.dumps(value), context={"published": article.published})
        assert not contradictions(CHECKER.check(Grounding.of(made, article).dump(made), article)), article.name
    articles = read_inputs(str(SEEDS)).articles
    settings = load_settings(model="reference-reader")
    for done in extract_articles(articles, load_prompt("incident"), settings, offline=True):
        assert done.checks["contradicts"] == 0, done.name
