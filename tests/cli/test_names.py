"""cli names: which names no alias file has, as rows of such a file."""

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
    """The most frequent first, in the columns of actors.csv, nothing else on stdout."""
    said = extractor("names", "runs/demo")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert said.code == 0
    assert [row["name"] for row in rows][:3] == [
        "Iranian-backed militias",
        "other groups affiliated with Iran",
        "the army",
    ]
    assert {row["id"] for row in rows} == {""}
    assert f"{len(rows)} actors that no alias file has" in said.err


def test_places(extractor: Callable[..., CommandResult]) -> None:
    """The places of the samples are all known; a row of a file that knows none would be needed for none."""
    said = extractor("names", "runs/demo", "--places")
    assert said.out == "id,name,lat,lon,precision,country,admin1,part_of,geonames,wikidata,note\n"


def test_what_an_article_smuggles_in(extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """X10: an escape or a bidi control in a name is shown, not sent to the terminal; Arabic stays as it is."""
    from extractor.consolidation import unknown_names

    evil = ["", "\x1b[2J\u202eevil", "كتائب"]
    monkeypatch.setattr(unknown_names, "unknown_actors", lambda *_: [["id", "name", "note"], evil])
    said = extractor("names", "runs/demo")
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    assert "\\x1b[2J\\u202eevil,كتائب" in said.out


def test_filled_in(extractor: Callable[..., CommandResult]) -> None:
    """What it prints, with an id filled in, is a file for --names: the name is missing no more, and consolidation uses it."""
    printed = extractor("names", "runs/demo").out
    Path("mine").mkdir()
    Path("mine/actors.csv").write_text(printed.replace("\n,the army,", "\niraqi-army,the army,"), encoding="utf-8")
    again = extractor("names", "runs/demo", "--names", "mine")
    assert "the army" not in again.out
    extractor("consolidate", "runs/demo", "--names", "mine")
    assert "iraqi-army" in Path("consolidated/reports.csv").read_text(encoding="utf-8")
