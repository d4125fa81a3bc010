"""build: from a run to its page."""

from pathlib import Path

import pytest

from extractor.core.errors import ExtractorError, InputError
from extractor.core.package_data import SEEDS
from extractor.report.build import PageOptions, build_page, collect_page_data, comparison_target
from extractor.report.comparison import ComparisonTarget
from extractor.schema.incident_types import TYPES
from tests.report_runs import demo_run, page_data


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample articles."""
    return demo_run(tmp_path_factory.mktemp("demo"))


def test_comparison_target(run: Path) -> None:
    """A folder with a manifest is a run, any other is gold; invalid combinations are refused with a next step."""
    gold = SEEDS / "gold"
    assert comparison_target(None, None) is None
    assert comparison_target(run, None) == ComparisonTarget(run=run)
    assert comparison_target(run, gold) == ComparisonTarget(run=run, gold=gold)
    assert comparison_target(gold, None) == ComparisonTarget(gold=gold)
    for given in ((None, gold), (gold, gold), (run / "none", None)):
        with pytest.raises(ExtractorError) as caught:
            comparison_target(*given)
        assert caught.value.next_step


def test_page_data(run: Path) -> None:
    """A page has articles, incidents, near misses, a map, and a comparison if requested."""
    facts, data = collect_page_data(run, PageOptions(compare=ComparisonTarget(gold=SEEDS / "gold"), gazetteer=False))
    assert (facts["reports"], facts["incidents"]) == (23, 17)
    assert (len(data["articles"]), len(data["incidents"]), len(data["near"])) == (5, 17, 4)
    assert data["map"] is not None
    assert data["compare"] is not None
    assert {"Iraq", "Syria"} <= {each["name"] for each in data["map"]["countries"]}
    assert data["compare"]["kind"] == "gold"


def test_labels_come_from_the_table_of_types(run: Path) -> None:
    """The page gets the labels of incident types from the schema's table."""
    _, data = collect_page_data(run, PageOptions(gazetteer=False))
    assert data["labels"]["type"] == {name: facts.label for name, facts in TYPES.items()}


def test_a_page_without_rows(run: Path) -> None:
    """A page for blind coding has neither incidents nor near misses nor a map."""
    _, data = collect_page_data(run, PageOptions(rows=False, gazetteer=False))
    assert (data["incidents"], data["near"], data["map"]) == ([], [], None)


def test_the_page_is_small(run: Path) -> None:
    """The page of the sample articles has less than 200,000 characters, texts included."""
    made = build_page(run, PageOptions(gazetteer=False))
    bare = build_page(run, PageOptions(rows=False, gazetteer=False))
    assert len(made) < 200_000
    assert len(bare) < len(made)
    assert page_data(made)["articles"][0]["text"]


def test_no_run(tmp_path: Path) -> None:
    """A folder that is not a run is refused."""
    with pytest.raises(InputError, match="no finished run"):
        collect_page_data(tmp_path, PageOptions(gazetteer=False))
