"""cli run_messages: messages before and after a run."""

import pytest

from extractor.cli.run_messages import print_estimate
from extractor.core.settings import Settings
from extractor.model.prices import price_list
from extractor.model.usage import Usage
from extractor.runs.estimate import Estimate

FOUND = Estimate(10, 4, 6, Usage(60_000, 0, 6_000), 2, 4, 90.0, False)


def test_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    """Requests, tokens, cost and time are printed with their basis."""
    settings = Settings(_env_file=None, price="1/2", model="m")
    print_estimate(FOUND, settings, price_list(settings))
    result = capsys.readouterr().err
    assert "10 articles: 4 are recorded; 6 requests would go to api.openai.com, model m. No API calls." in result
    assert "60,000 input tokens (0 cached) and 6,000 output tokens" in result
    assert "2 responses of the length measured for the same articles; estimated from 4 responses" in result
    assert "Cost: $0.0720 (EXTRACTOR_PRICE). Time: about 1 min 30 s with 8 requests in flight, a guess" in result


def test_an_unknown_price(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a known price, tokens are printed, and how to set a price."""
    settings = Settings(_env_file=None, model="no-such-model")
    print_estimate(FOUND, settings, price_list(settings))
    assert (
        "Cost: unknown, no price known for no-such-model at api.openai.com; set EXTRACTOR_PRICE."
        in capsys.readouterr().err
    )


def test_all_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    """If all requests are recorded, no cost is estimated."""
    print_estimate(Estimate(3, 3, 0, Usage(), 0, 3, 0.0, True), Settings(_env_file=None), None)
    assert capsys.readouterr().err.count("\n") == 1
