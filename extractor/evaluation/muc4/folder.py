"""A folder of MUC-4 material that somebody has: which file is what, and the scores of all that is in it.

A test set is known by its key (`key-tst3.v2`); by the same name go `tst3-systems/*.response`, `tst3-official.csv`
(system, f_all_templates), and for the simplified task `tst3-gtt-gold.jsonl`, `tst3-gtt-predictions.jsonl`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.errors import InputError
from extractor.evaluation.muc4.files import read_templates
from extractor.evaluation.muc4.gtt import SCHEMES, Documents, PrecisionRecall, ratio, read_simple
from extractor.evaluation.muc4.profile import score_response
from extractor.evaluation.scoring import Tally
from extractor.evaluation.statistics import rank_correlation


@dataclass(frozen=True)
class SystemScore:
    """One system: all its templates, and the F that was published for it, in percent, if it is known."""

    system: str
    tally: Tally
    official: float | None = None

    @property
    def f1(self) -> float:
        """In percent, as the official figures are."""
        return 100 * (self.tally.f1 or 0.0)


@dataclass(frozen=True)
class TestSetScores:
    """What a folder has for one test set.

    Attributes:
        name: tst3 and the like.
        systems: the response files, scored.
        simple: figures of the simplified task by their name; empty where there is none.
    """

    name: str
    systems: Sequence[SystemScore]
    simple: Mapping[str, PrecisionRecall] = field(default_factory=dict)

    @property
    def agreement(self) -> tuple[float, float] | None:
        """Spearman's correlation with the official figures, and the mean absolute difference in points."""
        pairs = [(each.f1, each.official) for each in self.systems if each.official is not None]
        if len(pairs) < 2:
            return None
        ours, theirs = [one for one, _ in pairs], [other for _, other in pairs]
        return rank_correlation(ours, theirs), sum(abs(one - other) for one, other in pairs) / len(pairs)


def score_folder(folder: Path, only: Sequence[str] = ()) -> list[TestSetScores]:
    """Score everything that a folder has.

    Args:
        only: names of test sets; all that there are, if empty.

    Raises:
        InputError: there is no key, or a file is not what its name says.
        UsageError: scipy is not installed.
    """
    keys = {
        path.name.removeprefix("key-").split(".")[0]: path for path in sorted(folder.rglob("key-*")) if path.is_file()
    }
    simple = {name for path in folder.rglob("*-gtt-gold.jsonl") if (name := path.name.removesuffix("-gtt-gold.jsonl"))}
    answered = {name for name in keys if any(folder.rglob(f"{name}-systems"))}
    wanted = only or sorted(answered | simple)
    if unknown := [name for name in wanted if name not in keys and name not in simple]:
        raise InputError(
            f"{folder}: no key of {', '.join(unknown)}.", next_step="A key is called key-tst3 or key-tst3.v2."
        )
    if not wanted:
        raise InputError(
            f"{folder}: no MUC-4 key with responses.",
            next_step="Give a folder with key-tst3.v2, tst3-systems/ and the like.",
        )
    found = [_test_set(folder, name, keys.get(name)) for name in wanted]
    documents = [pair for name in wanted if (pair := _simple(folder, name))]
    if len(documents) > 1:  # what papers give is over all of their test sets together
        whole = ({name: each for pair in documents for name, each in pair[side].items()} for side in (0, 1))
        found.append(TestSetScores(" and ".join(name for name in wanted if name in simple), (), _ratios(*whole)))
    return found


def score_files(key: Path, responses: Sequence[Path]) -> TestSetScores:
    """Score response files against a key file.

    Raises:
        InputError: a file is not what it should be.
    """
    templates = read_templates(key)
    systems = [SystemScore(path.stem, score_response(templates, read_templates(path)).overall) for path in responses]
    return TestSetScores(key.name, systems)


def _test_set(folder: Path, name: str, key: Path | None) -> TestSetScores:
    responses = sorted(path for path in folder.rglob("*.response") if path.parent.name == f"{name}-systems")
    official = _official(folder, name)
    systems = score_files(key, responses).systems if key else ()
    scored = [SystemScore(each.system, each.tally, official.get(each.system)) for each in systems]
    documents = _simple(folder, name)
    return TestSetScores(name, scored, _ratios(*documents) if documents else {})


def _simple(folder: Path, name: str) -> tuple[Documents, Documents] | None:
    """Gold and predictions of the simplified task, where both are there."""
    gold, said = (next(folder.rglob(f"{name}-gtt-{what}.jsonl"), None) for what in ("gold", "predictions"))
    return (read_simple(gold, once=True), read_simple(said)) if gold and said else None


def _ratios(gold: Documents, said: Documents) -> dict[str, PrecisionRecall]:
    return {title: ratio(gold, said, scheme) for title, scheme in SCHEMES.items()}


def _official(folder: Path, name: str) -> dict[str, float]:
    path = next(folder.rglob(f"{name}-official.csv"), None)
    if path is None:
        return {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        try:
            return {row["system"]: float(row["f_all_templates"]) for row in csv.DictReader(file)}
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(
                f"{path}: no columns system and f_all_templates with numbers ({error!r}).",
                next_step="Correct it there.",
            ) from error
