"""Find what is wrong with a prompt before a token is spent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.articles.stream import read_inputs
from extractor.core.errors import ArticleError, PromptError
from extractor.core.package_data import SEEDS
from extractor.grounding.grounding import Grounding
from extractor.prompts.prompt import Prompt
from extractor.prompts.validation import Unreadable, validated
from extractor.prompts.wire_schema import open_objects, strict_tool
from extractor.schema.quote import Quote
from extractor.schema.tables import item_model, table_models

RESERVED = {"articles", "failures", "manifest", "texts"}
NGRAM = 8  # words; a shared run of so many is taken for a copy


def problems(prompt: Prompt, gold: Path | None = None) -> list[str]:
    """Everything that is wrong with a prompt, one line each; empty if nothing is.

    Args:
        prompt: the prompt.
        gold: a folder of articles that prompts are judged on; the sample articles if None.
    """
    return [*_variables(prompt), *_schema(prompt), *_examples(prompt), *_overlap(prompt, gold or SEEDS)]


def _variables(prompt: Prompt) -> Iterator[str]:
    for block, names in prompt.undeclared().items():
        for name in sorted(names):
            hint = "; an article may stand only in the block user" if name == "article" else ""
            yield f"block {block}: {name!r} is not declared{hint}"
    for name in sorted(prompt.unused()):
        yield f"{name!r} is declared and no block uses it"
    if "article.text" not in prompt.blocks["user"]:
        yield "block user: article.text is not used, so no article would be sent"
    if prompt.undeclared():
        return
    sample = make_article("sample", "A sentence.", {"published": "2024-01-01"})
    try:
        _ = prompt.system, prompt.user(sample)
    except PromptError as error:
        yield error.message


def _schema(prompt: Prompt) -> Iterator[str]:
    name = prompt.schema_name
    if _recursive(prompt.schema, ()):
        yield f"schema {name} contains itself, so its rows would have no end of columns"
        return
    if not any(_quotes(prompt.schema, set())):
        yield f"schema {name} has no field of type Quote, so nothing would be grounded"
    for table in RESERVED & set(table_models(prompt.schema)):
        yield f"schema {name}: a table cannot be called {table}, which is a file of every run"
    if prompt.strict:
        for path in open_objects(strict_tool(_bare_tool(prompt.schema), strict=True)["function"]["parameters"]):
            yield f"schema {name}: {path} is an object without fixed fields, which strict endpoints refuse"


def _bare_tool(schema: type[BaseModel]) -> dict[str, object]:
    return {"function": {"name": schema.__name__, "parameters": schema.model_json_schema()}}


def _recursive(model: type[BaseModel], above: tuple[type, ...]) -> bool:
    inner = [found for info in model.model_fields.values() if (found := item_model(info.annotation))]
    return model in above or any(_recursive(each, (*above, model)) for each in inner)


def _quotes(model: type[BaseModel], seen: set[type]) -> Iterator[bool]:
    seen.add(model)
    for info in model.model_fields.values():
        inner = item_model(info.annotation)
        if inner and inner not in seen:
            yield from _quotes(inner, seen)
        elif _mentions(info.annotation):
            yield True


def _mentions(annotation: object) -> bool:
    return annotation is Quote or any(_mentions(arg) for arg in getattr(annotation, "__args__", ()))


def _examples(prompt: Prompt) -> Iterator[str]:
    for number, example in enumerate(prompt.examples, start=1):
        try:
            article = make_article(f"example {number}", example.text, {})
            value = validated(prompt.schema, json.dumps(example.output), {"published": example.published})
        except ArticleError as error:
            yield error.message
            continue
        except Unreadable as error:
            yield from (f"example {number}: {problem}" for problem in error.problems)
            continue
        for quote in Grounding.of(value, article).quotes.values():
            if quote.match != "exact":
                where = ".".join(map(str, quote.path))
                yield f"example {number}: {where} is not verbatim ({quote.match}): {quote.replied[:60]!r}"


def _overlap(prompt: Prompt, gold: Path) -> Iterator[str]:
    texts = [prompt.system, *(example.text for example in prompt.examples)] if not prompt.undeclared() else []
    instructed = set().union(*(ngrams(text) for text in texts)) if texts else set()
    for article in _articles(gold):
        if shared := instructed & ngrams(article.text):
            yield f"the prompt shares {len(shared)} runs of {NGRAM} words with {article.name}: {min(shared)!r}"


def _articles(folder: Path) -> Iterable[Article]:
    return read_inputs(str(folder)).articles


def ngrams(text: str) -> set[str]:
    """Return the runs of `NGRAM` words of a text, case-folded."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + NGRAM]) for at in range(len(words) - NGRAM + 1)}
