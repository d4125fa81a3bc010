"""Asides: references to other articles and requests are told from sentences of the article."""

from __future__ import annotations

import pytest

from extractor.articles.asides import is_aside
from extractor.articles.build import make_article
from extractor.articles.original import Media, Original
from tests.articles.test_html import PARAGRAPHS


@pytest.mark.parametrize(
    "text",
    [
        "Read more: Air strike kills twelve in Sirte",
        "Lea también: Impiden ingreso a Nicaragua a reportero",
        "À lire aussi » Ballonnements, lourdeurs",
        "Lesen Sie hier: Spielabbruch in der Kreisliga",
        "Czytaj też: Wyścig zbrojeń ruszył z kopyta",
        "Читайте також: У Харкові пролунали вибухи",
        "延伸阅读：以军空袭加沙",
        "NOTAS RELACIONADAS",
        "Related stories",
        "Sign up to get the best content of the week, as picked by the editors.",
        "Siguenos en Telegram, Instagram, Facebook y Twitter",
        "Follow The Gleaner on Twitter and Instagram",
    ],
)
def test_asides(text: str) -> None:
    """Links to other articles with their words before them, headings of lists, newsletters and networks."""
    assert is_aside(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two soldiers were killed in Gao on Monday, the army said.",
        "Read more carefully, the statement admits two deaths.",
        "Related charges were dropped: the court found no evidence.",
        "Villagers had never missed the news, he said.",
        "The rebels signed up to the truce.",
        "Mira: I saw the plane over our house.",
        "Recommended by the army: stay inside.",
        "Read more: " + "the ministry published the names of the dead. " * 6,
    ],
)
def test_sentences(text: str) -> None:
    """Sentences of an article that have such words are no asides, nor are long blocks."""
    assert not is_aside(text)


def test_asides_of_a_page() -> None:
    """The headline of another article between two paragraphs is not in the view, and a note says so."""
    between = "<p>Read more: Ninety killed in another attack, far away from here, last week</p>"
    body = f"<h1>Gao attack</h1><p>{PARAGRAPHS[0]}</p>{between}" + "".join(f"<p>{each}</p>" for each in PARAGRAPHS[1:])
    page = f"<html><body><article>{body}</article></body></html>"
    article = make_article("a.html", Original(page, Media.HTML), {})
    assert "Ninety" not in article.text
    assert PARAGRAPHS[1] in article.text
    assert any("left out: 1 blocks that refer to other articles" in note for note in article.notes)
