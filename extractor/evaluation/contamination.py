"""Gold that stands in a prompt: a prompt that holds the answers is not better, it has seen the paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from extractor.articles.article import Article
from extractor.evaluation.gold_format import strings
from extractor.prompts.lint import NGRAM, ngrams
from extractor.prompts.prompt import Prompt


def leaked(prompt: Prompt, articles: Iterable[Article], codings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Runs of eight words that a prompt shares with gold articles or their codings, one line for each article."""
    written = [prompt.system, *prompt.blocks.values(), *(example.text for example in prompt.examples)]
    said = set[str]().union(*map(ngrams, written))
    told = []
    for article in articles:
        gold = ngrams(article.text).union(*map(ngrams, strings(codings.get(article.name, {}))))
        if shared := said & gold:
            told.append(f"shares {len(shared)} runs of {NGRAM} words with {article.name}: {min(shared)!r}")
    return told
