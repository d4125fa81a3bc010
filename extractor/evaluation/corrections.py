"""A run with the corrections of its reviewers: a run folder again, so that everything that takes a run takes it.

Corrections are gold files, each the whole coding of one article by a person; so they hold for any run over the same
text, whatever its prompt and model. An article's rows are those of the person. Each incident has a mark with who, when,
and what the model had: incidents are matched as the evaluation matches them. The run itself is not changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from extractor.core.canonical import canonical
from extractor.core.errors import ArticleError, InputError
from extractor.core.files import atomic_file, state_folder
from extractor.evaluation.article_score import score_article
from extractor.evaluation.codebook_profile import CodebookProfile
from extractor.evaluation.coding import without_offsets
from extractor.evaluation.gold_check import GoldFileIndex, check_coding, gold_files
from extractor.evaluation.gold_format import CODED, MARKS, read_gold_file, without_marks
from extractor.evaluation.predictions import prediction_of_article
from extractor.grounding.grounding import Grounding
from extractor.grounding.names import Names
from extractor.prompts.validation import validated
from extractor.runs.folder import RunFolder
from extractor.runs.manifest import RunFacts, manifest_articles
from extractor.runs.reader import TABLES, CodedArticle, FinishedRun, article_of, read_run
from extractor.runs.result import text_row
from extractor.runs.rows import IDENTITY, ArticleRows, TableLayout
from extractor.schema.codebook import Coding
from extractor.schema.rows import WITH_ROWS, ArticleRow, ManifestArticle, ReviewMark, Row

_POINTER = "corrections.json"  # in the state folder of a run: where its corrections are
_FOLDER = "corrected"  # in the state folder of a run: the run with its corrections


@dataclass(frozen=True)
class CorrectedRun:
    """A run with its corrections.

    Attributes:
        folder: of the corrected run.
        gold: folder of the corrections.
        articles: number of articles with corrections.
        incidents: number of incidents by what a person did: confirmed, corrected, added, rejected.
        not_applied: messages on corrections of an article that cannot be read, or whose text has changed.
    """

    folder: Path
    gold: Path
    articles: int
    incidents: Mapping[str, int]
    not_applied: tuple[str, ...]


@dataclass(frozen=True)
class _Correction:
    """The coding of one article by a person."""

    coding: Row
    by: str | None
    at: str | None

    @property
    def facts(self) -> ReviewMark:
        return {"status": "confirmed", "by": self.by, "at": self.at}


def remember_corrections(run: Path, gold: Path) -> None:
    """Write down where the corrections of a run are, so that later commands find them."""
    place = state_folder(run)
    place.mkdir(parents=True, exist_ok=True)
    with atomic_file(place / _POINTER) as file:
        file.write(json.dumps({"gold": str(gold.resolve())}).encode())


def remembered_corrections(run: Path) -> Path | None:
    """Return where the corrections of a run are; None if it has none."""
    try:
        gold = Path(json.loads((state_folder(run) / _POINTER).read_bytes())["gold"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return gold if gold_files(gold) else None


def apply_corrections(run: Path, gold: Path | None, names: Callable[[], Names]) -> CorrectedRun | None:
    """Write a run with its corrections beside it; None if it has none.

    Args:
        run: the run folder.
        gold: folder of the corrections; by default the one where the review of the run wrote.
        names: loads the names to match incidents by, if there are corrections.

    Raises:
        InputError: as `correct_run`.
    """
    gold = gold or remembered_corrections(run)
    return correct_run(run, gold, names()) if gold else None


def correct_run(folder: Path, gold: Path, names: Names) -> CorrectedRun:
    """Write a run with its corrections into a folder beside it.

    Args:
        folder: the run.
        gold: folder of the corrections; those of other articles are ignored.
        names: to match incidents.

    Raises:
        InputError: the folder has no run, there are no corrections, or a file has errors.
    """
    run = read_run(folder)
    files = gold_files(gold)
    if not files:
        raise InputError(f"{gold}: no corrections.", next_step="Give the folder of gold that `extractor review` wrote.")
    paths = _paths(run, files)
    profile = CodebookProfile(names)
    into = state_folder(folder) / _FOLDER
    facts: RunFacts = {name: run.head[name] for name in ("extractor", "prompt", "schema", "tools", "model")}  # type: ignore[assignment]
    applied, counts, problems = 0, Counter[str](), []
    rejected: list[Row] = []
    layout = TableLayout(Coding, reviewed=True)
    with RunFolder(into, layout, facts) as out:
        for coded, line in zip(run.all_articles(), manifest_articles(folder), strict=True):
            path = paths.get(coded.row["article"])
            try:
                corrected = _corrected(coded, path, profile) if path else None
            except _NotApplied as reason:
                problems.append(f"{path}: {reason}")
                corrected = None
            if corrected:
                applied += 1
                counts.update(corrected.counts)
                rejected += corrected.rejected
            out.add(_rows(layout, coded, line, corrected))
    with atomic_file(into / "rejected.jsonl") as file:
        file.writelines(canonical(row) + b"\n" for row in rejected)
    return CorrectedRun(into, gold, applied, incidents=dict(counts), not_applied=tuple(problems))


def _paths(run: FinishedRun, files: Sequence[Path]) -> dict[str, Path]:
    """Return the correction of each article by its name; raises InputError if two are of one article."""
    lines = manifest_articles(run.folder)
    index = GoldFileIndex(_NamedArticle(line["article"], line["article_id"] or "") for line in lines)
    return index.by_article(index.matching(files))


@dataclass(frozen=True)
class _NamedArticle:
    """Name and id of an article, enough to match its gold file; making all articles of a run takes minutes."""

    name: str
    id: str


class _NotApplied(Exception):  # a message, caught where articles are gone through
    """A correction cannot be applied."""


@dataclass(frozen=True)
class _Corrected:
    row: ArticleRow
    tables: Mapping[str, Sequence[Row]]
    counts: Counter[str]
    rejected: list[Row]


def _corrected(coded: CodedArticle, path: Path, profile: CodebookProfile) -> _Corrected:
    correction, grounding, coding = _read(coded, path)
    score = score_article(profile, correction.coding, prediction_of_article(coded))
    pairs = {pair.gold: pair.predicted for pair in score.matched.get("incidents", ())}
    identity = {name: value for name, value in coded.row.items() if name in IDENTITY}
    tables: dict[str, list[dict[str, Any]]] = {name: [{**identity, **item} for item in coding[name]] for name in TABLES}
    counts: Counter[str] = Counter()
    for number, item in enumerate(tables["incidents"]):
        before = coded.incidents[pairs[number]] if number in pairs else None
        item["review"] = _mark(correction, item, before)
        counts[item["review"]["status"]] += 1
    others = sorted(set(range(len(coded.incidents))) - set(pairs.values()))
    rejected: list[Row] = [
        {**coded.incidents[each], "review": {**correction.facts, "status": "rejected"}} for each in others
    ]
    counts["rejected"] = len(rejected)
    done = f"reviewed by {correction.by or 'unknown'}, {correction.at or 'undated'}: " + (
        ", ".join(f"{count} {status}" for status, count in sorted(counts.items()) if count) or "no incidents"
    )
    kept = {name: value for name, value in coded.row.items() if name not in ("kind", "message", "left_out", "checks")}
    row = {
        **kept,
        "state": "ok",
        "notes": {name: value for name, value in coding.items() if name not in TABLES},
        "quotes": grounding.counts(),
        "flags": [*coded.row["flags"], done],
    }
    return _Corrected(cast(ArticleRow, row), tables, counts, rejected=rejected)


def _read(coded: CodedArticle, path: Path) -> tuple[_Correction, Grounding, Row]:
    """Read a correction and locate its quotes in the article of the run."""
    try:
        article = article_of(coded)
    except ArticleError as error:
        raise _NotApplied(f"{coded.row['article']} cannot be read: {error.message}") from error
    raw = read_gold_file(path)
    whole, problems = check_coding(raw, article, Coding)
    if problems:
        changed = all("not found in" in problem for problem in problems)
        raise _NotApplied(f"the text of {article.name} has changed since" if changed else problems[0])
    by = whole.pop(CODED, None)
    known = by if isinstance(by, dict) else {}
    value = validated(Coding, json.dumps(without_marks(whole)), {"published": article.published})
    grounding = Grounding.of(value, article)
    return _Correction(whole, by=known.get("by"), at=known.get("at")), grounding, grounding.dump(value)


def _mark(correction: _Correction, item: Row, before: Mapping[str, Any] | None) -> ReviewMark:
    """Return the mark of an incident: added, confirmed, or corrected with the values before."""
    if before is None:
        return {**correction.facts, "status": "added"}
    changed = {
        name: without_offsets(before.get(name))
        for name in item
        if name not in ("id", *MARKS) and without_offsets(item[name]) != without_offsets(before.get(name))
    }
    return {**correction.facts, "status": "corrected", "before": changed} if changed else correction.facts


def _rows(layout: TableLayout, coded: CodedArticle, line: ManifestArticle, corrected: _Corrected | None) -> ArticleRows:
    tables: Mapping[str, Sequence[Row]] = {name: getattr(coded, name) for name in TABLES}
    row = coded.row
    if corrected:
        row, tables, line = corrected.row, corrected.tables, {**line, "state": "ok"}
    id_ = row["article_id"]
    text = text_row(id_, row["article"], coded.original) if id_ and coded.original.text else None
    return layout.assemble(row, tables if row["state"] in WITH_ROWS else {}, text, line=line)
