"""cli report: a run as one page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult
from tests.report_runs import page_data

Run = Callable[..., CommandResult]


def test_a_page(extractor: Run) -> None:
    """The page is written as one file, new folders included; its size is printed."""
    extractor("demo")
    result = extractor("report", "runs/demo", "-o", "new/place/r.html")
    assert result.code == 0
    assert "new/place/r.html: 0.2 MB. Open it in a browser; it needs no network." in result.err
    assert len(page_data(Path("new/place/r.html"))["articles"]) == 5
    assert [path.name for path in Path("new/place").iterdir()] == ["r.html"]


def test_beside_gold_and_without_texts(extractor: Run) -> None:
    """--compare takes gold or a run, --no-text leaves texts out, --incidents takes consolidated incidents."""
    extractor("demo")
    assert (
        extractor(
            "report", "runs/demo", "--compare", SEEDS / "gold", "--no-text", "--incidents", "runs/demo-consolidated"
        ).code
        == 0
    )
    found = page_data(Path("report.html"))
    assert found["compare"]["kind"] == "gold"
    assert not any("text" in each for each in found["articles"])


def test_invalid_arguments(extractor: Run) -> None:
    """A missing run or comparison, gold without a run, and incidents of another run exit 2 with a next step."""
    extractor("demo")
    for arguments, words in (
        (("none",), "no finished run"),
        (("runs/demo", "--compare", "none"), "neither a run nor a folder of gold"),
        (("runs/demo", "--gold", SEEDS / "gold"), "--gold goes with --compare RUN"),
        (("runs/demo", "--incidents", "runs/demo"), "extractor consolidate"),
    ):
        result = extractor("report", *arguments)
        assert (result.code, words in result.err) == (2, True), result.err
        assert not Path("report.html").exists()


def test_other_files_are_not_overwritten(extractor: Run) -> None:
    """A page overwrites no file of runs, incidents, gold or names, and no file that is not a page."""
    extractor("demo")
    Path("names").mkdir()
    Path("names/actors.csv").write_text("id,name\n")
    Path("gold").mkdir()
    Path("gold/000.json").write_text("{}")
    extractor("report", "runs/demo", "-o", "r.html")
    assert extractor("report", "runs/demo", "-o", "r.html").code == 0
    for place, more in (
        ("runs/demo/incidents.csv", ()),
        ("runs/demo/new.html", ()),
        ("runs/demo-consolidated/r.html", ()),
        ("gold/000.json", ()),
        ("names/r.html", ("--names", "names")),
        (".", ()),
    ):
        result = extractor("report", "runs/demo", "-o", place, *more)
        assert (result.code, "place" in result.err or "Choose" in result.err or "file" in result.err) == (2, True), (
            place
        )
    assert Path("gold/000.json").read_text() == "{}"
    assert extractor("report", "runs/demo", "-o", "again.html").code == 0  # the run is as it was


DAMAGE = (
    ('"counts":{"ok":5,"partial":0,"failed":0,"pending":0}', '"counts":{}', 0),
    ('"quotes":{"exact":407', '"quotes":{"exact":"x"', 0),
    ('"model":"reference-reader",', "", 0),
    ('"article_id":"c4010aa49e221794bbc9cc09588295ee"', '"article_id":"x"', 2),
    ('{"article_id":"964ff02948565a7c7f7e494b80f034bb"', '[{"article_id":"964ff02948565a7c7f7e494b80f034bb"', 2),
)


@pytest.mark.parametrize(("old", "new", "code"), DAMAGE)
def test_a_damaged_manifest(extractor: Run, old: str, new: str, code: int) -> None:
    """Missing facts in a manifest are left out of the page; a manifest that does not match the articles is an error."""
    extractor("demo")
    path = Path("runs/demo/manifest.json")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = extractor("report", "runs/demo", "--compare", "runs/demo", "-o", "r.html")
    assert result.code == code, result.err
    assert "Traceback" not in result.err


def test_a_page_that_cannot_be_written(extractor: Run) -> None:
    """A path that cannot be written is refused; no partial file is left."""
    extractor("demo")
    Path("taken").mkdir()
    result = extractor("report", "runs/demo", "-o", "taken")
    assert result.code == 2
    assert "taken" in result.err
    Path("file").write_text("x")
    assert extractor("report", "runs/demo", "-o", "file/r.html").code == 2
    assert not list(Path().glob(".*.partial"))
