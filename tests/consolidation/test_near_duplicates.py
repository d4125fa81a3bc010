"""consolidation.copies: which articles are one source."""

import random

from extractor.consolidation.near_duplicates import COPY, SourceArticle, resemblance, signature, sources
from extractor.core.package_data import SEEDS

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
WIRE = TEXTS[1]


def _told(name: str, text: str, *agencies: str) -> SourceArticle:
    return SourceArticle(name, text, signature(text), frozenset(agencies))


def test_a_copy_is_a_copy() -> None:
    """A wire story that was retitled, cut to its first half, or edited in places is still the same story."""
    words = WIRE.split()
    edited = WIRE.replace("Iraq", "the country", 3) + " With additional reporting by our staff."
    for copy in ("Our headline\n" + WIRE, " ".join(words[: len(words) // 2]), edited, WIRE.upper()):
        assert resemblance(signature(WIRE), signature(copy)) >= COPY


def test_stories_of_one_event_are_no_copies() -> None:
    """The sample articles, three of them on the same night, are all written apart."""
    for at, one in enumerate(TEXTS):
        for other in TEXTS[at + 1 :]:
            assert resemblance(signature(one), signature(other)) < COPY / 2


def test_sources() -> None:
    """Copies are one source, through others too; a story of another desk is another."""
    words = WIRE.split()
    told = [
        _told("b", WIRE),
        _told("a", " ".join(words[:400])),
        _told("c", " ".join(words[100:])),
        _told("d", TEXTS[0]),
    ]
    assert sources(told) == [["a", "b", "c"], ["d"]]
    assert sources(reversed(told)) == [["a", "b", "c"], ["d"]]


def test_one_agency_is_one_source() -> None:
    """Two articles that credit the same agency are one account, however they are worded; one that credits two agencies
    retells one of them, and does not make one source of both."""
    told = [
        _told("a", TEXTS[0], "afp"),
        _told("b", TEXTS[1], "afp", "efe"),
        _told("c", TEXTS[2]),
        _told("d", TEXTS[3], "afp"),
    ]
    assert sources(told) == [["a", "b", "d"], ["c"]]
    assert sources([_told("a", TEXTS[0], "afp"), _told("b", TEXTS[1], "afp", "efe"), _told("c", TEXTS[2], "efe")]) == [
        ["a", "b"],
        ["c"],
    ]


def test_a_script_without_spaces() -> None:
    """Chinese copies are copies, Chinese stories of one event are not."""
    story = (
        "美国军方星期三凌晨对伊拉克境内亲伊朗武装组织的据点实施空袭造成两人死亡据伊拉克内政部官员称袭击发生在与叙利亚接壤的卡伊姆地区"
        * 2
    )
    other = (
        "伊拉克政府谴责美军空袭称这是对国家主权的公然侵犯并表示将采取必要行动保护人民的生命和尊严空袭发生在巴格达以南的朱尔夫萨哈尔"
        * 2
    )
    assert resemblance(signature(story), signature("本报讯" + story)) >= COPY
    assert resemblance(signature(story), signature(other)) < COPY / 2


def test_the_same_text_twice() -> None:
    """A text without enough words for a shingle is compared as a whole."""
    assert signature("Two dead.") == b""
    assert sources([_told("a", "Two dead."), _told("b", "Two dead."), _told("c", "Three dead.")]) == [["a", "b"], ["c"]]


def test_many_articles() -> None:
    """Among many, where only those that share a band are compared, copies are still found."""
    draw = random.Random(1)
    vocabulary = [f"word{n}" for n in range(2_000)]
    stories = [" ".join(draw.choices(vocabulary, k=200)) for _ in range(60)]
    told = [
        _told(f"{n:02}{part}", story if part == "a" else " ".join(story.split()[:120]))
        for n, story in enumerate(stories)
        for part in "ab"
    ]
    assert sources(told) == [[f"{n:02}a", f"{n:02}b"] for n in range(60)]
