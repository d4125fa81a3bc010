"""comparison: two runs, or gold and a run, article by article."""

import json
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.errors import InputError
from extractor.core.package_data import SEEDS
from extractor.evaluation.article_score import score_article
from extractor.evaluation.assessment import assess
from extractor.evaluation.gold import read_gold
from extractor.evaluation.predictions import output_of_run
from extractor.report.comparison import ComparisonTarget, comparison_data
from extractor.schema.codebook import Coding
from tests.conftest import TEXT, coding, incident
from tests.evaluated import casualties, names, profile
from tests.report_runs import ScriptedArticle, demo_run, run_extractor, scripted_run


def test_gold_and_run_agree_with_eval(tmp_path: Path) -> None:
    """The metrics against gold are those of `eval`, with their intervals; optional incidents are marked."""
    run = demo_run(tmp_path)
    found = comparison_data(run, ComparisonTarget(gold=SEEDS / "gold"), names())
    gold = read_gold(SEEDS / "gold", read_inputs(str(SEEDS)).articles, Coding)
    assessed = assess(
        gold, output_of_run(run), lambda coding, predicted: score_article(profile(), coding, predicted), names()
    )
    metrics = {each["name"]: each["values"] for each in found["metrics"]}
    assert metrics["overall_f1"] == [assessed.value("overall_f1")]
    assert metrics["link_f1"] == [1.0]
    assert found["errors"] == [dict(assessed.error_counts())]
    assert found["kind"] == "gold"
    assert "prompt" not in found
    assert all(each["lost"] == [] for each in found["articles"])
    assert sum(len(each["spare"]) for each in found["articles"]) == 4


def test_two_runs(tmp_path: Path) -> None:
    """Values that the scorer counts as different are changed; unpaired incidents are new or lost."""
    before = incident(casualties=[casualties(2, source="the army", quote="Two soldiers were killed")], admin1=None)
    after = incident(
        casualties=[casualties(3, source="the army", quote="Two soldiers were killed")],
        targets=[{"name": "Two soldiers", "kind": "state_military"}],
        summary="Another summary.",
    )
    other = incident(
        id="i2", type="bombing_ied", place_text=None, place_name=None, place_precision="unknown", country=None
    )
    a = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(before, other))], "a")
    b = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(after))], "b")
    found = comparison_data(b, ComparisonTarget(run=a), names())
    (article,) = found["articles"]
    (pair,) = article["pairs"]
    assert (pair["a"], pair["b"]) == ("i1", "i1")
    assert {slot: (one, two) for slot, one, two in pair["changed"]}["casualties"] == (
        "2 killed (the army)", "3 killed (the army)",
    )  # fmt: skip
    assert [raw["id"] for raw in article["lost"]] == ["i2"]
    assert article["new"] == []
    assert [each["same"] for each in found["prompt"]] == [True] * 5
    assert found["models"] == ["model-a", "model-b"]
    assert "metrics" not in found


def test_articles_of_one_side_and_failures(tmp_path: Path) -> None:
    """An article of one side is listed; one that failed on a side has lost everything there."""
    a = scripted_run(
        tmp_path, [ScriptedArticle(TEXT, coding()), ScriptedArticle(TEXT + " More.", coding(), "more")], "a"
    )
    b = scripted_run(tmp_path, [ScriptedArticle(TEXT, None), ScriptedArticle(TEXT + " Other.", coding(), "other")], "b")
    found = comparison_data(b, ComparisonTarget(run=a), names())
    assert found["only"] == {"a": ["more"], "b": ["other"]}
    (article,) = found["articles"]
    assert article["states"] == ["ok", "failed"]
    assert [raw["id"] for raw in article["lost"]] == ["i1"]


def test_the_test_split_is_left_out(tmp_path: Path) -> None:
    """Of gold with splits the test split is left out."""
    run = scripted_run(
        tmp_path, [ScriptedArticle(TEXT, coding()), ScriptedArticle(TEXT + " More.", coding(), "more.txt")]
    )
    gold = tmp_path / "gold"
    gold.mkdir()
    for name in ("gao", "more"):
        (gold / f"{name}.json").write_text(json.dumps(coding()))
    (gold / "splits.json").write_text(json.dumps({"dev": ["gao"], "test": ["more"]}))
    found = comparison_data(run, ComparisonTarget(gold=gold), names())
    assert [each["name"] for each in found["articles"]] == ["gao.txt"]
    assert found["gold"]["articles"] == 1
    assert not (gold / "test-ledger.jsonl").exists()


def test_gold_of_other_articles(tmp_path: Path) -> None:
    """Gold of articles that the run did not read is left out and counted; if none is left it is an error."""
    run = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())])
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "other.json").write_text(json.dumps(coding()))
    with pytest.raises(InputError, match="no gold for these articles"):
        comparison_data(run, ComparisonTarget(gold=tmp_path / "gold"), names())
    (tmp_path / "gold" / "gao.json").write_text(json.dumps(coding()))
    (tmp_path / "gold" / "clusters.json").write_text(json.dumps({"clusters": [["gao.i1", "other.i1"]]}))
    found = comparison_data(run, ComparisonTarget(gold=tmp_path / "gold"), names())
    assert found["gold"] == {"folder": "gold", "articles": 1, "left_out": 1}


def test_another_text_of_the_same_name(tmp_path: Path) -> None:
    """Runs with different texts under one name are not compared."""
    a = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())], "a")
    b = scripted_run(tmp_path, [ScriptedArticle(TEXT + " More.", coding())], "b")
    with pytest.raises(InputError, match=r"gao\.txt has another text there"):
        comparison_data(b, ComparisonTarget(run=a), names())


def test_optional_incidents_are_not_lost(tmp_path: Path) -> None:
    """An optional incident of gold that was not predicted is listed apart from lost ones."""
    run = scripted_run(tmp_path, [ScriptedArticle(TEXT, {**coding(), "incidents": []})])
    (tmp_path / "gold").mkdir()
    other = incident(id="i2", type="bombing_ied", optional=True)
    (tmp_path / "gold" / "gao.json").write_text(json.dumps(coding(incident(), other)))
    (article,) = comparison_data(run, ComparisonTarget(gold=tmp_path / "gold"), names())["articles"]
    assert ([raw["id"] for raw in article["lost"]], [raw["id"] for raw in article["spare"]]) == (["i1"], ["i2"])


def test_statements_and_operations(tmp_path: Path) -> None:
    """Other items of one side are listed by a line each; operations with equal lines are equal."""
    statement = {"type": "other", "speaker": "the army", "on_behalf_of": None, "about": None, "quote": "the army said"}
    operation: dict[str, object] = {"id": "op1", "summary": "A sweep.", "casualties": [], "in_response_to": None}
    a = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(operations=[operation], statements=[statement]))], "a")
    b = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(operations=[operation]))], "b")
    (article,) = comparison_data(b, ComparisonTarget(run=a), names())["articles"]
    assert article["tables"]["statements"] == [["other: the army: the army said"], []]
    assert article["tables"]["operations"] == [[], []]


def test_other_changes(tmp_path: Path) -> None:
    """Aggregates, statements and notes are compared field by field."""
    quote = "Two soldiers were killed"
    figure = {"what": "killed", "low": 2, "high": 2, "by": None, "against": None, "period_text": None, "period_start": None,
              "period_end": None, "source": None, "quote": quote}  # fmt: skip
    statement = {"type": "denial", "speaker": "the army", "on_behalf_of": None, "about": None, "quote": "the army said"}
    notes = {"published_text": None, "agencies": ["the army"], "garbled_passages": []}
    a = scripted_run(
        tmp_path, [ScriptedArticle(TEXT, coding(aggregates=[figure], statements=[statement], article=notes))], "a"
    )
    other = {"statements": [{**statement, "type": "support"}], "aggregates": [{**figure, "low": 500, "high": None}]}
    b = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(**other))], "b")
    (article,) = comparison_data(b, ComparisonTarget(run=a), names())["articles"]
    assert article["changed"] == [
        ["statements: the army said", "type", "denial", "support"],
        [f"aggregates: {quote}", "figure", "2", "500+"],
        ["notes on the article", "agencies", "the army", ""],
    ]


def test_a_pending_article_is_not_scored(tmp_path: Path) -> None:
    """With a pending article of the gold there are no metrics but a reason; the articles are compared all the same."""
    scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())], "a")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "gao.json").write_text(json.dumps(coding()))
    run_extractor("run", "a.jsonl", "-m", "other", "--offline", "-o", "b", cwd=tmp_path)
    found = comparison_data(tmp_path / "b", ComparisonTarget(gold=tmp_path / "gold"), names())
    assert "no prediction for" in found["unjudged"]
    assert found["articles"][0]["states"] == ["ok", "pending"]
