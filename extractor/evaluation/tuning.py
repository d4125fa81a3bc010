"""Tuning of a prompt: a model rewrites blocks given an error report, and gepa chooses which candidate to try next.

All requests, for extraction and for reflection, go through the same recordings as a run: a tuning that was stopped
resumes, and a recorded one can be replayed without a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict, cast

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.canonical import digest
from extractor.core.errors import ExtractorError, PromptError, Stop, UsageError
from extractor.evaluation import metrics
from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.assessment import ArticleScorer
from extractor.evaluation.call_budget import CallBudget
from extractor.evaluation.contamination import contamination
from extractor.evaluation.gold import Gold
from extractor.evaluation.predict import Predictor, StoppedEarly
from extractor.evaluation.predictions import output_of_extractions
from extractor.evaluation.tuning_feedback import report
from extractor.prompts.lint import problems
from extractor.prompts.prompt import Prompt, parse
from extractor.runs.result import Extraction

BATCH = 3  # articles whose errors are in one report


@dataclass(frozen=True)
class TuningTask:
    """A tuning task.

    Attributes:
        prompt: the prompt to be tuned. blocks: those that may change.
        reflect: the prompt that rewrites a block. reflect_model: its model, if not that of the extraction.
        train: articles to learn from.
        known: all articles, from which no block may copy.
        gold, score_article: the gold of the articles, and the scorer of its schema.
        predict: extracts articles within its budget.
        max_calls: requests in total, replayed and sent.
        folder: of the state.
    """

    prompt: Prompt
    blocks: Sequence[str]
    reflect: Prompt
    train: Sequence[Article]
    known: Sequence[Article]
    gold: Gold
    score_article: ArticleScorer
    predict: Predictor
    max_calls: int
    folder: Path
    reflect_model: str | None = None

    @property
    def id(self) -> str:
        """Hash of everything that must be equal for a state to be resumed."""
        learned = sorted([article.id, self.gold.codings[article.name]] for article in self.train)
        models = [self.predict.settings.model, self.reflect_model]
        prompts = [
            self.prompt.system,
            dict(self.prompt.blocks),
            dict(self.prompt.parameters),
            dict(self.reflect.blocks),
        ]
        return digest("tuning/1", [prompts, list(self.blocks), models, learned])


@dataclass
class TuningResult:
    """The result of a tuning.

    Attributes:
        blocks: the best candidate, block by block.
        before, after: mean score over the training articles, of the original prompt and of the candidate.
        candidates: number of candidates scored on all training articles.
        calls: requests in total.
        stopped: the error or limit that ended the tuning early.
    """

    blocks: Mapping[str, str]
    before: float
    after: float
    candidates: int
    calls: int
    stopped: ExtractorError | None = None


def tune(task: TuningTask) -> TuningResult:
    """Search for better blocks until the calls are used up, resuming an earlier tuning of the same task.

    Raises:
        UsageError: gepa is not installed, or the folder holds the state of another task.
        Miss: offline, and responses to the original prompt are not recorded.
    """
    try:
        from gepa.api import optimize
    except ImportError as error:
        raise UsageError(
            "Tuning needs gepa, which is not installed.", next_step="pip install 'incident-extractor[tune]'"
        ) from error
    budget = CallBudget.open(task.folder, task.id, task.max_calls)
    task.predict.cost += budget.cost
    adapter = _Adapter(task, budget)

    def search(stop: Callable[[Any], bool]) -> Any:
        return optimize(
            seed_candidate={block: task.prompt.blocks[block] for block in task.blocks},
            trainset=list(task.train),
            valset=list(task.train),
            adapter=cast(Any, adapter),
            reflection_minibatch_size=min(BATCH, len(task.train)),
            stop_callbacks=cast(Any, stop),
            run_dir=str(task.folder / "state"),
            logger=_SilentLogger(),
        )

    # A round: a batch with the old and the new block, a reflection, all training articles.
    per_round = 2 * min(BATCH, len(task.train)) + 1 + len(task.train)
    try:
        result = search(lambda _: adapter.is_finished(per_round))
    except ExtractorError:
        if not (task.folder / "state" / "gepa_state.bin").exists():
            raise  # before the original prompt was scored
        result = search(lambda _: True)  # returns the best candidate so far
    used = f"{task.max_calls - budget.left} of {task.max_calls} calls are used, and a round may take {per_round}."
    limit = Stop(used, next_step="Run the same command with a higher --max-calls.") if budget.left < per_round else None
    return _best(result, budget, adapter.error or limit)


def _best(result: Any, budget: CallBudget, stopped: ExtractorError | None) -> TuningResult:
    scores = result.val_aggregate_scores
    best = max(range(len(scores)), key=lambda at: (scores[at], -at))
    return TuningResult(
        result.candidates[best],
        scores[0],
        scores[best],
        candidates=len(scores),
        calls=len(budget.keys),
        stopped=stopped,
    )


class _SilentLogger:
    """Logger for gepa that discards its messages."""

    def log(self, message: str) -> None:
        """Discard a message."""


class _Trace(TypedDict):
    """One article of gepa's reflective dataset."""

    score: ArticleScore


class _Adapter:
    """Adapter for gepa: scores a candidate, collects its errors, and rewrites blocks."""

    def __init__(self, task: TuningTask, budget: CallBudget) -> None:
        self.task, self._budget = task, budget
        self.error: ExtractorError | None = None
        self._idle_rounds, self._requests = 0, -1

    def is_finished(self, per_round: int) -> bool:
        """Return True if no further round should begin; called once before each.

        gepa continues after an error in a proposal, so the error is kept here and ends the search. The search also
        ends after as many rounds without a new request as there are training articles.
        """
        self._idle_rounds = self._idle_rounds + 1 if len(self._budget.keys) == self._requests else 0
        self._requests = len(self._budget.keys)
        return self.error is not None or self._budget.left < per_round or self._idle_rounds > len(self.task.train)

    def evaluate(self, batch: list[Article], candidate: dict[str, str], capture_traces: bool = False) -> Any:
        """Score a candidate on articles; an invalid or contaminated one is scored as a failure, without requests."""
        from gepa.core.adapter import EvaluationBatch

        prompt = replace(self.task.prompt, blocks={**self.task.prompt.blocks, **candidate})
        if self._problems(prompt, candidate):
            predictions = {article.name: _failed(article) for article in batch}
        else:
            predictions = dict(output_of_extractions(prompt.name, self._extract(prompt, batch)).predictions)
        scores = [
            self.task.score_article(self.task.gold.codings[article.name], predictions[article.name])
            for article in batch
        ]
        return EvaluationBatch(
            outputs=scores, scores=[*map(_score, scores)], trajectories=scores if capture_traces else None
        )

    def make_reflective_dataset(
        self, candidate: dict[str, str], eval_batch: Any, components: list[str]
    ) -> dict[str, list[_Trace]]:
        """Return the article scores for each block that may change."""
        return {block: [{"score": score} for score in eval_batch.trajectories] for block in components}

    def propose_new_texts(
        self, candidate: dict[str, str], dataset: Mapping[str, Sequence[_Trace]], components: list[str]
    ) -> dict[str, str]:
        """Rewrite each block; one without a usable response is unchanged."""
        return {block: self._rewrite(block, candidate[block], dataset[block]) for block in components}

    def _rewrite(self, block: str, text: str, traces: Sequence[_Trace]) -> str:
        errors = report(block, text, [trace["score"] for trace in traces])
        article = make_article("report", errors, {})
        (extraction,) = self._extract(self.task.reflect, [article], self.task.reflect_model)
        return str((extraction.coding or {}).get("text", text)).strip("\n")

    def _extract(self, prompt: Prompt, articles: Sequence[Article], model: str | None = None) -> list[Extraction]:
        try:
            return extract_within_budget(self.task, self._budget, prompt, articles, model)
        except ExtractorError as error:
            self.error = error
            raise

    def _problems(self, prompt: Prompt, candidate: Mapping[str, str]) -> list[str]:
        if all(text == self.task.prompt.blocks[block] for block, text in candidate.items()):
            return []  # the original prompt, whatever the checks find in it
        return [*variant_problems(self.task.prompt, candidate)] or contamination(
            prompt, self.task.known, self.task.gold.codings
        )


def _score(score: ArticleScore) -> float:
    """Compute the primary metric of one article; 1 if its denominator is 0."""
    value = metrics.ratio(metrics.contributions(metrics.PRIMARY, [score]))
    return 1.0 if value is None else value


def _failed(article: Article) -> Prediction:
    return Prediction(article.name, article.original, "failed", error_class="unsound_prompt")


def extract_within_budget(
    task: TuningTask, budget: CallBudget, prompt: Prompt, articles: Sequence[Article], model: str | None = None
) -> list[Extraction]:
    """Extract articles within the calls and the costs of a task.

    Raises:
        Stop: either is exhausted. Miss: offline, and requests are not recorded.
    """
    if len(articles) > budget.left:
        raise Stop(
            f"{budget.limit - budget.left} calls are used, and --max-calls allows {budget.limit}.",
            next_step="Run the same command with a higher --max-calls.",
        )
    sent_before = task.predict.sent
    extractions: Sequence[Extraction] = ()
    try:
        extractions = task.predict(prompt, articles, budget.left, model)
        return list(extractions)
    except StoppedEarly as stop:
        extractions = stop.ended
        raise
    finally:
        budget.record(extractions, task.predict.cost, task.predict.sent - sent_before)


def variant_file(base: Prompt, changed: Mapping[str, str]) -> str:
    """Write a prompt file that overrides some blocks of a prompt."""
    head = f"---\nextends: {base.name}\ndescription: Found by `extractor optimize` from {base.name}.\n---\n"
    return head + "\n".join(f"{{% block {block} %}}\n{text}\n{{% endblock %}}\n" for block, text in changed.items())


def variant_problems(base: Prompt, changed: Mapping[str, str]) -> Iterator[str]:
    """Yield the problems of a prompt with changed blocks.

    A block that ends itself and opens another would change a block that must stay as it is.
    """
    try:
        if dict(parse(base.name, variant_file(base, changed)).blocks) != dict(changed):
            yield "a block changes when the file is read back"
            return
        yield from problems(replace(base, blocks={**base.blocks, **changed}))
    except PromptError as error:
        yield str(error)
