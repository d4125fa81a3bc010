"""Check the values of a whole coding against their words, by the fields that a schema or a prompt file names.

A finding belongs to a row of a table by its path: `incidents.0.casualties.1.low`. Values whose quote was not found in
the article are left out: that is an error of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.articles.article import Article
from extractor.grounding.checks import (
    AGREES,
    CANNOT_TELL,
    CheckResult,
    Verdict,
    check_date,
    check_number,
    check_status,
    contradicts,
)
from extractor.grounding.date_phrases import parse_date_phrase
from extractor.grounding.days import DayRange
from extractor.grounding.gazetteer import Gazetteer
from extractor.grounding.incident_dates import IncidentDate, compare_dates, date_incidents
from extractor.grounding.names import Names
from extractor.grounding.place_check import KnownPlaces, check_place
from extractor.schema.checked_fields import CODEBOOK, INCIDENT_DATE, CheckedFields

Path = tuple[str | int, ...]
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """The finding on one value.

    Attributes:
        path: of the field from the top of the value.
        value: as the finding is about it, in words.
        words: the quote, empty if there is none.
        finding: verdict and reason.
    """

    path: Path
    value: str
    words: str
    finding: CheckResult

    @property
    def problem(self) -> str:
        """Return the contradiction as a line of a repair."""
        words = f", but it was read from “{self.words[:200]}”" if self.words else ""
        return f"{'.'.join(map(str, self.path))}: {self.value}{words}: {self.finding.reason}"


class CodingChecker:
    """Checker of the codings of articles.

    Args:
        fields: what is checked.
        names: alias files, without a gazetteer.
        towns: for names in other languages; None if it is not installed.
    """

    def __init__(self, fields: Sequence[CheckedFields], names: Names, towns: Gazetteer | None = None) -> None:
        self.fields, self.names = fields, names
        self.places = KnownPlaces(names.places, towns)

    def check(self, coding: Item, article: Article) -> list[ValueCheck]:
        """Check each value that has its fields; quotes are objects with `text` and `match` (see `Grounding.dump`)."""
        dates = self._incident_dates(coding, article)
        found: list[ValueCheck] = []
        items: dict[str, list[tuple[Path, Item]]] = {}
        for fields in self.fields:
            if fields.item not in items:
                items[fields.item] = list(_items(coding, tuple(fields.item.split(".")) if fields.item else ()))
            for path, item in items[fields.item]:
                words = _words(item.get(fields.words))
                if words is not None:
                    found += self._check(fields, path, item=item, words=words, article=article, dates=dates)
        return found

    def count_items(self, coding: Item) -> int:
        """Return the number of items that have checked fields."""
        paths = {fields.item for fields in self.fields}
        return sum(1 for path in paths for _ in _items(coding, tuple(path.split(".")) if path else ()))

    def _check(
        self,
        fields: CheckedFields,
        path: Path,
        *,
        item: Item,
        words: Sequence[str],
        article: Article,
        dates: Mapping[str, IncidentDate],
    ) -> Iterator[ValueCheck]:
        value, upper = item.get(fields.value), item.get(fields.upper) if fields.upper else item.get(fields.value)
        text, language = " … ".join(words), article.language
        field, shown = fields.value, str(value)
        if fields.kind == "number":
            counted = fields in CODEBOOK
            given = _number(value), _number(upper)
            finding = check_number(*given, text, language, counted=counted) if words else _without_words(value)
            shown = _range_text(value, upper)
        elif fields.kind == "date":
            known = dates.get(str(item.get("id"))) if fields == INCIDENT_DATE else None
            known = known or _date_of(value, upper, phrase=text, article=article)
            finding, shown = check_date(known, has_words=bool(words)), _range_text(value, upper)
        elif fields.kind == "place":
            country = _text_or_none(item.get(fields.country)) if fields.country else None
            value = _text_or_none(value)
            finding = check_place(
                value, country, text or None, text=article.text, language=language, places=self.places
            )
            field = fields.value if value else fields.country
            shown = ", ".join(filter(None, (value, country)))
        elif fields.kind == "status":
            finding = check_status(str(value), words)
        else:
            finding = self._check_actor(str(value), text)
        if value is not None or finding.reason:
            yield ValueCheck((*path, field), shown, text, finding=finding)

    def _check_actor(self, kind: str, name: str) -> CheckResult:
        """Check an actor's kind against that of the alias files."""
        id_ = self.names.actors.find(name)
        known = self.names.actors.fact(id_, "kind") if id_ else ""
        if not known or kind == "unknown":
            return CANNOT_TELL
        return AGREES if known == kind else CANNOT_TELL

    def _incident_dates(self, coding: Item, article: Article) -> Mapping[str, IncidentDate]:
        """Return the dates of the codebook's incidents, among them those relative to another incident."""
        if INCIDENT_DATE not in self.fields:
            return {}
        incidents, operations = coding.get("incidents"), coding.get("operations")
        if not isinstance(incidents, list) or not isinstance(operations, list):
            return {}
        return date_incidents(incidents, operations, article.published, article.language)


def _items(value: Any, steps: Path, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """Yield the objects at the end of a path of field names, each with its own path; lists are passed through."""
    if isinstance(value, list):
        for n, each in enumerate(value):
            yield from _items(each, steps, (*path, n))
    elif isinstance(value, dict):
        if not steps:
            yield path, value
        else:
            yield from _items(value.get(str(steps[0])), steps[1:], (*path, steps[0]))


def _words(value: Any) -> list[str] | None:
    """Return the words of a quote, a text or a list of them; [] for none; None if a quote was not found."""
    parts = value if isinstance(value, list) else [value]
    words = []
    for part in parts:
        if isinstance(part, dict) and "match" in part:
            if part["match"] == "ungrounded":
                return None
            words.append(str(part["text"]))
        elif isinstance(part, str) and part.strip():
            words.append(part)
    return words


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _without_words(value: Any) -> CheckResult:
    return contradicts("it has no words") if value is not None else CANNOT_TELL


def _range_text(low: Any, high: Any) -> str:
    if low == high:
        return str(low)
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low is None else f"{low} to {high}"


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _day(value: Any) -> date | None:
    """Return a day of a field of any schema; None for what is no ISO date."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _date_of(start: Any, end: Any, *, phrase: str, article: Article) -> IncidentDate:
    """Return a range of days as coded and as its phrase gives it."""
    days = [day for text in (start, end) if (day := _day(text))]
    coded = DayRange(min(days), max(days), "exact_day", rule="as coded") if days else None
    derived = parse_date_phrase(phrase, article.published, article.language) if phrase else None
    return compare_dates(coded, derived if isinstance(derived, DayRange) else None)


def contradictions(checks: Sequence[ValueCheck]) -> list[ValueCheck]:
    """Return the checks that contradict."""
    return [check for check in checks if check.finding.verdict is Verdict.CONTRADICTS]


def mark(coding: Item, checks: Sequence[ValueCheck], tables: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """Return a coding whose table items have their contradictions (see `ContradictionRow`), and flags for the rest."""
    out, flags = dict(coding), []
    for check in contradictions(checks):
        row = {"field": ".".join(map(str, check.path[2:])), "value": check.value, "words": check.words}
        if check.path[0] not in tables or len(check.path) < 3:
            flags.append(f"contradicts its words: {check.problem}")
            continue
        table, number = str(check.path[0]), int(check.path[1])
        items = list(out[table])
        items[number] = {
            **items[number],
            "contradictions": [*items[number].get("contradictions", []), {**row, "reason": check.finding.reason}],
        }
        out[table] = items
    return out, flags


def count_verdicts(checks: Sequence[ValueCheck]) -> dict[str, int]:
    """Return the number of checks by verdict, all of them present."""
    counts = Counter(check.finding.verdict for check in checks)
    return {verdict.value: counts[verdict] for verdict in Verdict}
