"""Locate a quote in a text: exactly, or folded for typography; a changed word is never a match.

Folding makes equal the typographic variants of a text: NFKC forms, quotation marks, dashes, kinds
of space, invisible characters, case outside acronyms, Arabic and Hebrew vowel signs that one side
leaves out, variants of Arabic letters. There is no edit distance, so a changed
digit, number word, negation or name does not match.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.core.span import Span
from extractor.core.word_edges import cuts_word
from extractor.schema.quote import Match

MAX_PLACES = 1_000  # occurrences of one quote that are considered

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″〝〞״「」『』《》"), '"') | dict.fromkeys(map(ord, "‘’‚‛‹›′`´ʼ׳"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－־"), "-")
_SAME: dict[int, str] = {**_QUOTES, **_DASHES}
_OPERATORS = frozenset("\u2061\u2062\u2063\u2064")  # invisible, but 1 times 2 is not 12
_TATWEEL, _NON_JOINER = "\u0640", "\u200c"  # stretches an Arabic word; separates letters like a space
# Arabic letters that are written with or without a hamza or dots; Persian ones of the same words.
_ARABIC = {ord(ch): base for base, variants in {"ا": "أإآٱ", "ي": "ىی", "ك": "ک", "ه": "ہھ"}.items() for ch in variants}
_VOWEL_SIGN = re.compile("[\u064b-\u0652\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_TYPED_DASH = re.compile("-{2,}")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")  # a hyphen at the end of a line
# Folding leaves such a run as it is: ASCII without quotation marks and hyphens, letters of European languages and of
# Arabic that have one form, single spaces; then no combining mark.
_STABLE = "!#-&(-,./-_a-~À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žА-яЁёЄєІіЇїҐґءؤئبةتثجحخدذرزسشصضطظعغفقلمنو"
_PLAIN = re.compile(rf"[{_STABLE}]+(?: [{_STABLE}]+)*(?![^\x00-\x7f])")
_ASCII_WORD = re.compile("[0-9A-Za-z]")
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "an as at be by do he if in is it me my no of on or so to up us we la le el un de du en et il au ce sa se es "
        "lo al su si er um zu da di ne на не по во до за из он от",
    )
)
_OUTER_QUOTES = re.compile(r"^[\"'“”„‟«»‘’‚‛‹›`]+|[\"'“”„‟«»‘’‚‛‹›`]+$")


def _fold_cluster(cluster: str) -> str:
    """Fold one base character with its combining marks; whitespace becomes a space."""
    if cluster.isspace():
        return " "
    # Superscripts and fractions are kept: NFKC would turn 5² into 52, another number.
    if unicodedata.category(cluster[0]) == "No":
        return cluster
    out = []
    for ch in unicodedata.normalize("NFKC", cluster):
        if ch == _NON_JOINER:
            out.append(" ")
        elif (
            ch == _TATWEEL
            or _VOWEL_SIGN.match(ch)
            or (unicodedata.category(ch) in ("Cf", "Cc") and ch not in _OPERATORS)
        ):
            continue
        else:
            out.append(" " if ch.isspace() else _SAME.get(ord(ch)) or _ARABIC.get(ord(ch)) or ascii_digit(ch))
    return "".join(out)


def ascii_digit(ch: str) -> str:
    """Return a decimal digit of any script as an ASCII digit, any other character unchanged."""
    value = unicodedata.decimal(ch, None)
    return ch if value is None else str(value)


@dataclass(frozen=True, slots=True)
class FoldedText:
    """A folded text with the range of the original for each of its characters."""

    text: str
    starts: list[int]
    ends: list[int]


def fold_typography(text: str, *, join_lines: bool = False) -> FoldedText:
    """Fold a text for typography, with offsets into the original; case is kept.

    Args:
        text: any text.
        join_lines: take a hyphen at the end of a line for no part of the word, instead of a hyphen in it.
    """
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i, n = 0, len(text)
    while i < n:
        if plain := _PLAIN.match(text, i):
            j = plain.end()
            out.extend(plain[0])
            starts.extend(range(i, j))
            ends.extend(range(i + 1, j + 1))
            i = j
            continue
        folded, j = _next_folded(text, i, join_lines=join_lines)
        for ch in folded:
            if ch == " " and out and out[-1] == " ":
                ends[-1] = j
                continue
            out.append(ch)
            starts.append(i)
            ends.append(j)
        i = j
    return FoldedText("".join(out), starts, ends)


def folded_text(text: str) -> str:
    """Return the text of `fold_typography`, without offsets."""
    out: list[str] = []
    i, n = 0, len(text)
    spaced = False  # whether the last character is a space, as far as one may follow
    while i < n:
        if plain := _PLAIN.match(text, i):
            out.append(plain[0])
            i, spaced = plain.end(), False
            continue
        folded, i = _next_folded(text, i, join_lines=False)
        for ch in folded:
            if ch != " " or not spaced:
                out.append(ch)
            spaced = ch == " "
    return "".join(out)


def _next_folded(text: str, i: int, *, join_lines: bool) -> tuple[str, int]:
    """Return the folded form of what begins at an index, and where that ends."""
    if text[i] == "-" and (broken := _BROKEN_WORD.match(text, i)):
        return "" if join_lines else "-", broken.end()
    if dash := _TYPED_DASH.match(text, i):
        return "-", dash.end()
    if _is_single(text[i]) and _is_single(text[i + 1 : i + 2]):  # two of any kind: a double quotation mark
        return '"', i + 2
    j = i + 1
    while j < len(text) and unicodedata.category(text[j])[0] == "M":
        j += 1
    return _fold_cluster(text[i:j]), j


def _is_single(ch: str) -> bool:
    return ch == "'" or (ch != "" and _QUOTES.get(ord(ch)) == "'")


def _lower(folded: FoldedText) -> FoldedText:
    """Fold case as well; one character may become two (ß)."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for ch, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        for low in ch.casefold():
            out.append(low)
            starts.append(start)
            ends.append(end)
    return FoldedText("".join(out), starts, ends)


def _occurrences(needle: str, hay: str) -> Iterator[int]:
    at = hay.find(needle)
    while at >= 0:
        yield at
        at = hay.find(needle, at + 1)


_WORD = re.compile(r"\w+")


def _acronyms_differ(a: str, b: str) -> bool:
    """Return True if two texts that are equal but for case differ in a word that is all capitals in one of them.

    "IS" is a name and "is" is not, so case must not be folded there.
    """
    words = zip(_WORD.findall(a), _WORD.findall(b), strict=False)
    return any(x != y and any(len(word) > 1 and word.isupper() for word in (x, y)) for x, y in words)


@dataclass(frozen=True, slots=True)
class Location:
    """Location of a quote: how it matches and its range; no range if it was not found."""

    match: Match
    span: Span | None = None


class QuoteLocator:
    """Search for quotes in one text, which is folded once, and only if needed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._cuts: dict[int, bool] = {}  # quotes begin and end where others do

    @cached_property
    def _folded(self) -> FoldedText:
        return fold_typography(self.text)

    @cached_property
    def _lowered(self) -> FoldedText:
        return _lower(self._folded)

    @cached_property
    def _joined(self) -> FoldedText | None:
        """The folded text with the words joined that a line break divides; None if it divides none."""
        return _lower(fold_typography(self.text, join_lines=True)) if _BROKEN_WORD.search(self.text) else None

    def find(self, quote: str, near: Span | None = None) -> Location:
        """Locate a quote; of several occurrences the one nearest to `near`, else the first."""
        wanted = quote.strip()
        if not says_something(wanted):
            return Location("ungrounded")
        at = self._nearest(wanted, near)
        if at >= 0:
            return Location("exact", Span(at, at + len(wanted)))
        found = self._best(self._with_vowels(self._folded_spans(wanted), wanted), near)
        bare = _OUTER_QUOTES.sub("", wanted)  # quotation marks that the model put around it
        if found is None and bare != wanted:
            found = self.find(bare, near).span
        return Location("folded", found) if found else Location("ungrounded")

    def _nearest(self, wanted: str, near: Span | None) -> int:
        """Return where a string occurs and cuts no word, nearest to `near` (the earlier of two), or first; else -1."""
        if near is None:
            return self._search(wanted, 0, self.text.find)
        if len(wanted) > near.end - near.start:
            spans = (Span(at, at + len(wanted)) for at in _occurrences(wanted, self.text))
            found = self._best(spans, near)
            return found.start if found else -1
        inside = self.text.find(wanted, near.start, near.end)
        if inside >= 0 and self._whole(inside, inside + len(wanted)):
            return inside
        right = self._search(wanted, near.start, self.text.find)
        if 0 <= right <= near.end - len(wanted):
            return right
        left = self._search(wanted, near.start - 1, self.text.rfind)
        if left < 0 or right < 0:
            return max(left, right)
        return left if near.start - left <= right + len(wanted) - near.end else right

    def _search(self, wanted: str, at: int, find: Callable[..., int]) -> int:
        """Return the first occurrence that cuts no word, from an index on in one direction; -1 if there is none."""
        backward = find == self.text.rfind
        while at >= 0:
            at = find(wanted, 0, at + len(wanted)) if backward else find(wanted, at)
            if at < 0 or self._whole(at, at + len(wanted)):
                return at
            at += -1 if backward else 1
        return -1

    def _whole(self, start: int, end: int) -> bool:
        return not self._cuts_word(start) and not self._cuts_word(end)

    def _cuts_word(self, at: int) -> bool:
        found = self._cuts.get(at)
        if found is None:
            found = self._cuts[at] = cuts_word(self.text, at)
        return found

    def _folded_spans(self, wanted: str) -> Iterator[Span]:
        needle = fold_typography(wanted).text.strip()
        yield from _spans(needle, self._folded)
        lowered = _lower(fold_typography(needle)).text
        for folded in (self._lowered, self._joined):
            for span in _spans(lowered, folded) if folded else ():
                if not _acronyms_differ(needle, fold_typography(self.text[span.start : span.end]).text):
                    yield span

    def _with_vowels(self, spans: Iterator[Span], wanted: str) -> Iterator[Span]:
        """Leave out texts whose vowel signs differ from those of the quote: they tell "killed" from "was killed"."""
        signs = _VOWEL_SIGN.findall(wanted)
        for span in spans:
            if not signs or _VOWEL_SIGN.findall(self.text, span.start, span.end) in ([], signs):
                yield span

    def _best(self, spans: Iterator[Span], near: Span | None) -> Span | None:
        places: Iterable[Span] = spans
        if near is not None:
            first = list(itertools.islice(spans, MAX_PLACES))
            places = sorted(first, key=lambda s: (max(near.start - s.start, s.end - near.end, 0), s.start))
        # Nearest first: checking an occurrence for cut words costs more than finding it.
        return next((s for s in places if self._whole(s.start, s.end)), None)


def says_something(wanted: str) -> bool:
    """Return False for a text that is no evidence wherever it stands: punctuation, a letter, a word of two letters.

    Two capitals are an acronym ("UN"); two capitalized letters may be a name ("Xi") but for function words.
    """
    if len(wanted) < 3 and wanted.isalpha():
        joined = unicodedata.name(wanted[0], "").startswith(("ARABIC", "HEBREW"))
        if wanted.islower() or joined or (wanted.istitle() and wanted.casefold() in _FUNCTION_WORDS):
            return False
    if len(wanted) < 2 and not (wanted and unicodedata.category(wanted) == "Lo"):
        return False
    if _ASCII_WORD.search(wanted) or any(ch.isalnum() and ch != _TATWEEL for ch in wanted):
        return True
    return any(ch.isalnum() for ch in fold_typography(wanted).text)


def _spans(needle: str, folded: FoldedText) -> Iterator[Span]:
    """Yield the occurrences of a folded needle that neither begin nor end inside one folded character."""
    last = len(needle) - 1
    for at in itertools.islice(_occurrences(needle, folded.text), MAX_PLACES):
        end = at + last
        inside = (at > 0 and folded.starts[at] == folded.starts[at - 1]) or (
            end + 1 < len(folded.starts) and folded.starts[end] == folded.starts[end + 1]
        )
        if not inside:
            yield Span(folded.starts[at], folded.ends[end])
