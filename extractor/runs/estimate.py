"""Requests, tokens, cost and time of a run, before anything is sent.

Measurements come first: usage of the same prompt and model for other articles of the input, and lengths of responses to
the same articles under other prompts. Where there are none, a request has a token per four bytes, and a response one
and a half times the tokens of its article.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

from extractor.articles.article import Article
from extractor.core.errors import Miss
from extractor.core.settings import Settings
from extractor.model.usage import Usage, about
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.recordings.text_file import intact
from extractor.runs.scheduler import Halt, Item, extract_one
from extractor.runs.wiring import Connection, pace_name

MAX_SCANNED = 200_000  # recordings that are searched for responses to the same articles
TOKENS_PER_BYTE = 0.25  # of a request, without measurements
OUTPUT_SHARE = 1.5  # output tokens per token of the article, without measurements
LATENCY, SPEED = 2.0, 60.0  # seconds to the first token, and tokens per second, without measurements


@dataclass
class _Measurements:
    """Usage in recordings.

    Attributes:
        count, request_bytes, usage: of recorded requests of this run's prompt and model.
        output_tokens: of a response to the article with this id, under any prompt and model.
    """

    count: int = 0
    request_bytes: int = 0
    usage: Usage = field(default_factory=Usage)
    output_tokens: dict[str, int] = field(default_factory=dict)

    def add(self, body: bytes, usage: Usage) -> None:
        """Add a recorded request of this run."""
        self.count += 1
        self.request_bytes += len(body)
        self.usage += usage


@dataclass(frozen=True)
class _Unrecorded:
    """A request that would be sent: id of its article, size in bytes, tokens of the article's text."""

    article: str
    request_bytes: int
    text_tokens: int


@dataclass(frozen=True)
class Estimate:
    """Requests, tokens and time of a run.

    Attributes:
        articles: in the input; `recorded` of them need no request.
        requests: that would be sent, if every first response is valid.
        usage: tokens of these requests and their responses.
        measured: requests whose output tokens are those of a recorded response to the same article.
        calibrated: recorded requests of this prompt and model, whose mean usage is taken for the others.
        seconds: duration; `timed` is True if it is from measured responses.
    """

    articles: int
    recorded: int
    requests: int
    usage: Usage
    measured: int
    calibrated: int
    seconds: float
    timed: bool


async def estimate(
    session: Connection, inputs: Iterable[Item], settings: Settings, *, refresh: bool = False
) -> Estimate:
    """Estimate a run over an input, without requests that are recorded (unless `refresh`)."""
    measurements, unrecorded, articles = _Measurements(), [], 0
    for item in inputs:
        if not isinstance(item, Article):
            continue
        articles += 1
        if request := await _unrecorded(session, item, measurements, refresh):
            unrecorded.append(request)
    if unrecorded:
        _measure_same_articles(session, measurements, {request.article for request in unrecorded})
    usage, measured = _usage(unrecorded, measurements)
    seconds, timed = _seconds(len(unrecorded), usage, settings)
    return Estimate(
        articles,
        articles - len(unrecorded),
        len(unrecorded),
        usage=usage,
        measured=measured,
        calibrated=measurements.count,
        seconds=seconds,
        timed=timed,
    )


async def _unrecorded(
    session: Connection, article: Article, measurements: _Measurements, refresh: bool
) -> _Unrecorded | None:
    """Return the next request of an article that would be sent, if any; add a recorded first request's usage."""
    first = session.extractor.requests.initial(article)
    found = session.recordings.get(first.key)
    if found and (usage := Usage.of(found.completion)):
        measurements.add(first.body, usage)
    if refresh or found is None:
        return _Unrecorded(article.id, len(first.body), about(article.text.encode()))
    extraction = await extract_one(session.extractor.extract, article, Halt())
    if isinstance(extraction.error, Miss):
        return _Unrecorded(article.id, len(extraction.error.request.body), about(article.text.encode()))
    return None


def _measure_same_articles(session: Connection, measurements: _Measurements, articles: set[str]) -> None:
    """Add the output tokens of recorded first responses to these articles."""
    for number, recording in enumerate(intact(session.recordings)):
        if number >= MAX_SCANNED:
            return
        same = recording.parts.get("article") in articles and recording.parts.get("step") == "first"
        if same and (usage := Usage.of(recording.completion)):
            measurements.output_tokens[recording.parts["article"]] = usage.output_tokens


def _usage(requests: Iterable[_Unrecorded], measurements: _Measurements) -> tuple[Usage, int]:
    """Estimate the usage of requests; also return how many have a measured response to the same article."""
    known = measurements.usage
    per_byte = known.input_tokens / measurements.request_bytes if measurements.request_bytes else TOKENS_PER_BYTE
    input_tokens = output_tokens = measured = 0
    for request in requests:
        input_tokens += round(request.request_bytes * per_byte)
        if found := measurements.output_tokens.get(request.article):
            measured, output_tokens = measured + 1, output_tokens + found
        elif measurements.count:
            output_tokens += round(known.output_tokens / measurements.count)
        else:
            output_tokens += round(OUTPUT_SHARE * request.text_tokens)
    cached_share = known.cached_tokens / known.input_tokens if known.input_tokens else 0.0
    return Usage(input_tokens, round(input_tokens * cached_share), output_tokens), measured


def _seconds(requests: int, usage: Usage, settings: Settings) -> tuple[float, bool]:
    """Estimate the duration of requests at the settings' concurrency and rates; True if from measured responses."""
    with closing(ReadOnlyStore(settings.store)) as store:
        pace = store.get_note(pace_name(settings))
    each = float(pace["seconds"]) if pace else LATENCY + usage.output_tokens / max(requests, 1) / SPEED
    times = [requests * each / settings.concurrency, each if requests else 0.0]
    times += [60 * requests / settings.rpm] if settings.rpm else []
    times += [60 * usage.total / settings.tpm] if settings.tpm else []
    return max(times), bool(pace)
