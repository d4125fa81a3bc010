"""report turns: which article a reviewer looks at next."""

from typing import Any

from extractor.report.review_queue import differences, turns


def _article(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "name": f"{number}.txt",
        "id": f"{number:032x}",
        "text": "t",
        "state": "ok",
        "quotes": {"ungrounded": 0},
        "flags": [],
        **facts,
    }


ARTICLES = [
    _article(0),
    _article(1, quotes={"ungrounded": 2}),
    _article(2, flags=["needs_review"]),
    _article(3, state="failed", kind="refusal"),
    _article(4, state="failed", kind="unreadable", text=""),
    *(_article(number) for number in range(5, 105)),
]


def test_what_looks_wrong_comes_first() -> None:
    """What failed, what is ungrounded, what differs, what is flagged, each with its reason; then a random share."""
    found = turns(ARTICLES, {"7.txt": 1}, 0.2, "run", blind=False)
    assert [each["article"] for each in found[:4]] == [3, 1, 2, 7]
    assert [each["why"] for each in found[:4]] == [
        ["failed: refusal"], ["2 not in the article"], ["needs review"], ["1 difference"],
    ]  # fmt: skip
    rest = found[4:]
    assert len(rest) == 20
    assert all(each["why"] == ["drawn at random"] for each in rest)
    assert [each["article"] for each in rest] != sorted(each["article"] for each in rest)


def test_the_draw_is_that_of_the_run() -> None:
    """The same run draws the same articles, another one others; nothing is drawn twice, what has no text never."""
    first, again, other = (turns(ARTICLES, {}, 0.2, seed, blind=False) for seed in ("a", "a", "b"))
    assert first == again != other
    drawn = [each["article"] for each in first]
    assert len(set(drawn)) == len(drawn)
    assert 4 not in drawn


def test_few_articles_are_all_drawn() -> None:
    """Of ten articles or fewer all are looked at, unless none is wanted."""
    assert len(turns(ARTICLES[5:12], {}, 0.01, "a", blind=False)) == 7
    assert turns(ARTICLES[5:12], {}, 0, "a", blind=False) == []


def test_blind_shows_nothing_by_its_order() -> None:
    """For coding blind all articles are drawn alike, without a reason that would tell what the model said."""
    found = turns(ARTICLES, {"7.txt": 1}, 1, "a", blind=True)
    assert {each["article"] for each in found} == set(range(105)) - {4}
    assert {why for each in found for why in each["why"]} == {"drawn at random"}


def test_differences_of_a_comparison() -> None:
    """What changed, is new and is lost in an article counts alike, incidents and all else."""
    pairs = [{"changed": [["place", "a", "b"]]}, {"changed": []}]
    tables = {"statements": [["one said"], []]}
    compared = {
        "articles": [{"name": "x", "lost": [1], "new": [2, 3], "pairs": pairs, "tables": tables, "changed": [1]}]
    }
    assert differences(compared) == {"x": 6}
    assert differences(None) == {}
