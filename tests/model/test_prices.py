"""prices: the cost of tokens."""

import pytest

from extractor.core.settings import Settings
from extractor.model.prices import price_list
from extractor.model.usage import Usage


def _settings(**given: object) -> Settings:
    return Settings(_env_file=None, **given)


def test_a_known_model() -> None:
    """Input, cached and output tokens have different prices; a batch costs half."""
    usual = price_list(_settings(model="gpt-4o-mini"))
    batch = price_list(_settings(model="gpt-4o-mini"), batch=True)
    assert usual is not None
    assert batch is not None
    assert "genai-prices" in usual.source
    assert 0 < usual.cached < usual.input < usual.output
    assert usual(Usage(10, 4, 5)) == pytest.approx(6 * usual.input + 4 * usual.cached + 5 * usual.output)
    assert batch(Usage(1_000, 0, 100)) == pytest.approx(usual(Usage(1_000, 0, 100)) / 2)


@pytest.mark.parametrize("given", [{"model": "no-such-model"}, {"OPENAI_BASE_URL": "http://localhost:11434/v1"}])
def test_an_unknown_price(given: dict[str, str]) -> None:
    """An unknown model and a local server have no price; none is guessed."""
    assert price_list(_settings(**{"model": "gpt-4o-mini", **given})) is None


def test_a_price_from_the_settings() -> None:
    """EXTRACTOR_PRICE overrides the price list, with or without a price for cached tokens."""
    two, three = price_list(_settings(price="1/4")), price_list(_settings(price="1/0.5/4"))
    assert two is not None
    assert three is not None
    assert two(Usage(1_000_000, 500_000, 1_000_000)) == pytest.approx(5.0)
    assert three(Usage(1_000_000, 500_000, 1_000_000)) == pytest.approx(4.75)
    assert two.source == "EXTRACTOR_PRICE"
