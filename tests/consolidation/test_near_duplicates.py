"""consolidation.near_duplicates: articles grouped by source."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.disjoint_sets import DisjointSets
from extractor.consolidation.near_duplicates import COPY_THRESHOLD, SourceArticle, group_sources, resemblance, signature
from extractor.core.package_data import SEEDS

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
WIRE = TEXTS[1]


def _article(name: str, text: str, *agencies: str) -> SourceArticle:
    return SourceArticle(name, text, signature(text), frozenset(agencies))


def test_copies() -> None:
    """A wire story that was retitled, cut to its first half, or edited in places is a copy."""
    words = WIRE.split()
    edited = WIRE.replace("Iraq", "the country", 3) + " With additional reporting by our staff."
    for copy in ("Our headline\n" + WIRE, " ".join(words[: len(words) // 2]), edited, WIRE.upper()):
        assert resemblance(signature(WIRE), signature(copy)) >= COPY_THRESHOLD


def test_independent_stories() -> None:
    """The sample articles, three of them on the same night, are not copies of each other."""
    for at, one in enumerate(TEXTS):
        for other in TEXTS[at + 1 :]:
            assert resemblance(signature(one), signature(other)) < COPY_THRESHOLD / 2


def test_sources() -> None:
    """Copies, also of copies, are one source; an independent story is another."""
    words = WIRE.split()
    articles = [
        _article("b", WIRE),
        _article("a", " ".join(words[:400])),
        _article("c", " ".join(words[100:])),
        _article("d", TEXTS[0]),
    ]
    assert group_sources(articles) == [["a", "b", "c"], ["d"]]
    assert group_sources(reversed(articles)) == [["a", "b", "c"], ["d"]]


def test_one_agency_is_one_source() -> None:
    """Two articles that credit the same agency are one source, whatever their wording; one that credits two agencies
    belongs to one of them and does not merge the two."""
    articles = [
        _article("a", TEXTS[0], "afp"),
        _article("b", TEXTS[1], "afp", "efe"),
        _article("c", TEXTS[2]),
        _article("d", TEXTS[3], "afp"),
    ]
    assert group_sources(articles) == [["a", "b", "d"], ["c"]]
    assert group_sources(
        [_article("a", TEXTS[0], "afp"), _article("b", TEXTS[1], "afp", "efe"), _article("c", TEXTS[2], "efe")]
    ) == [
        ["a", "b"],
        ["c"],
    ]


def test_a_script_without_spaces() -> None:
    """Copies in Chinese are recognized, and independent stories of one event are not copies."""
    story = (
        "美国军方星期三凌晨对伊拉克境内亲伊朗武装组织的据点实施空袭造成两人死亡据伊拉克内政部官员称袭击发生在与叙利亚接壤的卡伊姆地区"
        * 2
    )
    other = (
        "伊拉克政府谴责美军空袭称这是对国家主权的公然侵犯并表示将采取必要行动保护人民的生命和尊严空袭发生在巴格达以南的朱尔夫萨哈尔"
        * 2
    )
    assert resemblance(signature(story), signature("本报讯" + story)) >= COPY_THRESHOLD
    assert resemblance(signature(story), signature(other)) < COPY_THRESHOLD / 2


def test_short_texts() -> None:
    """A text shorter than a shingle is compared as a whole."""
    assert signature("Two dead.") == b""
    assert group_sources([_article("a", "Two dead."), _article("b", "Two dead."), _article("c", "Three dead.")]) == [
        ["a", "b"],
        ["c"],
    ]


def test_many_articles() -> None:
    """Among many articles, of which only those that share a band are compared, copies are found."""
    draw = random.Random(1)
    vocabulary = [f"word{n}" for n in range(2_000)]
    stories = [" ".join(draw.choices(vocabulary, k=200)) for _ in range(60)]
    articles = [
        _article(f"{n:02}{part}", story if part == "a" else " ".join(story.split()[:120]))
        for n, story in enumerate(stories)
        for part in "ab"
    ]
    assert group_sources(articles) == [[f"{n:02}a", f"{n:02}b"] for n in range(60)]


@given(st.lists(st.integers(0, 400), min_size=2, max_size=14), st.integers(0, 3))
def test_groups_are_those_of_all_pairs(starts: list[int], story: int) -> None:
    """Through the bands or not, the groups are those that comparing every pair gives."""
    words = TEXTS[story].split() * 3
    articles = [_article(f"{n:02}", " ".join(words[start : start + 120])) for n, start in enumerate(starts)]
    groups = DisjointSets([each.article for each in articles])
    for one, other in itertools.combinations(articles, 2):
        if one.text_id == other.text_id or resemblance(one.signature, other.signature) >= COPY_THRESHOLD:
            groups.union(one.article, other.article)
    assert group_sources(articles) == sorted(sorted(group) for group in groups.sets())
