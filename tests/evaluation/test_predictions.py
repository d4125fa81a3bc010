"""predictions: of a run, and of extractions."""

from collections.abc import Callable
from pathlib import Path

import extractor as package
from extractor.core.package_data import SEEDS
from extractor.evaluation.coding import EMPTY_CODING
from extractor.evaluation.predictions import output_of_extractions, output_of_run
from tests.conftest import TEXT, CommandResult, coding, incident, settings_for, write_articles
from tests.endpoint import Endpoint, Script, chat, ok


def test_run_and_extractions_are_equal(extractor: Callable[..., CommandResult]) -> None:
    """The rows of a run give the same predictions as its extractions, with plain quotes."""
    extractor("run", SEEDS, "-m", "reference-reader", "--offline", "-o", "out")
    settings = package.load_settings(model="reference-reader")
    articles = package.read_inputs(str(SEEDS)).articles
    extractions = package.extract_articles(articles, package.load_prompt("incident"), settings, offline=True)
    run, prompt = output_of_run(Path("out")), output_of_extractions("incident", extractions)
    assert run.predictions == prompt.predictions
    (first, *_) = run.predictions.values()
    assert isinstance(first.coding["incidents"][0]["evidence"][0], str)
    assert "article_id" not in first.coding["incidents"][0]
    assert sum(each.quotes for each in run.predictions.values()) == 407


def test_failures_and_ungrounded_quotes(endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """A failed article has an empty coding; a quote that was not found is listed with its field."""
    wrong = coding(incident(evidence=["Three soldiers died"], targets=[{"name": "the navy", "kind": "unknown"}]))
    responses = {"good": ok(chat(wrong)), "bad": ok(chat({}, refusal="no"))}

    def script(body: dict[str, object], *_: object) -> object:
        if "CopiedStrings" in str(body["tools"]):
            return ok(chat({"items": []}, "CopiedStrings"))
        return responses["bad" if "Refuse." in str(body["messages"]) else "good"]

    server = endpoint(script)  # type: ignore[arg-type]  # a response for each body
    articles = package.read_inputs(str(write_articles(tmp_path / "a", TEXT, TEXT + " Refuse."))).articles
    extractions = package.extract_articles(articles, package.load_prompt("incident"), settings_for(server, tmp_path))
    predicted = output_of_extractions("x", extractions).predictions
    assert (predicted["1.txt"].state, predicted["1.txt"].coding) == ("failed", EMPTY_CODING)
    assert dict(predicted["0.txt"].ungrounded) == {"i1.evidence": "Three soldiers died", "i1.targets.name": "the navy"}
