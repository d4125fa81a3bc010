"""report api: consolidate, export and report as functions."""

from pathlib import Path

import pytest

import extractor
from extractor.core.errors import UsageError
from tests.report_runs import demo_run


def test_from_a_run_to_its_files(tmp_path: Path) -> None:
    """A run is consolidated, exported and reported by a call each."""
    run = demo_run(tmp_path)
    summary = extractor.consolidate(run, tmp_path / "incidents", gazetteer=False)
    assert (summary.reports, summary.incidents) == (23, 17)
    tables, _ = extractor.export(tmp_path / "incidents", tmp_path / "out.csv", table="figures")
    assert tables == ["figures"]
    with pytest.raises(UsageError, match="no such table"):
        extractor.export(tmp_path / "incidents", tmp_path / "out.csv", table="figure")
    with pytest.raises(UsageError, match="no such layout"):
        extractor.export(tmp_path / "incidents", tmp_path / "out.csv", layout="acld")
    extractor.write_report(run, tmp_path / "pages" / "page.html")
    assert "<html" in (tmp_path / "pages" / "page.html").read_text(encoding="utf-8")[:200]
