"""Front matter and worked examples of a prompt; the only file that knows YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from extractor.core.canonical import canonical
from extractor.core.errors import PromptError

_KEYS = {"description", "extends", "schema", "examples", "parameters", "variables", "strict", "notes"}
# The model, the messages and the tool are what a prompt file and the run decide between them;
# a parameter that overrode one of them would make a request that no miss could explain.
_RESERVED = {"model", "messages", "tools", "tool_choice", "stream", "n"}


@dataclass(frozen=True)
class Example:
    """A worked example: an article and the value that a perfect reader would give."""

    text: str
    published: date | None
    output: Mapping[str, Any]


def front_matter(name: str, head: str) -> dict[str, Any]:
    """The front matter of a prompt.

    Raises:
        PromptError: not YAML, an unknown key, a value of the wrong kind.
    """
    try:
        matter = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PromptError(f"Prompt {name}: front matter is not YAML: {error}") from error
    if not isinstance(matter, dict):
        raise PromptError(f"Prompt {name}: front matter is not a list of 'key: value'.")
    if unknown := sorted(map(str, matter.keys() - _KEYS)):
        raise PromptError(
            f"Prompt {name}: unknown key {', '.join(unknown)}.", next_step=f"Known: {', '.join(sorted(_KEYS))}."
        )
    _check_matter(name, matter)
    return matter


def _check_matter(name: str, matter: Mapping[str, Any]) -> None:
    for key in ("parameters", "variables"):
        value = matter.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(inner, str) for inner in value):
            raise PromptError(f"Prompt {name}: {key} is not a list of 'key: value'.")
        try:
            canonical(value)
        except (TypeError, ValueError) as error:
            raise PromptError(f"Prompt {name}: {key}: {error}.", next_step="Quote it, or give a number.") from error
    for key in ("extends", "schema", "examples"):
        if not isinstance(matter.get(key) or "", str):
            raise PromptError(f"Prompt {name}: {key} is not text.")
    if taken := sorted(_RESERVED & set(matter.get("parameters") or {})):
        raise PromptError(f"Prompt {name}: parameters may not set {', '.join(taken)}.")


def parse_examples(name: str, text: str) -> tuple[Example, ...]:
    """Parse a file of worked examples: a JSON list of `{"text", "published", "output"}`.

    JSON and not YAML: YAML would read the country code NO as false and a date as an object.

    Raises:
        PromptError: not such a list.
    """
    try:
        items = json.loads(text)
        canonical(items)
        if not isinstance(items, list) or not all(isinstance(item["text"], str) for item in items):
            raise TypeError("not a list of objects with a string 'text'")  # noqa: TRY301  # told below, with the rest
        return tuple(
            Example(
                item["text"],
                date.fromisoformat(item["published"]) if item["published"] else None,
                item["output"],
            )
            for item in items
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PromptError(
            f"Examples {name}: {error!r}.",
            next_step='Write a JSON list of {"text": ..., "published": "YYYY-MM-DD" or null, "output": {...}}.',
        ) from error
