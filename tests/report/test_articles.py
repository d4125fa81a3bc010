"""articles: the articles of a run as data of the page."""

from pathlib import Path
from typing import cast

from extractor.articles.original import Media, Original
from extractor.report.articles import article_data, displayed_text
from extractor.runs.reader import CodedArticle, article_of, read_run
from extractor.schema.rows import ArticleRow
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, run_extractor, scripted_run

HTML = (
    "<!doctype html><html><head><title>Menu</title></head><body><nav>Home &amp; more</nav><article><h1>Attack in Gao</h1>"
    "<p>Two soldiers were killed in Gao on Monday, the army said. The attack &amp; its aftermath shocked the town of Gao, "
    "which had been quiet for several months before.</p><p>Nobody claimed the attack, which came after weeks of calm. "
    "Officials said that an investigation had been opened into what happened there.</p></article><footer>(c)</footer></body></html>"
)


def _coded(name: str, text: str) -> CodedArticle:
    row = {"article": name, "metadata": {}, "published": "2024-03-05"}
    media = Media.HTML if name.endswith(".html") else Media.TEXT
    return CodedArticle(cast("ArticleRow", row), Original(text, media), [], [], [])


def test_every_article_with_its_provenance(tmp_path: Path) -> None:
    """An article has text, rows and provenance; a failed one has its class and message."""
    run = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding()), ScriptedArticle(TEXT + " Refuse.", None, "refused")])
    first, second = article_data(read_run(run), texts=True)
    assert (first["name"], first["text"], first["state"]) == ("gao.txt", TEXT, "ok")
    assert first["incidents"][0]["evidence"] == [[0, 41]]
    assert len(first["recordings"][0]) == 64
    assert first["quotes"]["ungrounded"] == 0
    assert (second["state"], second["kind"], "incidents" in second) == ("failed", "refusal", False)
    assert "declined" in second["message"] or second["message"]


def test_without_texts_or_rows(tmp_path: Path) -> None:
    """Without texts quotes include their text; without rows there is no coding."""
    run = read_run(scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())]))
    (bare,) = article_data(run, texts=False)
    assert "text" not in bare
    assert bare["incidents"][0]["evidence"] == [[0, 41, None, "Two soldiers were killed in Gao on Monday"]]
    (blind,) = article_data(run, texts=True, rows=False)
    assert not {"incidents", "statements", "notes", "quotes", "flags"} & blind.keys()


def test_html_is_displayed_as_its_view(tmp_path: Path) -> None:
    """Of HTML the view is displayed, and offsets of the file map to it."""
    text, place = displayed_text(_coded("gao.html", HTML))
    assert "<p>" not in text
    assert "The attack & its aftermath" in text
    words = "Nobody claimed the attack"
    start = HTML.index(words)
    found = place(start, start + len(words))
    assert found is not None
    assert text[slice(*found)] == words
    over = HTML.index("attack &amp; its")
    found = place(over, over + len("attack &amp; its"))
    assert found is not None
    assert text[slice(*found)] == "attack & its"
    assert place(HTML.index("<footer>"), HTML.index("<footer>") + 3) is None


def test_a_run_over_html(tmp_path: Path) -> None:
    """Quotes of a run over HTML have the offsets of the displayed text."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gao.html").write_text(HTML)
    result = run_extractor("run", "in", "--offline", "-m", "none", "-o", "run", cwd=tmp_path)
    assert result.returncode == 4
    (article,) = article_data(read_run(tmp_path / "run"), texts=True)
    assert article["text"].startswith("Attack in Gao") or "Two soldiers were killed" in article["text"]
    assert "<" not in article["text"]


def test_article_of() -> None:
    """The article of a row has its name, date and view."""
    article = article_of(_coded("gao.txt", TEXT))
    assert (article.name, str(article.published), article.text) == ("gao.txt", "2024-03-05", TEXT)
    assert article_of(_coded("gao.html", HTML)).text.startswith("Attack in Gao")


def test_html_without_an_article() -> None:
    """HTML in which no article is found is displayed as its source."""
    assert displayed_text(_coded("gao.html", "<html></html>"))[0] == "<html></html>"


def test_other_values_are_unchanged(tmp_path: Path) -> None:
    """Values that are not quotes are unchanged."""
    run = read_run(scripted_run(tmp_path, [ScriptedArticle(TEXT, coding(incident(damage="some")))]))
    (article,) = article_data(run, texts=True)
    assert (article["incidents"][0]["damage"], article["incidents"][0]["casualties"][0]["low"]) == ("some", 2)
