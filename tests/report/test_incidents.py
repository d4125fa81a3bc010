"""incidents: consolidated incidents as data of the page."""

from pathlib import Path

import pytest

from extractor.consolidation.pipeline import consolidate
from extractor.core.errors import InputError
from extractor.grounding.names import load_names
from extractor.report.articles import article_data
from extractor.report.incidents import incident_data, incident_folder, near_misses
from extractor.runs.reader import FinishedRun, read_run
from tests.conftest import TEXT, coding, incident
from tests.endpoint import Endpoint, chat, ok
from tests.report_runs import ScriptedArticle, demo_run, run_extractor, scripted_run

NAMES = load_names(gazetteer=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """The run of the sample articles."""
    return read_run(demo_run(tmp_path_factory.mktemp("demo")))


def test_reports_figures_and_links_are_numbers(run: FinishedRun) -> None:
    """Casualties, statements, values and links refer to reports by number, reports to articles by index."""
    articles = list(article_data(run, texts=True))
    with incident_folder(run, None, NAMES) as folder:
        found = {each["incident"]: each for each in incident_data(folder, articles)}
        assert len(near_misses(folder)) == 4
        place = folder
    strike = found["ea296d21d74d"]
    assert [articles[each["article"]]["name"][:3] for each in strike["reports"]] == ["000", "001", "002"]
    killed = strike["tolls"][0]
    assert {(each["low"], each["report"]) for each in killed["figures"]} == {(1, 1), (2, 2)}
    figure = killed["figures"][0]
    text = articles[strike["reports"][figure["report"]]["article"]]["text"]
    assert "killed" in text[slice(*figure["quote"][:2])]
    assert strike["values"]["date"][0] == ["2024-01-24", 1, [1, 2]]
    assert strike["links"][0][2] == "same"
    assert not place.exists()  # made for the moment


def test_a_folder_of_several_runs(run: FinishedRun, tmp_path: Path) -> None:
    """Reports of another run include their label and the text of their quotes, since the page lacks the article."""
    other = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())])
    consolidate([run.folder, other], tmp_path / "both", NAMES)
    articles = list(article_data(read_run(other), texts=True))
    with incident_folder(read_run(other), tmp_path / "both", NAMES) as folder:
        found = list(incident_data(folder, articles))
    assert len(found) == 18
    theirs = next(each for each in found if each["incident"] == "ea296d21d74d")
    assert theirs["reports"][0]["article"] is None
    assert theirs["reports"][0]["label"] == "000_eb6aea33ffd65c8d.txt:i5"
    assert theirs["tolls"][0]["figures"][0]["quote"][3]
    assert theirs["reports"][0]["evidence"][0][3].startswith("Washington bombed enclaves")
    assert len(theirs["reports"][0]["article_id"]) == 32
    ours = next(each for each in found if each["place"] == "Gao")
    assert ours["reports"][0]["article"] == 0


def test_quotes_of_html_have_their_text(tmp_path: Path) -> None:
    """Casualties and statements of HTML include the text of quotes, since only the view is displayed."""
    html = (
        f"<html><body><nav>Menu and more</nav><article><h1>Gao</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gao.html").write_text(html)
    statement = {"type": "other", "speaker": "the army", "on_behalf_of": None, "about": "i1", "quote": "the army said"}
    answer = ok(chat(coding(incident(targets=[]), statements=[statement])))
    server = Endpoint(lambda body, count: answer)
    try:
        done = run_extractor("run", "in", "-m", "x", "-o", "run", "--send-held-back", "--base-url", server.url,
                             "--published", "2024-03-05", cwd=tmp_path, OPENAI_API_KEY="sk-canary-0123456789")  # fmt: skip
    finally:
        server.close()
    assert done.returncode == 0, done.stderr
    run = read_run(tmp_path / "run")
    articles = list(article_data(run, texts=True))
    assert articles[0]["page"]
    with incident_folder(run, None, NAMES) as folder:
        (found,) = incident_data(folder, articles)
    assert found["tolls"][0]["figures"][0]["quote"][3] == "Two soldiers were killed"
    assert found["statements"][0]["quote"][3] == "the army said"


def test_a_folder_of_other_runs_is_refused(run: FinishedRun, tmp_path: Path) -> None:
    """A folder of incidents of other runs is refused."""
    other = scripted_run(tmp_path, [ScriptedArticle(TEXT, coding())])
    consolidate([other], tmp_path / "other", NAMES)
    with pytest.raises(InputError, match="Consolidate again"), incident_folder(run, tmp_path / "other", NAMES):
        pass
