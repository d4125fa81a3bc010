"""Adjudication: one gold coding out of two, by decisions on their differences."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence, Set
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.core.errors import InputError
from extractor.evaluation.agreement import COLUMNS
from extractor.evaluation.coding import PlainCoding, PlainIncident
from extractor.evaluation.gold import Gold
from extractor.evaluation.gold_check import check_coding
from extractor.evaluation.gold_format import CODED, without_marks
from extractor.runs.rows import safe_cell
from extractor.schema.codebook import Incident
from extractor.schema.rows import Row

Difference = tuple[str, str, str]  # incident in A, incident in B, field; empty if the coding has no such incident


def read_decisions(path: Path) -> dict[str, dict[Difference, str]]:
    """Read a table of `disagreements` with its decisions: by article, `a` or `b` for each difference.

    Raises:
        InputError: the file cannot be read, lacks a column, or has a row without a decision.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}.", next_step="Save it as CSV in UTF-8.") from error
    if rows and (missing := set(COLUMNS) - rows[0].keys()):
        raise InputError(
            f"{path}: no column {', '.join(sorted(missing))}.",
            next_step="Write the table again: extractor gold agreement --adjudication.",
        )
    decisions: dict[str, dict[Difference, str]] = {}
    undecided = []
    for number, row in enumerate(rows, start=2):
        decision = (row["decision"] or "").strip().lower()
        if decision not in ("a", "b"):
            undecided.append(str(number))
        decisions.setdefault(row["article"], {})[row["a"], row["b"], row["field"]] = decision
    if undecided:
        raise InputError(
            f"{path}: {len(undecided)} differences without a decision: line {', '.join(undecided[:10])}.",
            next_step="Write a or b into the column decision.",
        )
    return decisions


def adjudicate(
    a: Gold,
    b: Gold,
    decisions: Mapping[str, Mapping[Difference, str]],
    articles: Mapping[str, Article],
    schema: type[BaseModel],
) -> dict[str, Row]:
    """Merge two codings of each article. Tables other than the incidents are those of the first.

    Raises:
        InputError: a decision makes a coding invalid, such as one that refers to an incident that was removed.
    """
    merged: dict[str, Row] = {}
    problems = []
    for name, coding in a.codebook_codings.items():
        theirs = _incidents_by_id(b, name)
        decided = {**decisions.get(safe_cell(name), {}), **decisions.get(name, {})}
        _check_decisions(name, decided, {raw["id"] for raw in coding["incidents"]}, theirs.keys())
        incidents = _merge_incidents(coding["incidents"], theirs, decided)
        merged[name] = {**coding, "incidents": incidents, CODED: {"by": "adjudicated"}}
        problems += [f"{name}: {each}" for each in check_coding(merged[name], articles[name], schema)[1]]
    if problems:
        raise InputError(
            "\n  ".join([f"{len(problems)} problems in the adjudicated codings:", *problems]),
            next_step="Change the decisions.",
        )
    return merged


def _incidents_by_id(gold: Gold, name: str) -> dict[str, PlainIncident]:
    if name not in gold.codings:
        return {}
    coding = cast(PlainCoding, without_marks(gold.codings[name]))
    return {raw["id"]: raw for raw in coding["incidents"]}


def _check_decisions(name: str, decided: Mapping[Difference, str], ours: Set[str], theirs: Set[str]) -> None:
    for a, b, field in decided:
        if (a and a not in ours) or (b and b not in theirs) or (field and field not in Incident.model_fields):
            raise InputError(
                f"{name}: the codings have no incidents {a or '-'} and {b or '-'} with a field {field or '-'}.",
                next_step="Write the table again: extractor gold agreement --adjudication.",
            )


def _merge_incidents(
    ours: Sequence[PlainIncident], theirs: Mapping[str, PlainIncident], decided: Mapping[Difference, str]
) -> list[dict[str, Any]]:
    merged: list[dict[str, Any]] = []
    for raw in ours:
        if decided.get((raw["id"], "", "")) == "b":  # the second coder has no such incident
            continue
        incident = cast(dict[str, Any], deepcopy(raw))
        for (a, b, field), decision in decided.items():
            if a == raw["id"] and b and decision == "b":
                incident[field] = cast(Row, theirs[b])[field]
                incident.get("alternatives", {}).pop(field, None)  # they were equal to the rejected value
        merged.append(incident)
    number = max((int(raw["id"][1:]) for raw in ours), default=0)
    for (a, b, _), decision in decided.items():
        if not a and decision == "b":
            number += 1  # its references are dropped: the ids of the first coding differ
            merged.append({**theirs[b], "id": f"i{number}", "operation": None, "in_response_to": None})
    return merged
