"""held_back: pages that are no article."""

from pathlib import Path

import pytest

from extractor.articles.article import Article, Unusable
from extractor.articles.held_back import held_back
from extractor.articles.readers import InputOptions
from extractor.articles.stream import read_inputs

STORY = "Two soldiers were killed in Gao on Monday when gunmen attacked a checkpoint, the army said. " * 4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (STORY, ""),
        (STORY * 5 + "Subscribe to continue reading.", ""),
        ("Gao attack. " + STORY[:250] + " Subscribe to continue reading.", "a paywall"),
        ("Cet article est réservé aux abonnés. " + STORY[:250], "a paywall"),
        ("We value your privacy. Accept all cookies. " + STORY[:220], "a consent wall"),
        ("404 - page not found. " + STORY[:220], "an error page"),
        ("Just a moment... Checking your browser. " + STORY[:220], "an error page"),
        ("https://example.org/2024/03/05/gao", "a bare link"),
        ("Two soldiers were killed.", "shorter than a paragraph"),
    ],
)
def test_kinds(text: str, reason: str) -> None:
    """Walls, errors, links and fragments are held back; a notice below a long text is not."""
    assert held_back(text).partition(" (")[0] == reason


def test_pages_are_held_back(tmp_path: Path) -> None:
    """A page that is no article fails as held_back with its reason, and is an article on request; plain text is never held."""
    (tmp_path / "a.html").write_text(f"<html><body><p>{STORY}</p></body></html>", encoding="utf-8")
    (tmp_path / "b.html").write_text("<html><body><p>404 page not found</p></body></html>", encoding="utf-8")
    (tmp_path / "c.txt").write_text("404 page not found", encoding="utf-8")
    found = {item.name: item for item in read_inputs(str(tmp_path))}
    held = found["b.html"]
    assert isinstance(held, Unusable)
    assert held.error.error_class == "held_back"
    assert "--send-held-back" in held.error.next_step
    assert isinstance(found["a.html"], Article)
    assert isinstance(found["c.txt"], Article)
    assert all(isinstance(item, Article) for item in read_inputs(str(tmp_path), InputOptions(hold_back=False)))
