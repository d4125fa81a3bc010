"""Scores of a folder of MUC-4 material.

A test set is recognised by its key (`key-tst3.v2`). Its other files have the same name: `tst3-systems/*.response`,
`tst3-official.csv` (system, f_all_templates), and for the simplified task `tst3-gtt-gold.jsonl` and
`tst3-gtt-predictions.jsonl`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import InputError
from extractor.evaluation.muc4.files import read_templates
from extractor.evaluation.muc4.gtt import SCHEMES, Documents, PrecisionRecall, read_documents, score_documents
from extractor.evaluation.muc4.profile import score_response
from extractor.evaluation.scoring import Tally
from extractor.evaluation.statistics import rank_correlation


@dataclass(frozen=True)
class SystemScore:
    """Score of one system over all templates, and its official F in percent if it is known."""

    system: str
    tally: Tally
    official: float | None = None

    @property
    def f1(self) -> float:
        """F1 in percent, as the official scores are."""
        return 100 * (self.tally.f1 or 0.0)


@dataclass(frozen=True)
class TestSetScores:
    """Scores of one test set.

    Attributes:
        name: such as tst3.
        systems: of the response files.
        simplified: scores of the simplified task by scheme; empty if its files are missing.
    """

    name: str
    systems: Sequence[SystemScore]
    simplified: Mapping[str, PrecisionRecall] = field(default_factory=dict)

    @property
    def agreement(self) -> tuple[float, float] | None:
        """Spearman's correlation with the official scores, and the mean absolute difference in points."""
        pairs = [(each.f1, each.official) for each in self.systems if each.official is not None]
        if len(pairs) < 2:
            return None
        ours, official = [one for one, _ in pairs], [other for _, other in pairs]
        return rank_correlation(ours, official), sum(abs(one - other) for one, other in pairs) / len(pairs)


def score_folder(folder: Path, only: Sequence[str] = ()) -> list[TestSetScores]:
    """Score all test sets in a folder.

    Args:
        only: names of test sets; all if empty.

    Raises:
        InputError: there is no key, or a file has another format than its name says.
        UsageError: scipy is not installed.
    """
    keys = {
        path.name.removeprefix("key-").split(".")[0]: path for path in sorted(folder.rglob("key-*")) if path.is_file()
    }
    gold_files = folder.rglob("*-gtt-gold.jsonl")
    simplified = {name for path in gold_files if (name := path.name.removesuffix("-gtt-gold.jsonl"))}
    with_responses = {name for name in keys if any(folder.rglob(f"{name}-systems"))}
    wanted = only or sorted(with_responses | simplified)
    if unknown := [name for name in wanted if name not in keys and name not in simplified]:
        raise InputError(
            f"{folder}: no key of {', '.join(unknown)}.", next_step="Name the key such as key-tst3 or key-tst3.v2."
        )
    if not wanted:
        raise InputError(
            f"{folder}: no MUC-4 key with responses.",
            next_step="Give a folder with files such as key-tst3.v2 and tst3-systems/BBN.response.",
        )
    scores = [_score_test_set(folder, name, keys.get(name)) for name in wanted]
    documents = [pair for name in wanted if (pair := _read_simplified(folder, name))]
    if len(documents) > 1:  # papers report scores over all of their test sets together
        gold, predicted = ({name: each for pair in documents for name, each in pair[side].items()} for side in (0, 1))
        name = " and ".join(name for name in wanted if name in simplified)
        scores.append(TestSetScores(name, (), _score_simplified(gold, predicted)))
    return scores


def score_files(key: Path, responses: Sequence[Path]) -> TestSetScores:
    """Score response files against a key file.

    Raises:
        InputError: a file is not a key or a response.
    """
    templates = read_templates(key)
    systems = [SystemScore(path.stem, score_response(templates, read_templates(path)).overall) for path in responses]
    return TestSetScores(key.name, systems)


def _score_test_set(folder: Path, name: str, key: Path | None) -> TestSetScores:
    responses = sorted(path for path in folder.rglob("*.response") if path.parent.name == f"{name}-systems")
    official = _read_official(folder, name)
    systems = score_files(key, responses).systems if key else ()
    with_official = [SystemScore(each.system, each.tally, official.get(each.system)) for each in systems]
    documents = _read_simplified(folder, name)
    return TestSetScores(name, with_official, _score_simplified(*documents) if documents else {})


def _read_simplified(folder: Path, name: str) -> tuple[Documents, Documents] | None:
    """Read gold and predictions of the simplified task; None if either is missing."""
    gold, predicted = (next(folder.rglob(f"{name}-gtt-{part}.jsonl"), None) for part in ("gold", "predictions"))
    return (read_documents(gold, unique=True), read_documents(predicted)) if gold and predicted else None


def _score_simplified(gold: Documents, predicted: Documents) -> dict[str, PrecisionRecall]:
    return {name: score_documents(gold, predicted, scheme) for name, scheme in SCHEMES.items()}


def _read_official(folder: Path, name: str) -> dict[str, float]:
    path = next(folder.rglob(f"{name}-official.csv"), None)
    if path is None:
        return {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        try:
            return {row["system"]: float(row["f_all_templates"]) for row in csv.DictReader(file)}
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(
                f"{path}: no columns system and f_all_templates with numbers ({error!r}).",
                next_step=f"Correct {path.name}.",
            ) from error
