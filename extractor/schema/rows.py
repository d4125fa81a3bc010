"""Types of the rows of a run: the codebook's models as JSON, with every quote grounded.

A test compares them with `Coding` field by field: a field renamed in one place is an error in the
other, and mypy finds every use of it. Rows of other schemas are `Row`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from extractor.schema.fields import ActorKind, IncidentType, TargetKind, Weapon
from extractor.schema.quote import Match

Row = Mapping[str, Any]  # a row of any schema
WITH_ROWS = ("ok", "partial")  # states of articles that have rows in the tables of the schema
INCOMPLETE = ("partial", "failed")  # states of articles that --retry-failed sends again


def any_rows(states: Mapping[str, int]) -> bool:
    """Return True if any article has rows, by the number of articles in each state."""
    return any(states.get(state) for state in WITH_ROWS)


class QuoteRow(TypedDict):
    """A grounded quote: `start` and `end` count code points of the article's original text.

    `match` is exact, folded (typographic differences) or ungrounded (not found: offsets are null).
    `replied` is the model's string where the text differs from it; `asked_again` marks a requote. `part` is the part of
    a document that it begins in ("page 3").
    """

    text: str
    match: Match
    start: int | None
    end: int | None
    replied: NotRequired[str]
    asked_again: NotRequired[bool]
    part: NotRequired[str]


class ContradictionRow(TypedDict):
    """A value of a row that contradicts its words: the field from the row down, the value, the quote, and why."""

    field: str
    value: str
    words: str
    reason: str


class ActorRow(TypedDict):
    """An initiator or a target."""

    name: QuoteRow
    kind: ActorKind


class CasualtyRow(TypedDict):
    """Casualties of one status according to one source."""

    status: Literal["killed", "injured", "killed_or_injured", "captured", "missing"]
    low: int | None
    high: int | None
    victims: QuoteRow | None
    source: QuoteRow | None
    superseded: bool
    quote: QuoteRow


class NotesRow(TypedDict):
    """Notes on the article itself."""

    published_text: QuoteRow | None
    agencies: list[QuoteRow]
    garbled_passages: list[QuoteRow]


class OperationItem(TypedDict):
    """An operation of a coding."""

    id: str
    summary: str
    casualties: list[CasualtyRow]
    in_response_to: str | None


class IncidentItem(TypedDict):
    """An incident of a coding."""

    id: str
    operation: str | None
    type: IncidentType
    status: Literal["occurred", "attempted_or_foiled", "alleged_disputed"]
    salience: Literal["main", "background"]
    summary: str
    initiators: list[ActorRow]
    basis: Literal["acknowledged_by_actor", "claimed_by_actor", "accused_by_other", "reported_as_fact", "unknown"]
    claimed_by: QuoteRow | None
    targets: list[ActorRow]
    target_kinds: list[TargetKind]
    target_text: QuoteRow | None
    weapon: Weapon
    weapon_text: QuoteRow | None
    date_text: QuoteRow | None
    date_start: str | None
    date_end: str | None
    date_precision: Literal["exact_day", "day_range", "week", "month", "year", "unknown"]
    date_basis: Literal["explicit_in_text", "relative_to_publication", "relative_to_other_event", "none"]
    place_text: QuoteRow | None
    place_name: str | None
    admin1: str | None
    country: str | None
    place_precision: Literal["site", "town_or_district", "near_place", "province_or_region", "country", "unknown"]
    casualties: list[CasualtyRow]
    damage: Literal["none", "some", "destroyed", "unknown"]
    in_response_to: str | None
    evidence: list[QuoteRow]


class StatementItem(TypedDict):
    """A statement of a coding."""

    type: Literal[
        "condemnation", "threat_or_vow", "demand", "justification", "denial", "warning_or_restraint", "support", "other"
    ]
    speaker: QuoteRow
    on_behalf_of: QuoteRow | None
    about: str | None
    quote: QuoteRow


class AggregateItem(TypedDict):
    """An aggregate of a coding."""

    what: Literal["attacks", "strikes", "killed", "injured", "sanctioned", "other"]
    low: int | None
    high: int | None
    by: QuoteRow | None
    against: QuoteRow | None
    period_text: QuoteRow | None
    period_start: str | None
    period_end: str | None
    source: QuoteRow | None
    quote: QuoteRow


class CodingRow(TypedDict):
    """A coding, as gold files and `Extraction.coding` hold it."""

    article: NotesRow
    operations: list[OperationItem]
    incidents: list[IncidentItem]
    statements: list[StatementItem]
    aggregates: list[AggregateItem]


class Checked(TypedDict):
    """The values of a row that contradict their words; missing where none does."""

    contradictions: NotRequired[list[ContradictionRow]]


class ReviewMark(TypedDict):
    """Review status of a row (`confirmed`, `corrected`, `added`), reviewer, time; `before`: the values corrected."""

    status: str
    by: str | None
    at: str | None
    before: NotRequired[dict[str, Any]]


class Identity(TypedDict):
    """First columns of every row: the article it comes from."""

    article_id: str | None
    article: str
    published: str | None


class IncidentRow(Identity, IncidentItem, Checked):
    """A line of `incidents.jsonl`; `review` in a run with corrections."""

    review: NotRequired[ReviewMark]


class OperationRow(Identity, OperationItem, Checked):
    """A line of `operations.jsonl`."""


class StatementRow(Identity, StatementItem):
    """A line of `statements.jsonl`."""


class AggregateRow(Identity, AggregateItem, Checked):
    """A line of `aggregates.jsonl`."""


class FailureRow(Identity):
    """A line of `failures.jsonl`: an article that is not ok; `kind` is its error class.

    Of a partial article there is a line for each item that is left out: its path in the response (`incidents.2`; empty
    for the rest of a response that was cut), and its value as JSON, as the model gave it.
    """

    state: str
    kind: str
    message: str
    item: NotRequired[str]
    value: NotRequired[str]


class LeftOutRow(TypedDict):
    """An item of a partial article that is in no table; see `FailureRow`."""

    kind: str
    message: str
    item: str
    value: str


class ArticleRow(Identity):
    """A line of `articles.jsonl`. `notes` holds the fields of the coding that are not tables."""

    state: str
    kind: NotRequired[str]
    message: NotRequired[str]
    left_out: NotRequired[list[LeftOutRow]]
    metadata: dict[str, Any]
    notes: dict[str, Any]
    quotes: dict[str, int]
    repairs: int
    checks: NotRequired[dict[str, int]]
    flags: list[str]


class TextRow(TypedDict):
    """A line of `texts.jsonl`: the original text, in which offsets count; `page` is true for HTML.

    `parts` are the labels of a document's parts and where each begins in the text.
    """

    article_id: str
    article: str
    text: str
    page: NotRequired[bool]
    media: NotRequired[str]
    parts: NotRequired[list[tuple[str, int]]]


class ManifestArticle(Identity):
    """The line of an article in `manifest.json`: the recordings that its rows were derived from."""

    state: str
    models: list[str]
    recordings: list[str]
