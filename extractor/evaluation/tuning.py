"""Prompts improved by a reader who is shown their mistakes; a room for gepa, which chooses what to try next.

Every question, to the reader of articles and to the reader of mistakes, goes through the same recordings as a run:
a tuning that was stopped goes on where it was, and one that is recorded can be replayed without a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.canonical import digest
from extractor.core.errors import ExtractorError, PromptError, Stop, UsageError
from extractor.evaluation import metrics
from extractor.evaluation.article_score import ArticleScore, Prediction
from extractor.evaluation.assessment import ArticleScorer
from extractor.evaluation.call_budget import CallBudget
from extractor.evaluation.contamination import leaked
from extractor.evaluation.gold import Gold
from extractor.evaluation.predict import Predictor, StoppedEarly
from extractor.evaluation.predictions import output_of_extractions
from extractor.evaluation.tuning_feedback import report
from extractor.prompts.lint import problems
from extractor.prompts.prompt import Prompt, parse
from extractor.runs.result import Extraction


def variant(base: Prompt, changed: Mapping[str, str]) -> str:
    """The file of a prompt that overrides some blocks of another."""
    head = f"---\nextends: {base.name}\ndescription: Found by `extractor optimize` from {base.name}.\n---\n"
    return head + "\n".join(f"{{% block {block} %}}\n{text}\n{{% endblock %}}\n" for block, text in changed.items())


def unsound(prompt: Prompt, changed: Mapping[str, str]) -> Iterator[str]:
    """What makes a prompt with changed blocks unusable, whatever it is judged on.

    A block that ends itself and opens another would change one that is to stay as it is.
    """
    try:
        if dict(parse(prompt.name, variant(prompt, changed)).blocks) != dict(changed):
            yield "a block is not itself when it is read back"
            return
        yield from problems(replace(prompt, blocks={**prompt.blocks, **changed}))
    except PromptError as error:
        yield str(error)


BATCH = 3  # articles whose mistakes one reflection sees


@dataclass(frozen=True)
class TuningTask:
    """What is to be tuned.

    Attributes:
        prompt: the prompt as it is. blocks: those that may change. reflect: the prompt that rewrites one.
        train: articles to learn from. known: all that no block may hold words of. gold, judge: what is right.
        ask: puts articles to a prompt, within its budget. max_calls: requests in all, recorded and sent alike.
        folder: where the state is kept. reflect_model: who rewrites, if not who reads the articles.
    """

    prompt: Prompt
    blocks: Sequence[str]
    reflect: Prompt
    train: Sequence[Article]
    known: Sequence[Article]
    gold: Gold
    judge: ArticleScorer
    ask: Predictor
    max_calls: int
    folder: Path
    reflect_model: str | None = None

    @property
    def id(self) -> str:
        """A hash over what a state can be gone on with."""
        learned = sorted([article.id, self.gold.codings[article.name]] for article in self.train)
        models = [self.ask.settings.model, self.reflect_model]
        prompts = [
            self.prompt.system,
            dict(self.prompt.blocks),
            dict(self.prompt.parameters),
            dict(self.reflect.blocks),
        ]
        return digest("tuning/1", [prompts, list(self.blocks), models, learned])


@dataclass
class TuningResult:
    """What came of it.

    Attributes:
        blocks: the best candidate, block by block.
        before, after: mean score over the articles learned from, of the prompt as it was and of the candidate.
        tried: candidates that were scored in full.
        calls: requests in all. stopped: what ended it before it was done.
    """

    blocks: Mapping[str, str]
    before: float
    after: float
    tried: int
    calls: int
    stopped: ExtractorError | None = None


def tune(task: TuningTask) -> TuningResult:
    """Look for better blocks until the calls are used up; go on where an earlier tuning of the same task ended.

    Raises:
        UsageError: gepa is not installed, or the folder holds the state of another task.
        Miss: the prompt as it is has answers that are not recorded, and nobody may be asked.
    """
    try:
        from gepa.api import optimize
    except ImportError as error:
        raise UsageError(
            "Tuning needs gepa, which is not installed.", next_step="pip install 'extractor[tune]'"
        ) from error
    calls = CallBudget.of(task.folder, task.id, task.max_calls)
    task.ask.cost += calls.cost
    adapter = _Adapter(task, calls)

    def go(until: Callable[[Any], bool]) -> Any:
        return optimize(
            seed_candidate={block: task.prompt.blocks[block] for block in task.blocks},
            trainset=list(task.train),
            valset=list(task.train),
            adapter=cast(Any, adapter),
            reflection_minibatch_size=min(BATCH, len(task.train)),
            stop_callbacks=cast(Any, until),
            run_dir=str(task.folder / "state"),
            logger=_Silent(),
        )

    room = 2 * min(BATCH, len(task.train)) + 1 + len(task.train)  # a round: a batch twice, a reflection, everything
    try:
        result = go(lambda _: adapter.is_over(room))
    except ExtractorError:
        if not (task.folder / "state" / "gepa_state.bin").exists():
            raise  # not even the prompt as it is has answers
        result = go(lambda _: True)  # what is kept so far
    made = f"{task.max_calls - calls.left} of {task.max_calls} calls are made, and a round may take {room}."
    full = Stop(made, next_step="Give the same command with more.") if calls.left < room else None
    return _best(result, calls, adapter.stopped or full)


def _best(result: Any, calls: CallBudget, stopped: ExtractorError | None) -> TuningResult:
    scores = result.val_aggregate_scores
    best = max(range(len(scores)), key=lambda at: (scores[at], -at))
    return TuningResult(
        result.candidates[best], scores[0], scores[best], tried=len(scores), calls=len(calls.keys), stopped=stopped
    )


class _Silent:
    """gepa's log, which is not for the terminal."""

    def log(self, message: str) -> None:
        """Nothing."""


class _Adapter:
    """What gepa asks for: scores of a candidate, what was wrong, and a rewritten block."""

    def __init__(self, task: TuningTask, calls: CallBudget) -> None:
        self.task, self._calls = task, calls
        self.stopped: ExtractorError | None = None
        self._rounds, self._known = 0, -1

    def is_over(self, room: int) -> bool:
        """Whether no further round is to begin: asked before each.

        gepa goes on after an error in a proposal, so the error is kept here and ends it; and a round that asks nothing
        new will not ask anything new when it is repeated often enough to have met every article.
        """
        self._rounds = self._rounds + 1 if len(self._calls.keys) == self._known else 0
        self._known = len(self._calls.keys)
        return self.stopped is not None or self._calls.left < room or self._rounds > len(self.task.train)

    def evaluate(self, batch: list[Article], candidate: dict[str, str], capture_traces: bool = False) -> Any:
        """Score a candidate on articles; one that is no sound prompt, or that holds gold, scores nothing."""
        from gepa.core.adapter import EvaluationBatch

        prompt = replace(self.task.prompt, blocks={**self.task.prompt.blocks, **candidate})
        if self._unsound(prompt, candidate):
            judged = [self.task.judge(self.task.gold.codings[each.name], _unsaid(each)) for each in batch]
        else:
            judged = self._judged(prompt, batch)
        scores = [_score(each) for each in judged]
        return EvaluationBatch(outputs=judged, scores=scores, trajectories=judged if capture_traces else None)

    def make_reflective_dataset(self, candidate: dict[str, str], eval_batch: Any, components: list[str]) -> Any:
        """The judged articles, for each block that may change."""
        return {block: [{"judged": each} for each in eval_batch.trajectories] for block in components}

    def propose_new_texts(
        self, candidate: dict[str, str], dataset: Mapping[str, Sequence[Mapping[str, Any]]], components: list[str]
    ) -> dict[str, str]:
        """Each block rewritten; as it was where the reader gives nothing usable."""
        return {block: self._rewritten(block, candidate[block], dataset[block]) for block in components}

    def _rewritten(self, block: str, text: str, rows: Sequence[Mapping[str, Any]]) -> str:
        shown = report(block, text, [row["judged"] for row in rows])
        (ended,) = self._asked(self.task.reflect, [make_article("report", shown, {})], self.task.reflect_model)
        return str((ended.coding or {}).get("text", text)).strip("\n")

    def _judged(self, prompt: Prompt, batch: Sequence[Article]) -> list[ArticleScore]:
        said = output_of_extractions(prompt.name, self._asked(prompt, batch), {}).predictions
        return [self.task.judge(self.task.gold.codings[each.name], said[each.name]) for each in batch]

    def _asked(self, prompt: Prompt, articles: Sequence[Article], model: str | None = None) -> list[Extraction]:
        try:
            return put(self.task, self._calls, prompt, articles, model)
        except ExtractorError as error:
            self.stopped = error
            raise

    def _unsound(self, prompt: Prompt, candidate: Mapping[str, str]) -> list[str]:
        if all(text == self.task.prompt.blocks[block] for block, text in candidate.items()):
            return []  # the prompt as it is, whatever a check says of it
        found = list(unsound(self.task.prompt, candidate))
        return found or leaked(prompt, self.task.known, self.task.gold.codings)


def _score(judged: ArticleScore) -> float:
    """The figure that prompts are compared by, of one article; nothing said where there is nothing is right."""
    value = metrics.value(metrics.shares(metrics.PRIMARY, [judged]))
    return 1.0 if value is None else value


def _unsaid(article: Article) -> Prediction:
    return Prediction(article.name, article.original, "failed", kind="unsound_prompt")


def put(
    task: TuningTask, calls: CallBudget, prompt: Prompt, articles: Sequence[Article], model: str | None = None
) -> list[Extraction]:
    """Put articles to a prompt within the calls and the budget of a task.

    Raises:
        Stop: one of them is used up. Miss: something is not recorded, and nobody may be asked.
    """
    if len(articles) > calls.left:
        raise Stop(
            f"{calls.most - calls.left} calls are made, and --max-calls allows {calls.most}.",
            next_step="Give the same command with more.",
        )
    before = task.ask.sent
    ended: Sequence[Extraction] = ()
    try:
        ended = task.ask(prompt, articles, calls.left, model)
        return list(ended)
    except StoppedEarly as stop:
        ended = stop.ended
        raise
    finally:
        calls.note(ended, task.ask.cost, task.ask.sent - before)
