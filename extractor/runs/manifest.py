"""The manifest of a run folder, read: how its rows were made, and a line for each article.

The manifest is JSON of which each article is one line, so that a long one is read line by line.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict, cast

from extractor.core.errors import InputError
from extractor.schema.rows import ManifestArticle

MANIFEST = "manifest.json"
ARTICLES_LINE = b'"articles":[\n'  # the articles follow it, one a line
STATES = ("ok", "partial", "failed", "pending")
QUOTE_COUNTS = ("exact", "folded", "ungrounded", "asked_again")
_TABLE_FILE = re.compile(r"\w+\.(?:jsonl|csv)")


class PromptFacts(TypedDict, total=False):
    """A prompt: digest and text of each block (runs of early versions have no `texts`), parameters of its requests."""

    name: str
    blocks: Mapping[str, str]
    parameters: Mapping[str, Any]
    texts: Mapping[str, str]


class RunFacts(TypedDict, total=False):
    """Origin of rows: version, prompt, name of the schema, keys of the recorded tools, model."""

    extractor: str
    prompt: PromptFacts
    schema: str
    tools: list[str]
    model: str


class ManifestHead(TypedDict):
    """A manifest before its articles: `RunFacts`, numbers of articles and quotes, and SHA-256 by file name.

    `limited` is true if the input had more articles than were read.
    """

    extractor: str
    prompt: PromptFacts
    schema: str
    tools: list[str]
    model: str
    counts: dict[str, int]
    quotes: dict[str, int]
    files: dict[str, str]
    limited: bool


def manifest_head(folder: Path) -> ManifestHead | None:
    """Read the head of a run's manifest; None if the folder has none.

    A field that is damaged or absent is "unknown", 0 or empty.
    """
    try:
        with open(folder / MANIFEST, "rb") as file:
            lines = list(itertools.takewhile(lambda line: line != ARTICLES_LINE, itertools.islice(file, 100)))
        head = json.loads(b"".join(lines).rstrip(b",\n") + b"}")
    except (OSError, ValueError, RecursionError):
        return None
    return _checked(head) if isinstance(head, dict) and {"counts", "files"} <= head.keys() else None


def _checked(head: Mapping[str, Any]) -> ManifestHead:
    prompt, tools = _object(head, "prompt"), head.get("tools")
    facts: PromptFacts = {
        "name": _text(prompt, "name"),
        "blocks": _object(prompt, "blocks"),
        "parameters": _object(prompt, "parameters"),
        "texts": _object(prompt, "texts"),
    }
    return {
        "extractor": _text(head, "extractor"),
        "prompt": facts,
        "schema": _text(head, "schema"),
        "tools": [key for key in tools if isinstance(key, str)] if isinstance(tools, list) else [],
        "model": _text(head, "model"),
        "counts": _counts(_object(head, "counts"), STATES),
        "quotes": _counts(_object(head, "quotes"), QUOTE_COUNTS),
        "files": {
            name: hash_
            for name, hash_ in _object(head, "files").items()
            if _TABLE_FILE.fullmatch(name) and isinstance(hash_, str)
        },
        "limited": bool(head.get("limited")),
    }


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else "unknown"


def _counts(value: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, int]:
    return {name: found if isinstance(found := value.get(name), int) else 0 for name in names}


def manifest_articles(folder: Path) -> Iterator[ManifestArticle]:
    """Yield the line of each article.

    Raises:
        OSError, ValueError: the manifest cannot be read.
    """
    with open(folder / MANIFEST, "rb") as file:
        for _ in itertools.takewhile(lambda line: line != ARTICLES_LINE, file):
            pass
        for line in itertools.takewhile(lambda line: line != b"]}\n", file):
            if line != b"\n":
                yield cast(ManifestArticle, json.loads(line.rstrip(b",\n")))


def files_of(folder: Path) -> dict[str, str]:
    """Return the tables of a run with their SHA-256; empty if the folder has no manifest of a run."""
    head = manifest_head(folder)
    return head["files"] if head else {}


def is_finished(folder: Path) -> bool:
    """Tell whether a folder holds a run of all its articles, none of them pending."""
    head = manifest_head(folder)
    return head is not None and not head["counts"]["pending"] and not head["limited"]


def keys_of_run(folder: Path) -> list[str]:
    """Return the keys of the recordings that a run was derived from, the tools first.

    Raises:
        InputError: the folder has no readable manifest.
    """
    try:
        head = manifest_head(folder)
        if head is None:
            raise ValueError("not the manifest of a run")  # noqa: TRY301  # reported below, with the rest
        return [*head["tools"], *(key for article in manifest_articles(folder) for key in article["recordings"])]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"{folder / MANIFEST}: cannot be read: {error}.", next_step="Give the folder of a run."
        ) from error
