"""Prices of tokens, from genai-prices or EXTRACTOR_PRICE."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.core.settings import Settings
from extractor.model.usage import Usage

BATCH = 0.5  # discount of a Batch API, where the price list has no price for it
CACHE_WRITE = 0.25  # of the price of input: what Anthropic charges in addition for tokens put into its cache
_SMALL = 1_000  # tokens; no long-context surcharge applies to requests of this size


@dataclass(frozen=True, slots=True)
class PriceList:
    """US dollars for a token of each kind; call it with a usage.

    Attributes:
        input, cached, output: per token of the request, per token of it that was in the provider's prompt cache, per
            token of the response.
        cache_write: per token of the request that the provider put into its prompt cache, beyond `input`.
        source: where the prices come from, in words.
    """

    input: float
    cached: float
    output: float
    source: str
    cache_write: float = 0.0

    def __call__(self, usage: Usage) -> float:
        """Return the cost of a usage in US dollars."""
        fresh = usage.input_tokens - usage.cached_tokens
        read = fresh * self.input + usage.cached_tokens * self.cached
        return read + usage.cache_written_tokens * self.cache_write + usage.output_tokens * self.output


def price_list(settings: Settings, *, batch: bool = False) -> PriceList | None:
    """Return the prices of a model at an endpoint; None if they are unknown.

    EXTRACTOR_PRICE, where it is set, wins over the library's list: dollars per million tokens as
    `read/written` or `read/cached/written`.
    """
    factor = BATCH if batch else 1.0
    if settings.price:
        read, *cached, written = (float(part) / 1e6 * factor for part in settings.price.split("/"))
        return PriceList(
            read,
            cached[0] if cached else read,
            written,
            source="EXTRACTOR_PRICE",
            cache_write=read * CACHE_WRITE,
        )
    found = _listed(settings, {"service_tier": "batch"} if batch else {})
    usual = _listed(settings, {}) if batch else None
    if found is None or found != usual:
        return found
    return PriceList(
        found.input * BATCH,
        found.cached * BATCH,
        found.output * BATCH,
        source=found.source,
        cache_write=found.cache_write * BATCH,
    )


def _listed(settings: Settings, context: dict[str, str]) -> PriceList | None:
    import genai_prices

    def unit(**tokens: int) -> float:
        usage = genai_prices.Usage(**tokens)
        found = genai_prices.calc_price(
            usage,
            settings.model.removeprefix(f"{settings.vendor}/"),
            provider_api_url=settings.base_url,
            price_context=context or None,
        )
        return float(found.total_price) / _SMALL

    try:
        read = unit(input_tokens=_SMALL)
        cached = unit(input_tokens=_SMALL, cache_read_tokens=_SMALL)
        written = unit(output_tokens=_SMALL)
    except LookupError:
        return None
    from importlib.metadata import version

    source = f"genai-prices {version('genai-prices')}"
    return PriceList(read, cached, written, source=source, cache_write=read * CACHE_WRITE)
