"""Contamination: text of gold articles or their codings within a prompt, which makes its scores meaningless."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from extractor.articles.article import Article
from extractor.evaluation.gold_format import iter_strings
from extractor.prompts.lint import NGRAM, ngrams
from extractor.prompts.prompt import Prompt
from extractor.schema.rows import Row


def contamination(prompt: Prompt, articles: Iterable[Article], codings: Mapping[str, Row]) -> list[str]:
    """Find word n-grams that a prompt shares with gold articles or their codings, one line for each article."""
    texts = [prompt.system, *prompt.blocks.values(), *(example.text for example in prompt.examples)]
    of_prompt = set[str]().union(*map(ngrams, texts))
    lines = []
    for article in articles:
        of_gold = ngrams(article.text).union(*map(ngrams, iter_strings(codings.get(article.name, {}))))
        if shared := of_prompt & of_gold:
            lines.append(f"shares {len(shared)} runs of {NGRAM} words with {article.name}: {min(shared)!r}")
    return lines
