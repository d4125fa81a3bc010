"""cli run_table: results in the terminal."""

import json
from typing import Any

import pytest

from extractor.articles.build import make_article
from extractor.cli.run_table import Display
from extractor.core.errors import ErrorClass
from extractor.grounding.grounding import Grounding
from extractor.runs.result import Extraction
from extractor.runs.rows import TableLayout
from extractor.schema.codebook import Coding
from tests.conftest import TEXT, coding, incident


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "600")


ARTICLE = make_article("gao.txt", TEXT, {"published": "2024-03-05"})


def _extraction(value: Any) -> Extraction:
    parsed = Coding.model_validate_json(json.dumps(value))
    grounding = Grounding.of(parsed, ARTICLE)
    return Extraction(
        "gao.txt",
        "ok",
        ARTICLE,
        coding=grounding.dump(parsed),
        table_names=("operations", "incidents", "statements", "aggregates"),
        quotes=grounding.counts(),
    )


def _shown(capsys: pytest.CaptureFixture[str], *extractions: Extraction) -> str:
    display = Display(False)
    for extraction in extractions:
        display.add(TableLayout(Coding).rows(extraction))
    display.show()
    return capsys.readouterr().out


def test_an_incident(capsys: pytest.CaptureFixture[str]) -> None:
    """Dates, type, place, actors, casualties with sources, and in wide terminals the evidence are shown."""
    out = _shown(capsys, _extraction(coding(incident(basis="unknown"))))
    for part in (
        "2024-03-04",
        "ground attack",
        "Gao, ML",
        "unknown actor → soldiers",
        "2 killed (the army)",
        "Two soldiers were killed",
    ):
        assert part in out


def test_quotes_not_found(capsys: pytest.CaptureFixture[str]) -> None:
    """A quote that was not found in the article is marked."""
    targets = [{"name": "rebels", "kind": "armed_group"}]
    out = _shown(
        capsys, _extraction(coding(incident(targets=targets, status="alleged_disputed", salience="background")))
    )
    assert "rebels [not found]" in out
    assert "alleged background" in " ".join(out.split())
    assert "1 not found" in out


def test_forms_of_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """Open numbers, ranges, unknown and superseded numbers, and date ranges have their own form."""
    toll = incident()["casualties"][0]
    casualties = [
        {**toll, "low": 8, "high": None},
        {**toll, "low": None, "high": None, "status": "injured", "source": None},
        {**toll, "low": 2, "high": 4, "superseded": True},
    ]
    out = _shown(
        capsys,
        _extraction(coding(incident(casualties=casualties, date_start="2024-03-03", date_precision="day_range"))),
    )
    flat = " ".join(out.split())
    for part in ("8+ killed", "some injured", "2-4 killed", "earlier figure", "to 03-04"):
        assert part in flat


def test_failed_and_hidden_articles(capsys: pytest.CaptureFixture[str]) -> None:
    """A failed article shows its error class; only the first 25 articles are shown."""
    out = _shown(
        capsys, *[Extraction(f"{n}.txt", "failed", kind=ErrorClass.EMPTY, message="no text.") for n in range(30)]
    )
    assert "failed: empty: no text." in out
    assert "and 5 more articles" in out


def test_casualties_of_an_operation(capsys: pytest.CaptureFixture[str]) -> None:
    """Casualties of an operation are shown below its incidents."""
    operation = {"id": "op1", "summary": "Two attacks.", "casualties": incident()["casualties"], "in_response_to": None}
    value = coding(incident(operation="op1", casualties=[]), operations=[operation])
    flat = " ".join(_shown(capsys, _extraction(value)).split())
    assert "op1 operation of i1 Two attacks. 2 killed (the army)" in flat
    assert "no incidents" in _shown(capsys, _extraction({**value, "operations": [], "incidents": []}))
