"""predict: recordings first, the model for the rest, within one budget."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.articles.stream import read_inputs
from extractor.core.errors import Miss, Stop, UsageError
from extractor.evaluation.predict import Predictor
from extractor.prompts.prompt import Prompt
from tests.conftest import TEXT, coding, settings_for, write_articles
from tests.endpoint import Endpoint, Script, chat, ok

Start = Callable[[Script], Endpoint]


def _good(*_: object) -> object:
    return ok({**chat(coding()), "usage": {"prompt_tokens": 5_000, "completion_tokens": 1_000}})


def test_only_uncached_requests_are_sent(endpoint: Start, prompt: Prompt, tmp_path: Path) -> None:
    """Every response is recorded and replayed without another request."""
    server = endpoint(_good)  # type: ignore[arg-type]  # responds to every body
    settings = settings_for(server, tmp_path, price="1000/1000")
    articles = read_inputs(str(write_articles(tmp_path / "a", TEXT, TEXT + " More."))).articles
    live = Predictor(settings, online=True, max_cost=100.0)
    assert [each.state for each in live(prompt, articles)] == ["ok", "ok"]
    assert (server.request_count, live.sent) == (2, 2)
    assert live.cost == pytest.approx(12.0)
    assert [each.state for each in Predictor(settings)(prompt, articles)] == ["ok", "ok"]
    assert server.request_count == 2


def test_offline(endpoint: Start, prompt: Prompt, tmp_path: Path) -> None:
    """Offline, requests that are not recorded are an error that holds them."""
    server = endpoint(_good)  # type: ignore[arg-type]
    articles = read_inputs(str(write_articles(tmp_path / "a", TEXT))).articles
    with pytest.raises(Miss, match="1 of 1 articles are not recorded") as caught:
        Predictor(settings_for(server, tmp_path))(prompt, articles)
    assert [request.parts["step"] for request in caught.value.requests] == ["first"]
    assert server.request_count == 0


def test_budget_over_all_calls(endpoint: Start, prompt: Prompt, tmp_path: Path) -> None:
    """Neither the limit of requests of one call nor the limit of costs of all calls is exceeded."""
    server = endpoint(_good)  # type: ignore[arg-type]
    settings = settings_for(server, tmp_path, price="1000/1000", concurrency=1)
    articles = read_inputs(str(write_articles(tmp_path / "a", *[f"{TEXT} {n}." for n in range(6)]))).articles
    predict = Predictor(settings, online=True, max_cost=20.0)
    with pytest.raises(Stop, match="--max-requests"):
        predict(prompt, articles[:3], max_requests=2)
    assert server.request_count == 2
    with pytest.raises(Stop, match="--max-cost"):
        predict(prompt, articles)
    assert predict.cost <= 20.0


def test_no_price(endpoint: Start, prompt: Prompt, tmp_path: Path) -> None:
    """A limit of costs is an error if no price is known for the model."""
    server = endpoint(_good)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no price known for stub"):
        Predictor(settings_for(server, tmp_path), online=True, max_cost=1.0)(prompt, [])
