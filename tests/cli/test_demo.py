"""cli demo: the sample articles, without a key and without a network."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CommandResult


def _hash(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.parametrize("width", ["80", "160"])
def test_demo(extractor: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch, width: str) -> None:
    """Tables that fit the terminal go to stdout, summary and files to stderr; exit 0."""
    monkeypatch.setenv("COLUMNS", width)
    result = extractor("demo")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= int(width)
    assert "000_eb6aea33ffd65c8d.txt  published 2024-01-24" in result.out
    assert "Al-Qaim, IQ" in result.out
    assert "5 articles: 5 ok, 0 failed, 0 pending; no API calls; 0 responses repaired" in result.err
    assert "407 quotes: 407 exact, 0 with typographic differences, 0 not found; 3 re-requested" in result.err
    assert "17 incidents, reported 23 times in 5 articles" in result.err
    assert "2024-01-24    air or drone strike · al-Qaim, IQ" in result.out
    for name in ("incidents.csv", "incidents.jsonl", "manifest.json"):
        assert name in result.err
        assert Path("runs/demo", name).is_file()


def test_byte_identical(extractor: Callable[..., CommandResult]) -> None:
    """C27, C30: the run folder is the same to the byte, run again or with any number of processes."""
    extractor("demo")
    hashes = {_hash(Path("runs/demo"))}
    from extractor.core.package_data import SEEDS

    for workers in (1, 2):
        result = extractor(
            "run", SEEDS, "-m", "reference-reader", "--offline", "--workers", workers, "-o", f"runs/{workers}"
        )
        assert result.code == 0
        hashes.add(_hash(Path(f"runs/{workers}")))
    assert len(hashes) == 1


def test_no_other_files(extractor: Callable[..., CommandResult], tmp_path: Path) -> None:
    """A replay creates no store; its incidents and the cache of its reports are beside the run folder."""
    extractor("demo")
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [
        ".demo-consolidated",
        "demo",
        "demo-consolidated",
    ]
