"""cli report: a run as one page."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult
from tests.report_runs import page_data

Run = Callable[..., CommandResult]


def test_a_page(extractor: Run) -> None:
    """One file is written where one wants it, whole, and what it is good for is said."""
    extractor("demo")
    said = extractor("report", "runs/demo", "-o", "new/place/r.html")
    assert said.code == 0
    assert "new/place/r.html: 0.2 MB. Open it in a browser; it needs no network." in said.err
    assert len(page_data(Path("new/place/r.html"))["articles"]) == 5
    assert [path.name for path in Path("new/place").iterdir()] == ["r.html"]


def test_beside_gold_and_without_texts(extractor: Run) -> None:
    """--compare takes gold or a run, --no-text leaves texts out, --in takes incidents that are there."""
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


def test_what_is_wrong_is_said(extractor: Run) -> None:
    """No run, nothing to compare with, gold without a run, incidents of another run: each with the next step, exit 2."""
    extractor("demo")
    for arguments, words in (
        (("none",), "no finished run"),
        (("runs/demo", "--compare", "none"), "no run and no folder of gold"),
        (("runs/demo", "--gold", SEEDS / "gold"), "--gold goes with --compare RUN"),
        (("runs/demo", "--incidents", "runs/demo"), "extractor consolidate"),
    ):
        said = extractor("report", *arguments)
        assert (said.code, words in said.err) == (2, True), said.err
        assert not Path("report.html").exists()


def test_nothing_else_is_written_over(extractor: Run) -> None:
    """A page is written over no file of a run, of incidents, of gold, of names, and over none that is no page."""
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
        said = extractor("report", "runs/demo", "-o", place, *more)
        assert (said.code, "place" in said.err or "Choose" in said.err or "file" in said.err) == (2, True), place
    assert Path("gold/000.json").read_text() == "{}"
    assert extractor("report", "runs/demo", "-o", "again.html").code == 0  # the run is as it was


DAMAGE = (
    ('"counts":{"ok":5,"failed":0,"pending":0}', '"counts":{}', 0),
    ('"quotes":{"exact":407', '"quotes":{"exact":"x"', 0),
    ('"model":"reference-reader",', "", 0),
    ('"article_id":"c4010aa49e221794bbc9cc09588295ee"', '"article_id":"x"', 2),
    ('{"article_id":"964ff02948565a7c7f7e494b80f034bb"', '[{"article_id":"964ff02948565a7c7f7e494b80f034bb"', 2),
)


@pytest.mark.parametrize(("old", "new", "code"), DAMAGE)
def test_a_damaged_manifest(extractor: Run, old: str, new: str, code: int) -> None:
    """What a damaged manifest does not say is not known; where it no longer fits the articles, that is an error."""
    extractor("demo")
    path = Path("runs/demo/manifest.json")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    said = extractor("report", "runs/demo", "--compare", "runs/demo", "-o", "r.html")
    assert said.code == code, said.err
    assert "Traceback" not in said.err


def test_a_page_that_cannot_be_written(extractor: Run) -> None:
    """Where a folder stands in the way, or the place cannot be made, that is said; nothing is left behind."""
    extractor("demo")
    Path("taken").mkdir()
    said = extractor("report", "runs/demo", "-o", "taken")
    assert said.code == 2
    assert "taken" in said.err
    Path("file").write_text("x")
    assert extractor("report", "runs/demo", "-o", "file/r.html").code == 2
    assert not list(Path().glob(".*.partial"))
