"""What a run would ask and what that would cost, before anything is sent.

Measured figures come first: what the same prompt and model took for other articles of this input,
and how long the replies to the same articles were under other prompts. Where nothing is measured,
a request is reckoned at four bytes a token and a reply at one and a half times its article.
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
from extractor.runs.result import Extraction
from extractor.runs.scheduler import Halt, Item, extract_one
from extractor.runs.wiring import Session, pace_name

LOOKED_AT = 200_000  # recordings that are looked through for replies to the same articles
WRITTEN_SHARE = 1.5  # tokens of a reply for each of its article, where nothing is measured
SECONDS, SPEED = 2.0, 60.0  # until a reply begins, and tokens a second from then on, where nothing is measured


@dataclass
class Measured:
    """What recordings tell: of this prompt and model, and of the same articles in any way."""

    count: int = 0
    size: int = 0
    usage: Usage = field(default_factory=Usage)
    written: dict[str, int] = field(default_factory=dict)

    def add(self, body: bytes, usage: Usage) -> None:
        """One more request of this run that has its answer."""
        self.count += 1
        self.size += len(body)
        self.usage += usage


@dataclass(frozen=True)
class Estimate:
    """What would be asked.

    Attributes:
        articles: in the input; `recorded` of them need nothing.
        requests: that would be sent, if every first reply is valid.
        usage: tokens that they and their replies would have.
        measured: requests whose reply is reckoned from a measured one to the same article.
        calibrated: answered requests of this very prompt and model that the rest is reckoned from.
        seconds: how long it would take; `timed` says whether from measured replies.
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
    connection: Session, inputs: Iterable[Item], settings: Settings, *, refresh: bool = False
) -> Estimate:
    """Reckon what a run over an input would ask, net of what is recorded (unless `refresh`)."""
    measured, missing, articles = Measured(), [], 0
    for item in inputs:
        if not isinstance(item, Article):
            continue
        articles += 1
        asked = await _missing(connection, item, measured, refresh)
        if asked:
            missing.append(asked)
    if missing:
        _replies_to_the_same(connection, measured, {article for article, _, _ in missing})
    read = written = known = 0
    for article, size, text in missing:
        per_byte = measured.usage.input_tokens / measured.size if measured.size else 0.25
        read += round(size * per_byte)
        if found := measured.written.get(article):
            known, written = known + 1, written + found
        elif measured.count:
            written += round(measured.usage.output_tokens / measured.count)
        else:
            written += round(WRITTEN_SHARE * text)
    share = measured.usage.cached_tokens / measured.usage.input_tokens if measured.usage.input_tokens else 0.0
    usage = Usage(read, round(read * share), written)
    seconds, timed = _seconds(len(missing), usage, settings)
    return Estimate(
        articles,
        articles - len(missing),
        len(missing),
        usage=usage,
        measured=known,
        calibrated=measured.count,
        seconds=seconds,
        timed=timed,
    )


async def _missing(connection: Session, item: Item, measured: Measured, refresh: bool) -> tuple[str, int, int] | None:
    """The article, the bytes of the request that it lacks, the tokens of its text; None if it lacks none."""
    assert isinstance(item, Article)
    first = connection.extractor.requests.initial(item)
    found = connection.recordings.get(first.key)
    if found and (usage := Usage.of(found.completion)):
        measured.add(first.body, usage)
    if refresh or found is None:
        return item.id, len(first.body), about(item.text.encode())
    ended: Extraction = await extract_one(connection.extractor.extract, item, Halt())
    if isinstance(ended.error, Miss):
        return item.id, len(ended.error.request.body), about(item.text.encode())
    return None


def _replies_to_the_same(connection: Session, measured: Measured, articles: set[str]) -> None:
    for number, recording in enumerate(intact(connection.recordings)):
        if number >= LOOKED_AT:
            return
        same = recording.parts.get("article") in articles and recording.parts.get("step") == "first"
        if same and (usage := Usage.of(recording.completion)):
            measured.written[recording.parts["article"]] = usage.output_tokens


def _seconds(requests: int, usage: Usage, settings: Settings) -> tuple[float, bool]:
    """Seconds for so many requests at the settings' concurrency and rates; whether from measured replies."""
    with closing(ReadOnlyStore(settings.store)) as store:
        pace = store.recall(pace_name(settings))
    each = float(pace["seconds"]) if pace else SECONDS + usage.output_tokens / max(requests, 1) / SPEED
    times = [requests * each / settings.concurrency, each if requests else 0.0]
    times += [60 * requests / settings.rpm] if settings.rpm else []
    times += [60 * usage.total / settings.tpm] if settings.tpm else []
    return max(times), bool(pace)
