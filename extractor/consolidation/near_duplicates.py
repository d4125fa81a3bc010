"""Independent sources: articles that are copies of one story, or credit one agency, are one source.

Two texts are copies if the Jaccard index of their three-word shingles, as estimated by MinHash (Broder 1997, "On the
resemblance and containment of documents"), is at least 0.3: a copy cut to a third still reaches that, and two stories
written independently do not come near it. Articles that credit one agency are one source too: its story may be
rewritten and translated, and remains one account.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.consolidation.disjoint_sets import DisjointSets

SHINGLE_WORDS = 3
LONG_WORD, SHINGLE_CHARACTERS = 20, 8  # where words are longer than that on average, shingles are of characters
PERMUTATIONS = 128  # the estimate's standard error is at most 0.045
BAND_ROWS = 2  # of two texts with an index of 0.3, 99.8 % share a band
COPY_THRESHOLD = 0.3
SEED = 1
ALL_PAIRS_LIMIT = 20  # up to this many articles, all pairs are compared
_FORMAT = f"<{PERMUTATIONS}I"


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as a source.

    Attributes:
        article: its key.
        text_id: hash of its text.
        signature: the MinHash of its text, four bytes a number.
        agencies: ids or folded names of the agencies that it credits.
    """

    article: str
    text_id: str
    signature: bytes
    agencies: frozenset[str]


def signature(text: str) -> bytes:
    """Return the MinHash of a text, `PERMUTATIONS` numbers of four bytes; empty if it is shorter than a shingle."""
    from rensa import RMinHash

    words, size = text.casefold().split(), SHINGLE_WORDS
    if len(text) > LONG_WORD * len(words):  # written without spaces
        words, size = list("".join(words)), SHINGLE_CHARACTERS
    if len(words) < size:
        return b""
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update([" ".join(words[at : at + size]) for at in range(len(words) - size + 1)])
    return struct.pack(_FORMAT, *minhash.digest())


def resemblance(one: bytes, other: bytes) -> float:
    """Return the estimated Jaccard index of two signatures, from 0 to 1."""
    return _shared(_unpacked(one), _unpacked(other))


def _unpacked(signature: bytes) -> tuple[int, ...]:
    return struct.unpack(_FORMAT, signature) if signature else ()


def _shared(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    return sum(1 for a, b in zip(one, other, strict=False) if a == b) / PERMUTATIONS


def group_sources(articles: Iterable[SourceArticle]) -> list[list[str]]:
    """Return the keys of articles in sorted groups, each of one source."""
    ordered = sorted(articles, key=lambda each: each.article)
    groups = DisjointSets(each.article for each in ordered)
    for sharing in _by_text_and_agency(ordered).values():
        for other in sharing[1:]:
            groups.union(sharing[0], other)
    signatures = {each.article: _unpacked(each.signature) for each in ordered}
    compared: set[tuple[str, str]] = set()
    for bucket in _by_band(ordered).values() if len(ordered) > ALL_PAIRS_LIMIT else [list(signatures)]:
        _join_copies(bucket, signatures, groups=groups, compared=compared)
    return sorted(sorted(group) for group in groups.sets())


def _join_copies(
    bucket: Sequence[str],
    signatures: Mapping[str, tuple[int, ...]],
    *,
    groups: DisjointSets[str],
    compared: set[tuple[str, str]],
) -> None:
    """Join the articles of a bucket that are copies; what is in one group already is not compared.

    An article is compared with the groups before it, so many copies of one text take linear time. Pairs that are no
    copies are remembered, since they may share other bands.
    """
    apart: list[list[str]] = []  # the articles so far, by group
    for one in bucket:
        own = [one]
        for others in apart:
            if not groups.connected(one, others[0]):
                new = [other for other in others if (one, other) not in compared]
                if not any(_shared(signatures[one], signatures[other]) >= COPY_THRESHOLD for other in new):
                    compared.update((one, other) for other in new)
                    continue
                groups.union(one, others[0])
            own = others + own
        apart = [others for others in apart if not groups.connected(others[0], one)] + [own]


def _by_text_and_agency(articles: Sequence[SourceArticle]) -> dict[str, list[str]]:
    """Group articles by what makes them one source without comparison: the same text, the same agency."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in articles:
        found[f"text {each.text_id}"].append(each.article)
        if len(each.agencies) == 1:
            found[f"agency {min(each.agencies)}"].append(each.article)
    for each in articles:
        # An article that credits several agencies retells one of them; it does not make one source of the two.
        credited = [f"agency {agency}" for agency in sorted(each.agencies) if f"agency {agency}" in found]
        if len(each.agencies) > 1 and credited:
            found[credited[0]].append(each.article)
    return found


def _by_band(articles: Iterable[SourceArticle]) -> dict[tuple[int, bytes], list[str]]:
    """Group articles by the bands of their signatures (locality-sensitive hashing): only these are compared."""
    found: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for each in articles:
        for at in range(0, len(each.signature), 4 * BAND_ROWS):
            found[at, each.signature[at : at + 4 * BAND_ROWS]].append(each.article)
    return {band: keys for band, keys in found.items() if len(keys) > 1}
