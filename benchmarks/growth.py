"""Measure how work grows: CPU seconds at three sizes, each four times the last; linear work grows as much."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks import wire
from extractor.articles.pages import read_page
from extractor.consolidation.near_duplicates import SourceArticle, group_sources, signature
from extractor.core.errors import ArticleError
from extractor.recordings.recording import Recording
from extractor.recordings.store import damaged_keys, open_store
from extractor.schema.codebook import Coding


def _unclosed_tags(size: int) -> None:
    with contextlib.suppress(ArticleError):  # given up within its bound
        read_page("<html><body><p>Text.</p>" + "<a href='x " * size)


def _many_blocks(size: int) -> None:
    read_page(
        "<html><body><article>" + "<p>A paragraph about the events of the day in the town.</p>" * size + "</article>"
    )


def _near_copies(size: int) -> None:
    text = wire.text(1)
    articles = [SourceArticle(f"{n:06}", f"{n}", signature(f"{text} {n}"), frozenset()) for n in range(size)]
    group_sources(articles)


def _verified_store(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(open_store(Path(folder) / "store")) as store:
        for at in range(0, size, 1_000):
            store.add_all((Recording(f"{n:064}", "{}", parts={}), False) for n in range(at, min(at + 1_000, size)))
        damaged_keys(store)


def _coding(size: int) -> None:
    from extractor.articles.build import make_article
    from extractor.grounding.grounding import Grounding

    article = make_article("x", "\n".join(wire.text(n) for n in range(size)), {"published": "2024-03-11"}, 10**7)
    incidents = [incident for n in range(size) for incident in wire.coding(n)["incidents"]][:100]
    for number, incident in enumerate(incidents, start=1):
        incident["id"] = f"i{number}"
    value = Coding.model_validate({**wire.coding(0), "incidents": incidents, "statements": []}, strict=False)
    Grounding.of(value, article).dump(value)


KINDS: dict[str, tuple[Callable[[int], None], int]] = {
    "page, unclosed tags": (_unclosed_tags, 2_000),
    "page, blocks": (_many_blocks, 500),
    "near copies": (_near_copies, 100),
    "store verified": (_verified_store, 2_000),
    "coding grounded": (_coding, 5),
}


def growth() -> None:
    """Print CPU seconds at three sizes for each kind of work, and the last ratio."""
    print(f"{'work':<22} {'size':>8} {'s':>7} {'4 x':>7} {'16 x':>7} {'last ratio':>10}")
    for name, (work, size) in KINDS.items():
        seconds = []
        for factor in (1, 4, 16):
            began = time.process_time()
            work(size * factor)
            seconds.append(time.process_time() - began)
        cells = " ".join(f"{each:7.2f}" for each in seconds)
        print(f"{name:<22} {size:>8,} {cells} {seconds[2] / max(seconds[1], 1e-9):10.1f}")
