"""report whole: from a run to its page."""

from pathlib import Path

import pytest

from extractor.core.errors import ExtractorError, InputError
from extractor.core.package_data import SEEDS
from extractor.report.build import View, beside, gathered, whole
from extractor.report.comparison import Beside
from extractor.schema.incident_types import TYPES
from tests.report_runs import demo_run, page_data


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample articles."""
    return demo_run(tmp_path_factory.mktemp("demo"))


def test_what_a_run_is_compared_with(run: Path) -> None:
    """A run is known by its manifest, else a folder is gold; nonsense is refused with the next step."""
    gold = SEEDS / "gold"
    assert beside(None, None) is None
    assert beside(run, None) == Beside(run=run)
    assert beside(run, gold) == Beside(run=run, gold=gold)
    assert beside(gold, None) == Beside(gold=gold)
    for given in ((None, gold), (gold, gold), (run / "none", None)):
        with pytest.raises(ExtractorError) as caught:
            beside(*given)
        assert caught.value.next_step


def test_all_that_a_page_needs(run: Path) -> None:
    """Articles, incidents, near misses, outlines around them; a comparison where it is wanted."""
    facts, data = gathered(run, View(other=Beside(gold=SEEDS / "gold"), gazetteer=False))
    assert (facts["reports"], facts["incidents"]) == (23, 17)
    assert (len(data["articles"]), len(data["incidents"]), len(data["near"])) == (5, 17, 4)
    assert {"Iraq", "Syria"} <= {each["name"] for each in data["map"]["countries"]}
    assert data["compare"]["kind"] == "gold"


def test_labels_come_from_the_table_of_types(run: Path) -> None:
    """The page gets the labels of incident types from the schema's table."""
    _, data = gathered(run, View(gazetteer=False))
    assert data["labels"]["type"] == {name: facts.label for name, facts in TYPES.items()}


def test_a_page_without_what_was_coded(run: Path) -> None:
    """A page to code blind in holds neither rows nor incidents nor near misses."""
    _, data = gathered(run, View(rows=False, gazetteer=False))
    assert (data["incidents"], data["near"], data["map"]) == ([], [], None)


def test_the_page_is_small(run: Path) -> None:
    """An article costs a few thousand bytes of the page beside what every page has; texts and all."""
    made = whole(run, View(gazetteer=False))
    bare = whole(run, View(rows=False, gazetteer=False))
    assert len(made) < 200_000
    assert len(bare) < len(made)
    assert page_data(made)["articles"][0]["text"]


def test_no_run(tmp_path: Path) -> None:
    """A folder that is no run is refused."""
    with pytest.raises(InputError, match="no finished run"):
        gathered(tmp_path, View(gazetteer=False))
