"""valid_items: the valid part of a response, and the items that are joined to it."""

import json
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.prompts.valid_items import complete_part, item_json, joined, valid_part, with_answers
from extractor.schema.codebook import Coding
from tests.conftest import coding, incident

WORD = {"type": "parade"}  # no type of the codebook
STATEMENT = {"type": "other", "speaker": "soldiers", "on_behalf_of": None, "about": "i2", "quote": "in Gao"}


def _incidents(count: int, **wrong: int) -> dict[str, Any]:
    """Return a coding with incidents i1, i2, …; those whose number is among `wrong` are not valid."""
    items = [incident(id=f"i{n}", **(WORD if n in wrong.values() else {})) for n in range(1, count + 1)]
    return coding(*items)


@given(st.sets(st.integers(1, 6), min_size=1, max_size=5))
def test_wrong_items_cost_no_others(numbers: set[int]) -> None:
    """Each wrong item is left out with its path and its problem; all others are kept, in order."""
    plain = _incidents(6, **{f"n{n}": n for n in numbers})
    part = valid_part(Coding, plain, {})
    assert part is not None
    assert [item["id"] for item in part.value.model_dump()["incidents"]] == [
        f"i{n}" for n in range(1, 7) if n not in numbers
    ]
    assert [item.path for item in part.wrong] == [f"incidents.{n - 1}" for n in sorted(numbers)]
    assert all(item.problems[0].startswith(f"{item.path}.type: must be one of") for item in part.wrong)


def test_nothing_to_keep() -> None:
    """A value without a valid item, or with an error outside its items, has no valid part."""
    assert valid_part(Coding, _incidents(1, n=1), {}) is None
    assert valid_part(Coding, {**_incidents(2, n=1), "article": 5}, {}) is None
    assert valid_part(Coding, {**_incidents(2), "incidents": "none"}, {}) is None
    assert valid_part(Coding, [], {}) is None


def test_references_to_wrong_items() -> None:
    """A reference to an item that is left out becomes null, with a note; a second item of one id is wrong."""
    part = valid_part(Coding, {**_incidents(2, n=2), "statements": [STATEMENT]}, {})
    assert part is not None
    assert part.value.model_dump()["statements"][0]["about"] is None
    assert part.notes == ("statements.0.about left empty: i2 is not there",)
    twice = valid_part(Coding, coding(incident(id="i1"), incident(id="i1", summary="Another.")), {})
    assert twice is not None
    assert [(item.path, item.problems) for item in twice.wrong] == [
        ("incidents.1", ("incidents.1.id: i1 is the id of another item",))
    ]


def test_answers_by_place_and_by_id() -> None:
    """An answer holds the requested items in order, the whole value, or some of the items by their ids."""
    part = valid_part(Coding, _incidents(3, n=1, m=3), {})
    assert part is not None
    right = _incidents(3)["incidents"]
    for given_items in ([right[0], right[2]], right, [right[2]]):
        merged = with_answers(part, part.wrong, {"incidents": given_items})["incidents"]
        assert merged[2] == right[2]
        assert (merged[0] == right[0]) == (len(given_items) > 1)
    nothing: list[Any] = [None, {"incidents": "none"}, {"incidents": []}, []]
    for useless in nothing:
        assert with_answers(part, part.wrong, useless) == part.plain


def test_an_answer_that_repeats_a_valid_item() -> None:
    """A valid item is never put in the place of a wrong one, which would vanish: the wrong one stays."""
    part = valid_part(Coding, _incidents(2, n=2), {})
    assert part is not None
    for repeated in (_incidents(1), coding(incident(id="i1", summary="Another."))):
        assert with_answers(part, part.wrong, repeated) == part.plain


def test_cut_between_items() -> None:
    """An item or a list that was closed before the cut is complete."""
    for text in ('{"a": [{"id": 1}]', '{"a": [{"id": 1}], ', '{"a": [{"id": 1}], "b', '{"a": [{"id": 1}], "b": '):
        assert complete_part(text) == {"a": [{"id": 1}]}
    assert complete_part('{"a": [{"id": 1}, {"id": 2}, {"i') == {"a": [{"id": 1}, {"id": 2}]}


def test_references_beyond_the_cut() -> None:
    """A reference to an absent item becomes null in a cut value, and is an error in a whole one."""
    plain = coding(incident(id="i1", in_response_to="i3"), incident(id="i2"))
    part = valid_part(Coding, plain, {}, cut=True)
    assert part is not None
    assert part.notes == ("incidents.i1.in_response_to left empty: i3 is not there",)
    assert valid_part(Coding, plain, {}) is None


class Left(BaseModel):
    """One kind of item."""

    kind: Literal["left"]


class Right(BaseModel):
    """Another kind."""

    kind: Literal["right"]


class Both(BaseModel):
    """Items of two kinds."""

    items: list[Left | Right | None]


def test_items_of_several_types() -> None:
    """An item is held against all types that its list may have."""
    part = valid_part(Both, {"items": [{"kind": "left"}, {"kind": "right"}, None, {"kind": "up"}]}, {})
    assert part is not None
    assert [item.path for item in part.wrong] == ["items.3"]


def test_too_deep_or_too_many() -> None:
    """A value that is nested too deeply, or has hundreds of wrong items, is repaired as a whole."""
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    assert valid_part(Coding, {**_incidents(2), "article": {"agencies": deep}}, {}) is None
    assert valid_part(Coding, {**_incidents(1), "statements": [5] * 5_000}, {}) is None


@given(st.data())
def test_cut_anywhere(data: st.DataObject) -> None:
    """Wherever a response is cut, what is complete is a beginning of each list, unchanged; the rest can be joined."""
    whole = {**_incidents(3), "statements": [{**STATEMENT, "quote": "été “7.5”"}] * 2}
    text = json.dumps(whole, ensure_ascii=data.draw(st.booleans()))
    part = complete_part(text[: data.draw(st.integers(0, len(text)))]) or {}
    for table in ("incidents", "statements", "operations", "aggregates"):
        assert part.get(table, []) == whole[table][: len(part.get(table, []))]
    assert part.get("article", whole["article"]) == whole["article"]
    rest = {
        name: value[len(part.get(name, [])) :] if isinstance(value, list) else value for name, value in whole.items()
    }
    assert joined(part, rest, Coding)["incidents"] == whole["incidents"]
    assert set(joined(part, rest, Coding)) == set(whole)


def test_text_that_is_no_object() -> None:
    """Text that is cut before anything is complete, or that is no object, has no complete part."""
    assert [complete_part(text) for text in ("", "[1, 2", "nonsense", '"a"')] == [None] * 4
    assert item_json({"b": "\ud800", "a": 1}) == '{"b": "\\ud800", "a": 1}'
