"""What differs between the prompts of two runs, block by block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

AROUND = 2  # lines that are the same, shown before and after a change


def prompt_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each block of two prompts as manifests have them.

    Returns:
        `block`, `same`, and `lines`: pairs of a sign and a line (`=` the same, `-` only before, `+` only after, `…`
        so many lines left out); `lines` is None where a run does not hold the words of its prompt.
    """
    digests = [dict(side.get("blocks", {})) for side in (before, after)]
    found = []
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


def _lines(before: str, after: str) -> Iterator[list[Any]]:
    ours, theirs = before.splitlines(), after.splitlines()
    groups = list(SequenceMatcher(None, ours, theirs, autojunk=False).get_grouped_opcodes(AROUND))
    shown_until = 0
    for group in groups:
        if group[0][1] > shown_until:
            yield ["…", str(group[0][1] - shown_until)]
        for kind, a1, a2, b1, b2 in group:
            if kind == "equal":
                yield from (["=", line] for line in ours[a1:a2])
            else:
                yield from (["-", line] for line in ours[a1:a2])
                yield from (["+", line] for line in theirs[b1:b2])
        shown_until = group[-1][2]
    if shown_until < len(ours):
        yield ["…", str(len(ours) - shown_until)]
