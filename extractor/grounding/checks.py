"""Check single values against their words: a number, a range of days, a place, a status, an actor's kind.

Each check agrees, contradicts, or cannot tell. It contradicts only where the words say something else, or where there
are none; a value that needs more than its words (a sum, a list of names, an exonym) cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from extractor.grounding.days import LATEST, WITH_YEAR, DayRange, format_days
from extractor.grounding.incident_dates import IncidentDate
from extractor.grounding.locate import folded_text
from extractor.grounding.numbers import Count, Numbers, read_numbers, says_none, sums

SMALL = 2  # victims that a text can give without a number: a man, the couple
LISTED = 12  # victims that a text can give as a list of names
LARGE = 20  # numbers that are written in digits in languages whose number words are not known
A_WEEKDAY = LATEST.format("weekday")
_LIST = re.compile(r",|;| (?:and|et|y|e|und|en|и|та|ve) | و|\n")
# Persons without a number beside a number: "two soldiers and a guide", "his wife and both daughters".
_AND = re.compile(r" (?:and|et|y|e|und|en|и|та|ve) | و|\bincluding\b")


class Verdict(StrEnum):
    """Outcome of a check."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict on one value; `reason` says what its words say, where they contradict it."""

    verdict: Verdict
    reason: str = ""


AGREES, CANNOT_TELL = CheckResult(Verdict.AGREES), CheckResult(Verdict.CANNOT_TELL)


def contradicts(reason: str) -> CheckResult:
    """Return the finding that a value contradicts its words."""
    return CheckResult(Verdict.CONTRADICTS, reason)


def check_number(
    low: float | None, high: float | None, words: str, language: str | None, *, counted: bool = True
) -> CheckResult:
    """Check a number, or a range of numbers, against its quote.

    Args:
        low, high: the ends of the range, equal for one number; None where it has no such end.
        words: the quote.
        language: of the article, ISO 639-1.
        counted: False if the number may be an age or a year, and not a count.
    """
    given = [value for value in (low, high) if value is not None]
    if not given:
        return CANNOT_TELL
    numbers = read_numbers(words, language)
    exact = [count for count in numbers.counts if not count.vague]
    if low == 0 and high and any(count.low is None for count in exact):
        low, given = None, [high]  # "less than 100", from 0 on
    bounds = {bound for count in exact for bound in (count.low, count.high)} - {None}
    if all(value in bounds for value in given):
        return _ends_agree(low, high, exact)
    wrong = next(value for value in given if value not in bounds)
    others = numbers.others if counted else numbers.others | numbers.dated
    if numbers.shared or (wrong in others and not (exact and numbers.people)):
        return CANNOT_TELL  # a share of a count; an age or a date, which may be a count all the same
    if wrong <= SMALL and wrong not in (0, None) and (_LIST.search(words) or not numbers.people):
        return CANNOT_TELL  # "shot by three bullets", "the chief and two others"
    return _unread(wrong, low, numbers=numbers, words=words)


def _ends_agree(low: float | None, high: float | None, counts: Sequence[Count]) -> CheckResult:
    """Return whether the ends of a range are those of one count; each of them is in the words."""
    fitting = [count for count in counts if low in (count.low, None) and high in (count.high, None)]
    if fitting or not counts:
        return AGREES
    capped = [count for count in counts if count.low is None and high is None and count.high == low]
    if capped:
        return contradicts(f"the words say {capped[0]}")
    opened = [count for count in counts if count.high is None and count.low == low == high]
    if opened:
        return contradicts(f"the words say {opened[0]}, without an upper limit")
    ranges = [count for count in counts if low == high and count.low != count.high and low in (count.low, count.high)]
    if ranges and ranges[0].low is not None:
        return contradicts(f"the words say {ranges[0]}")
    return CANNOT_TELL


def _unread(wrong: float, low: float | None, *, numbers: Numbers, words: str) -> CheckResult:
    """Return what to say of a number that is not among those of its words."""
    exact = [count for count in numbers.counts if not count.vague]
    vague = [count for count in numbers.counts if count.vague]
    if wrong == 0 and says_none(words):
        return AGREES
    if any((count.low or 0) <= wrong <= (count.high or wrong) for count in vague):
        return AGREES
    if wrong in sums(exact) or _one_more_than_said(wrong, low, exact):
        return CANNOT_TELL
    total = sum(count.low or 0 for count in exact)
    unnumbered = SMALL * bool(_AND.search(words)) if exact else LISTED * bool(_LIST.search(words))
    if 0 < wrong - total <= unnumbered:
        return CANNOT_TELL  # "two soldiers and a guide", "Ali, Omar and Hassan"
    unknown = not exact and not vague  # number words may have been missed
    if not numbers.complete and (wrong < LARGE or unknown or any(_is_multiple(wrong, count) for count in exact)):
        return CANNOT_TELL
    if exact or vague:
        return contradicts(f"the words say {_listed(exact or vague)}")
    return contradicts("its words have no number")


def _one_more_than_said(wrong: float, low: float | None, counts: Sequence[Count]) -> bool:
    more = any(count.more and count.low is not None and wrong == low == count.low + 1 for count in counts)
    return more or any(count.more and count.high is not None and wrong == count.high - 1 for count in counts)


def _is_multiple(value: float, count: Count) -> bool:
    """Return True for a value that is a number of the words times a thousand, in a language without known scales."""
    return bool(count.low) and value in {(count.low or 0) * scale for scale in (10, 100, 1_000, 10_000, 1_000_000)}


def _listed(counts: Sequence[Count]) -> str:
    return ", ".join(dict.fromkeys(str(count) for count in counts[:4]))


def check_date(found: IncidentDate, *, has_words: bool) -> CheckResult:
    """Check the days of an item against those of its date phrase."""
    if found.coded is None:
        return CANNOT_TELL
    if not has_words:
        return contradicts("it has no words")
    if found.derived is None:
        return CANNOT_TELL
    a_week = found.derived.rule == A_WEEKDAY and found.derived.start - found.coded.start == timedelta(days=7)
    if a_week:
        return CANNOT_TELL  # "on Monday", in a paper of Monday
    if found.contradictory and _another_year(found.coded, found.derived):
        return CANNOT_TELL  # "last March", "September 11"
    if found.contradictory:
        return contradicts(
            f"the words give {format_days(found.derived.start, found.derived.end)} ({found.derived.rule})"
        )
    return AGREES


def _another_year(coded: DayRange, derived: DayRange) -> bool:
    """Tell whether days differ from those of a phrase without a year by the year alone."""
    same = (coded.start.month, coded.start.day) == (derived.start.month, derived.start.day)
    month = derived.precision == "month" and coded.start.month == derived.start.month
    return derived.rule != WITH_YEAR and coded.start.year != derived.start.year and (same or month)


# Words that say of an act that it did not happen, or not yet. They must be all that a text says of the act, and about
# the act itself: "could be the worst attack" and "denied responsibility for the attack" say that there was one.
_ACT = r"(?:attack|strike|bomb|shell|hit|kill|launch|fire|invade|destroy|carry out|retaliate|raid|assassinate|storm)"
_NEGATED = re.compile(
    r"\bno (?:\w+ ){0,4}(?:took place|occurred|happened|was (?:carried out|launched|reported|fired))\b"
    r"|\b(?:attacks?|strikes?|raids?|bombings?|shelling|explosions?|clash\w*|killings?) (?:did not|didn't|never) "
    r"(?:take place|occur|happen)\b"
    r"|\bn'(?:a|ont) pas eu lieu\b|\baucune? (?:\w+ ){0,3}n'a eu lieu\b|\bno (?:hubo|se produjo)\b"
    r"|\bfand\w* nicht statt\b|\bes gab keine?n? (?:angriff|anschlag|beschuss|explosion)\w*"
    r"|\b(?:нападени|атак|удар|взрыв|обстрел|напад|вибух|обстріл)\w* не (?:было|було|произошло|сталося)\b"
    r"|لم (?:يقع|تقع|يحدث|يحصل) (?:أي )?(?:هجوم|غارة|انفجار|قصف)"
    r"|\b(?:did not|didn't|never|has not|have not|had not) (?:\w+ )?"
    r"(?:attack|bomb|shell|launch|fire|invade|raid|carry out|carried out|strike|struck)(?:e?d)?\b"
)
_CONDITION = re.compile(r"\b(?:if|unless)\b[^,;.]*[,;.]?")
_MODAL = re.compile(
    rf"\b(?:would|will|could|might|may|plans? to|planned to|planning to|intends? to|threatens? to|threatened to|"
    rf"vows? to|vowed to|ready to|prepared to|going to|considering) (?:\w+ )?{_ACT}\b"
)
_MONTH_OF_MAY = re.compile(r"\bMay\b")
_DENIED = re.compile(
    r"\b(?:denied|denies|deny) (?:that )?(?:any (?:attack|strike|raid|bombing)|there (?:was|were|had been))\b"
)
# Without one of these none of the patterns above finds anything.
_CUE = re.compile(
    r"\b(?:no|not|didn|never|ont|a pas|aucune?|hubo|se produjo|fand\w*|es gab|не|لم|denied|denies|deny|would|will|could"
    r"|might|may|plan\w*|intend\w*|threaten\w*|vow\w*|ready|prepared|going|considering)\b|n['’`´ʼ]|لم ",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:but|however|kills?|dies?|shakes?|hits?|wounds?|injures?|strikes? (?:on|in|at|kill)|killed|wounded|injured|"
    r"struck|hit|attacked|bombed|shelled|destroyed|fired|launched|exploded|took place|died|dead|left|was|were|has|"
    r"but|aber|pero|mais|но|але|لكن|have|had|been|after|following|made|took|came|went|held|began|\w+ed)\b"
)


def check_status(status: str, evidence: Sequence[str]) -> CheckResult:
    """Check `occurred` against negation and modality in all of its evidence (English, some French, Spanish)."""
    if status != "occurred" or not evidence:
        return CANNOT_TELL
    unreal = [_unreal(text) for text in evidence]
    if all(unreal):
        return contradicts(f"its evidence says “{unreal[0]}”")
    return CANNOT_TELL


def _unreal(text: str) -> str:
    """Return the words by which a text says that an act did not happen; empty if it does not."""
    if not _CUE.search(text):
        return ""
    plain = _MONTH_OF_MAY.sub(" ", folded_text(text)).casefold()
    for pattern in (_NEGATED, _DENIED, _MODAL):
        # A condition says nothing of what happened: "would strike if attacked".
        clause = _CONDITION.sub(" ", plain).strip() if pattern is _MODAL else plain
        if found := pattern.search(clause.partition(",")[0] if pattern is _MODAL else clause):
            rest = clause[: found.start()] + " " + clause[found.end() :]
            # "planned" and "threatened" are past forms of the modal itself.
            return "" if _DONE.search(rest) else found[0]
    return ""
