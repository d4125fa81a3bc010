"""Differences between the prompts of two runs, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TypedDict

from extractor.runs.manifest import PromptFacts

CONTEXT = 2  # unchanged lines before and after a change


class BlockDiff(TypedDict):
    """A block of two prompts.

    `lines` are pairs of a sign and a line: `=` unchanged, `-` only before, `+` only after, `…` with the number of lines
    left out. None if a run does not hold the text of its prompt.
    """

    block: str
    same: bool
    lines: list[list[str]] | None


def prompt_diff(before: PromptFacts, after: PromptFacts) -> list[BlockDiff]:
    """Compare two prompts as manifests hold them, block by block."""
    digests = [dict(side.get("blocks", {})) for side in (before, after)]
    found: list[BlockDiff] = []
    for name in dict.fromkeys([*digests[0], *digests[1]]):
        same = digests[0].get(name) == digests[1].get(name)
        texts = [side.get("texts", {}).get(name) for side in (before, after)]
        known = [text for text in texts if isinstance(text, str)]
        lines = [] if same else list(_lines(*known)) if len(known) == 2 else None
        found.append({"block": name, "same": same, "lines": lines})
    parameters = [dict(side.get("parameters", {})) for side in (before, after)]
    if parameters[0] != parameters[1]:
        lines = [["-", str(parameters[0])], ["+", str(parameters[1])]]
        found.append({"block": "parameters", "same": False, "lines": lines})
    return found


def _lines(before: str, after: str) -> Iterator[list[str]]:
    a, b = before.splitlines(), after.splitlines()
    groups = list(SequenceMatcher(None, a, b, autojunk=False).get_grouped_opcodes(CONTEXT))
    end = 0
    for group in groups:
        if group[0][1] > end:
            yield ["…", str(group[0][1] - end)]
        for kind, a1, a2, b1, b2 in group:
            if kind == "equal":
                yield from (["=", line] for line in a[a1:a2])
            else:
                yield from (["-", line] for line in a[a1:a2])
                yield from (["+", line] for line in b[b1:b2])
        end = group[-1][2]
    if end < len(a):
        yield ["…", str(len(a) - end)]
