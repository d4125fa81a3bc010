"""One gold of two codings, by what was decided where they differ."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Set
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.agreement import COLUMNS
from extractor.evaluation.gold import Gold
from extractor.evaluation.gold_check import check_coding
from extractor.evaluation.gold_format import CODED, without_marks
from extractor.runs.rows import safe_cell
from extractor.schema.codebook import Incident

Key = tuple[str, str, str, str]  # article, incident in A, incident in B, field


def read_decisions(path: Path) -> dict[Key, str]:
    """What was decided: `a` or `b` for each difference.

    Raises:
        InputError: the file cannot be read, lacks a column, or a difference is not decided.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}.", next_step="Save it as CSV in UTF-8.") from error
    if rows and (missing := set(COLUMNS) - rows[0].keys()):
        raise InputError(f"{path}: no column {', '.join(sorted(missing))}.", next_step="Make it anew: gold agreement.")
    decided = {}
    open_ = []
    for number, row in enumerate(rows, start=2):
        decision = (row["decision"] or "").strip().lower()
        if decision not in ("a", "b"):
            open_.append(str(number))
        decided[row["article"], row["a"], row["b"], row["field"]] = decision
    if open_:
        raise InputError(
            f"{path}: {len(open_)} differences are not decided: line {', '.join(open_[:10])}.",
            next_step="Write a or b into the column decision.",
        )
    return decided


def adjudicated(
    one: Gold, other: Gold, decided: Mapping[Key, str], articles: Mapping[str, Article], schema: type[BaseModel]
) -> dict[str, dict[str, Any]]:
    """The codings that come of it. What is no incident is the first coder's.

    Raises:
        InputError: a decision makes a coding invalid, such as one that refers to an incident that was dropped.
    """
    made, problems = {}, []
    for name, coding in one.codings.items():
        theirs = {raw["id"]: raw for raw in without_marks(other.codings.get(name, {"incidents": []}))["incidents"]}
        rows = {key[1:]: decision for key, decision in decided.items() if key[0] in (name, safe_cell(name))}
        _known(name, rows, {raw["id"] for raw in coding["incidents"]}, theirs.keys())
        made[name] = {
            **coding,
            "incidents": _incidents(coding["incidents"], theirs, rows),
            CODED: {"by": "adjudicated"},
        }
        problems += [f"{name}: {each}" for each in check_coding(made[name], articles[name], schema)[1]]
    if problems:
        raise InputError(
            "\n  ".join([f"{len(problems)} problems in what was decided:", *problems]), next_step="Decide otherwise."
        )
    return made


def _known(name: str, rows: Mapping[tuple[str, str, str], str], ours: Set[str], theirs: Set[str]) -> None:
    for a, b, field in rows:
        if (a and a not in ours) or (b and b not in theirs) or (field and field not in Incident.model_fields):
            raise InputError(
                f"{name}: no incidents {a or '-'} and {b or '-'} with a field {field or '-'} in the two codings.",
                next_step="Make the table anew: gold agreement --adjudication.",
            )


def _incidents(
    ours: list[dict[str, Any]], theirs: Mapping[str, Mapping[str, Any]], rows: Mapping[tuple[str, str, str], str]
) -> list[dict[str, Any]]:
    kept = []
    for raw in ours:
        if rows.get((raw["id"], "", "")) == "b":  # the second coder has none such
            continue
        taken = deepcopy(raw)
        for (a, b, field), decision in rows.items():
            if a == raw["id"] and b and decision == "b":
                taken[field] = theirs[b][field]
                taken.get("alternatives", {}).pop(field, None)  # which were as right as what was rejected
        kept.append(taken)
    number = max((int(raw["id"][1:]) for raw in ours), default=0)
    for (a, b, _), decision in rows.items():
        if not a and decision == "b":
            number += 1  # what it is part of, and answers, the first coding calls otherwise
            kept.append({**theirs[b], "id": f"i{number}", "operation": None, "in_response_to": None})
    return kept
