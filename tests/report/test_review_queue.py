"""review_queue: the order of articles in a review."""

from typing import Any

from extractor.report.review_queue import differences, review_queue


def _article(number: int, **facts: Any) -> Any:
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


def test_signs_of_errors_come_first() -> None:
    """Failed, ungrounded, differing and flagged articles come first, with reasons; then a random sample."""
    found = review_queue(ARTICLES, {"7.txt": 1}, 0.2, "run", blind=False)
    assert [each["article"] for each in found[:4]] == [3, 1, 2, 7]
    assert [each["why"] for each in found[:4]] == [
        ["failed: refusal"], ["2 not in the article"], ["needs review"], ["1 difference"],
    ]  # fmt: skip
    rest = found[4:]
    assert len(rest) == 20
    assert all(each["why"] == ["drawn at random"] for each in rest)
    assert [each["article"] for each in rest] != sorted(each["article"] for each in rest)


def test_the_sample_depends_on_the_run() -> None:
    """The same run gives the same sample, another run another; no article twice, none without text."""
    first, again, other = (review_queue(ARTICLES, {}, 0.2, seed, blind=False) for seed in ("a", "a", "b"))
    assert first == again != other
    drawn = [each["article"] for each in first]
    assert len(set(drawn)) == len(drawn)
    assert 4 not in drawn


def test_few_articles_are_all_drawn() -> None:
    """Of ten articles or fewer all are in the sample, unless the share is 0."""
    assert len(review_queue(ARTICLES[5:12], {}, 0.01, "a", blind=False)) == 7
    assert review_queue(ARTICLES[5:12], {}, 0, "a", blind=False) == []


def test_blind_order_shows_nothing() -> None:
    """In blind coding all articles are in the sample, and no reason reveals the model's coding."""
    found = review_queue(ARTICLES, {"7.txt": 1}, 1, "a", blind=True)
    assert {each["article"] for each in found} == set(range(105)) - {4}
    assert {why for each in found for why in each["why"]} == {"drawn at random"}


def test_differences_of_a_comparison() -> None:
    """Changed, new and lost items of an article are counted, incidents and others."""
    pairs = [{"changed": [["place", "a", "b"]]}, {"changed": []}]
    tables = {"statements": [["one said"], []]}
    compared: Any = {
        "articles": [{"name": "x", "lost": [1], "new": [2, 3], "pairs": pairs, "tables": tables, "changed": [1]}]
    }
    assert differences(compared) == {"x": 6}
    assert differences(None) == {}
