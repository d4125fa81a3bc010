"""cli names: names that no alias file has."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CommandResult


@pytest.fixture(autouse=True)
def _demo(extractor: Callable[..., CommandResult]) -> None:
    extractor("demo")


def test_actors(extractor: Callable[..., CommandResult]) -> None:
    """Rows go to stdout in the columns of actors.csv, the most frequent name first."""
    result = extractor("names", "runs/demo")
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert result.code == 0
    assert [row["name"] for row in rows][:3] == [
        "Iranian-backed militias",
        "other groups affiliated with Iran",
        "the army",
    ]
    assert {row["id"] for row in rows} == {""}
    assert f"{len(rows)} actors that no alias file has" in result.err


def test_places(extractor: Callable[..., CommandResult]) -> None:
    """All places of the sample articles are known: only the header is printed."""
    result = extractor("names", "runs/demo", "--places")
    assert result.out == "id,name,lat,lon,precision,country,admin1,part_of,geonames,wikidata,note\n"


def test_control_characters_in_a_name(extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """X10: control and bidi characters in a name are escaped; Arabic is not."""
    from extractor.consolidation import unknown_names

    evil = ["", "\x1b[2J\u202eevil", "كتائب"]
    monkeypatch.setattr(unknown_names, "unknown_actors", lambda *_: [["id", "name", "note"], evil])
    result = extractor("names", "runs/demo")
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out
    assert "\\x1b[2J\\u202eevil,كتائب" in result.out


def test_filled_in(extractor: Callable[..., CommandResult]) -> None:
    """The output with an id filled in is a file for --names, used by `names` and `consolidate`."""
    printed = extractor("names", "runs/demo").out
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text(printed.replace("\n,the army,", "\niraqi-army,the army,"), encoding="utf-8")
    again = extractor("names", "runs/demo", "--names", "mine")
    assert "the army" not in again.out
    extractor("consolidate", "runs/demo", "--names", "mine")
    assert "iraqi-army" in Path("consolidated/reports.csv").read_text(encoding="utf-8")
