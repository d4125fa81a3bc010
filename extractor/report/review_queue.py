"""Which article a reviewer looks at next: what looks wrong first, then some of the rest, drawn at random.

The random share says how often the model is wrong where nothing looked wrong, which the suspicious ones cannot say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.core.canonical import digest

LEAST = 10  # articles that are drawn at least, if there are so many


def turns(
    articles: Sequence[Mapping[str, Any]], differences: Mapping[str, int], share: float, seed: str, *, blind: bool
) -> list[dict[str, Any]]:
    """The articles to be looked at, in turn, each with the reasons why.

    Args:
        articles: as the page has them.
        differences: by name, how much differs from what the run is compared with.
        share: of the articles that nothing speaks against, how many to look at.
        seed: what the draw depends on; the same run gives the same draw.
        blind: nothing that the model said may show, so all are in the draw.
    """
    readable = [at for at, each in enumerate(articles) if each.get("text")]
    reasons = {at: [] if blind else list(_against(articles[at], differences)) for at in readable}
    suspicious = sorted((at for at in readable if reasons[at]), key=lambda at: (-_weight(reasons[at]), at))
    rest = sorted(
        (at for at in readable if not reasons[at]), key=lambda at: digest("turn/1", [seed, articles[at]["id"]])
    )
    drawn = rest[: max(math.ceil(share * len(rest)), min(LEAST, len(rest))) if share else 0]
    return [
        *({"article": at, "why": [words for _, words in reasons[at]]} for at in suspicious),
        *({"article": at, "why": ["drawn at random"]} for at in drawn),
    ]


def _against(article: Mapping[str, Any], differences: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """What speaks against an article's coding: its weight, and in words."""
    if article["state"] != "ok":
        yield 100, f"{article['state']}: {article['kind'].replace('_', ' ')}"
    if count := article.get("quotes", {}).get("ungrounded", 0):
        yield 10 * count, f"{count} not in the article"
    if count := differences.get(article["name"], 0):
        yield 5 * count, f"{count} {'difference' if count == 1 else 'differences'}"
    for flag in article.get("flags", ()):
        yield 5, flag.replace("_", " ")


def _weight(reasons: Sequence[tuple[int, str]]) -> int:
    return sum(weight for weight, _ in reasons)


def differences(compared: Mapping[str, Any] | None) -> dict[str, int]:
    """How much of each article changed, is new or is lost, in a comparison as the page has it."""
    return {
        each["name"]: len(each["lost"])
        + len(each["new"])
        + sum(bool(pair["changed"]) for pair in each["pairs"])
        + len(each["changed"])
        + sum(len(lines) for sides in each["tables"].values() for lines in sides)
        for each in (compared["articles"] if compared else ())
    }
