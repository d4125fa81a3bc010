"""page, comparison: two runs, or gold and a run; in a real browser."""

import json
from pathlib import Path

import pytest

from tests.browser import NARROW, OpenPage
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, build_report, run_extractor, scripted_run

OTHER = TEXT.replace("Gao", "Kidal")


@pytest.fixture(scope="module")
def beside_gold(demo_page: Path) -> Path:
    """Build the page of the sample articles compared with their gold."""
    from extractor.core.package_data import SEEDS

    return build_report(demo_page.with_suffix(""), "--compare", SEEDS / "gold", name="beside-gold")


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a comparison of two runs: one value changed, one incident lost, one new; with gold."""
    place = tmp_path_factory.mktemp("two")
    scripted_run(
        place,
        [
            ScriptedArticle(TEXT, coding(incident())),
            ScriptedArticle(OTHER, _kidal("ground_attack_or_clash"), "kidal.txt"),
        ],
        "a",
    )
    changed = incident(place_name="Bamako", summary="Two soldiers killed somewhere.")
    scripted_run(
        place,
        [ScriptedArticle(TEXT, coding(changed)), ScriptedArticle(OTHER, _kidal("protest_demonstration"), "kidal.txt")],
        "b",
    )
    (place / "gold").mkdir()
    (place / "gold" / "gao.json").write_text(json.dumps(coding(incident())))
    (place / "gold" / "kidal.json").write_text(json.dumps(_kidal("ground_attack_or_clash")))
    return build_report(place / "b", "--compare", place / "a", "--gold", place / "gold")


def _kidal(kind: str) -> dict[str, object]:
    return coding(
        incident(type=kind, place_text="Kidal", place_name="Kidal", evidence=["Two soldiers were killed in Kidal"])
    )


def test_metrics_against_gold(open_page: OpenPage, beside_gold: Path) -> None:
    """A run compared with gold shows the metrics of `eval` with their intervals, and each article that differs."""
    page = open_page(beside_gold, "view=compare")
    metrics = page.inner_text("table")
    assert "overall f1\t0.966\t0." in metrics
    assert "incident f1\t1.000" in metrics
    assert page.locator(".compared > details").count() == 5
    page.click(".compared > details >> nth=0")
    assert "Changed" in page.locator(".compared > details").first.inner_text()


def test_changed_new_lost(open_page: OpenPage, two_runs: Path) -> None:
    """A changed value is shown from both sides; an incident of one side is lost or new, with its evidence."""
    page = open_page(two_runs, "view=compare")
    first, second = page.locator(".compared > details").all()
    first.locator("summary").click()
    assert "1 changed" in first.inner_text()
    assert "place\tGao\tBamako" in first.inner_text()
    second.locator("summary").click()
    shown = second.inner_text()
    assert "Lost: only in A" in shown
    assert "New: only in B" in shown
    assert shown.count("Two soldiers were killed in Kidal") == 2


def test_statistics_and_errors(open_page: OpenPage, two_runs: Path) -> None:
    """Two runs with gold show the verdict of `compare`, the metrics of both sides, and errors by kind."""
    page = open_page(two_runs, "view=compare")
    assert "NO DIFFERENCE SHOWN" in page.inner_text(".verdict")
    assert "paired permutation test" in page.inner_text(".verdict")
    errors = page.locator("table", has_text="Errors by kind").inner_text()
    assert "wrong place\t0\t1" in errors
    assert "missed\t0\t1" in errors
    page.locator(".compared > details").first.locator("summary").click()
    assert "B wrong place i1/i1" in " ".join(page.locator(".compared > details").first.inner_text().split())


def test_prompts_are_the_same(open_page: OpenPage, two_runs: Path) -> None:
    """Two runs with the same prompt show that it is identical."""
    assert "Identical." in open_page(two_runs, "view=compare").inner_text(".prompts")


def test_prompts_differ_by_block(open_page: OpenPage, tmp_path: Path) -> None:
    """Different prompts are shown block by block: removed and added lines with their context."""
    scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())], "a")
    (tmp_path / "brief.md").write_text(
        "---\nextends: incident\n---\n{% block system %}\nBe <b>brief</b>.\n{% endblock %}\n"
    )
    env = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "EXTRACTOR_STORE": str(tmp_path / "none")}
    result = run_extractor(
        "run", "a.jsonl", "-p", "brief.md", "-m", "other", "--offline", "-o", "b", cwd=tmp_path, **env
    )
    assert result.returncode == 4  # nothing is recorded: all is pending
    page = open_page(build_report(tmp_path / "b", "--compare", tmp_path / "a"), "view=compare")
    assert page.inner_text(".prompts").startswith("Prompts")
    assert "Model: model-a → other" in page.inner_text(".prompts")
    assert page.locator(".changes .added").first.inner_text().startswith("+ Be <b>brief</b>.")
    assert page.locator(".changes .gone").count() > 1
    assert "Unchanged: rules, examples, user, schema, as a tool." in page.inner_text(".prompts")
    assert "⚠ ok → pending" in page.inner_text(".compared")


def test_all_articles_or_those_that_differ(open_page: OpenPage, tmp_path: Path) -> None:
    """Articles without differences are hidden by default; articles of one side are named."""
    scripted_run(tmp_path, [ScriptedArticle(TEXT, coding()), ScriptedArticle(OTHER, coding(), "only-a.txt")], "a")
    scripted_run(tmp_path, [ScriptedArticle(TEXT, coding()), ScriptedArticle(OTHER, coding(), "only-b.txt")], "b")
    page = open_page(build_report(tmp_path / "b", "--compare", tmp_path / "a"), "view=compare")
    assert "No differences." in page.inner_text(".compared")
    page.uncheck("#only-changed")
    assert page.locator(".compared > details").count() == 1
    assert "Only in A: 1 article: only-a.txt" in page.inner_text("main")
    assert "Only in B: 1 article: only-b.txt" in page.inner_text("main")


def test_no_metrics(open_page: OpenPage, tmp_path: Path) -> None:
    """The page states why there are no metrics where an article of the gold has no prediction."""
    scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())], "a")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "gao.json").write_text(json.dumps(coding()))
    run_extractor("run", "a.jsonl", "-m", "other", "--offline", "-o", "b", cwd=tmp_path)
    page = open_page(build_report(tmp_path / "b", "--compare", tmp_path / "gold"), "view=compare")
    assert "⚠ No metrics:" in page.inner_text("main")
    assert "no prediction for" in page.inner_text("main")


def test_narrow(open_page: OpenPage, beside_gold: Path) -> None:
    """At 390 pixels nothing is wider than the screen."""
    page = open_page(beside_gold, "view=compare", size=NARROW, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
