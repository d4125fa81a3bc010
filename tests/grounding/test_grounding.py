"""grounding: every quote of a value, located."""

from enum import Enum
from typing import Any, Literal

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.grounding.grounding import Grounding
from extractor.schema.quote import Quote


class Act(BaseModel):
    """An act with its quotes."""

    who: Quote | None
    said: list[Quote]


class Report(BaseModel):
    """A schema other than the codebook."""

    note: Quote
    acts: list[Act]


TEXT = (
    "Washington spoke first. Later, on Monday, at least two people were killed when Washington bombed Jurf al-Sakhr.\r\n"
    "“It was not us”, said Tehran."
)
ARTICLE = make_article("x", TEXT, {})


def _report(note: str, *acts: tuple[str | None, list[str]]) -> Report:
    return Report(note=Quote(note), acts=[Act(who=Quote(w) if w else None, said=list(map(Quote, s))) for w, s in acts])


def _dump(report: Report, article: Article = ARTICLE) -> dict[str, Any]:
    return Grounding.of(report, article).dump(report)


def test_every_quote_becomes_text_with_offsets() -> None:
    """In a value of any schema each quote has its match and its range in the original."""
    out = _dump(_report("Jurf al-Sakhr", ("Tehran", ['"It was not us"'])))
    assert out["note"] == {"text": "Jurf al-Sakhr", "match": "exact", "start": 97, "end": 110}
    said = out["acts"][0]["said"][0]
    assert (said["match"], said["text"], said["replied"]) == ("folded", "“It was not us”", '"It was not us"')
    assert TEXT[said["start"] : said["end"]] == "“It was not us”"


def test_a_name_is_taken_near_its_evidence() -> None:
    """Of two occurrences of a name the one inside the item's longest quote is taken."""
    out = _dump(_report("Tehran", ("Washington", ["two people were killed when Washington bombed"])))
    assert out["acts"][0]["who"]["start"] == TEXT.rindex("Washington")


def _settled(string: str, answer: str | None) -> dict[str, Any]:
    report = _report("Tehran", (None, [string]))
    grounding = Grounding.of(report, ARTICLE)
    items = grounding.requote_items()
    assert [item["string"] for item in items] == [string]
    grounding.apply_requote(items, {1: answer})
    out: dict[str, Any] = grounding.dump(report)["acts"][0]["said"][0]
    assert out["asked_again"] is True
    return out


def test_a_requote_corrects_a_misspelt_name() -> None:
    """The requoted string replaces the first one, which is kept as `replied`."""
    out = _settled("bombed Jurf al-Sakhar", "bombed Jurf al-Sakhr")
    assert (out["match"], out["text"], out["replied"]) == ("exact", "bombed Jurf al-Sakhr", "bombed Jurf al-Sakhar")


def test_a_second_look_changes_no_fact() -> None:
    """M22, M23: a string with another number or negation, null, and a string not in the passage are rejected."""
    assert _settled("at least three people were killed", "at least two people were killed")["match"] == "ungrounded"
    assert _settled("It was us", "It was not us")["match"] == "ungrounded"
    assert _settled("two killed, three hurt", "three killed, two hurt")["match"] == "ungrounded"
    assert _settled("Israel bombed Jurf al-Sakhr", "Washington")["match"] == "ungrounded"
    assert _settled("Tehran said so first", "Washington spoke first")["match"] == "ungrounded"
    assert _settled("a word that is nowhere", None)["match"] == "ungrounded"
    assert _settled("a word that is nowhere", "another word that is nowhere")["match"] == "ungrounded"


def test_passages_are_bounded() -> None:
    """The passage for a requote in a long article is around the most similar place."""
    article = make_article("x", "filler " * 5_000 + "bombed Jurf al-Sakhr on Monday " + "filler " * 5_000, {})
    (item,) = Grounding.of(_report("bombed Jurf al-Sakhar"), article).requote_items()
    assert "bombed Jurf al-Sakhr" in item["passage"]
    assert len(item["passage"]) < 700


def test_counts() -> None:
    """Each quote counts once, by its match."""
    report = _report("Tehran", ("Nowhere", ['"It was not us"', "on Monday"]))
    assert Grounding.of(report, ARTICLE).counts() == {"exact": 2, "folded": 1, "ungrounded": 1, "asked_again": 0}


@given(st.lists(st.text(alphabet="ab Monday-", min_size=1, max_size=12).filter(str.strip), max_size=6))
def test_nothing_is_lost(strings: list[str]) -> None:
    """P12: every quote of a value is in the result, located or marked ungrounded."""
    out = _dump(_report("Tehran", ("Tehran", strings)))
    quotes = out["acts"][0]["said"]
    assert len(quotes) == len(strings)
    for quote, string in zip(quotes, strings, strict=True):
        assert quote.get("replied", quote["text"]) == string
        assert (quote["start"] is None) == (quote["match"] == "ungrounded")


class Colour(Enum):
    """A plain enumeration."""

    RED = "red"


class Mixed(BaseModel):
    """Fields of every kind that a schema may have."""

    kind: Literal["a"] | None
    colour: Colour
    words: set[str]
    items: list[Act] | None
    match: str


def test_any_schema_is_dumped() -> None:
    """Enumerations, sets, optional lists and a field called match are dumped as JSON; quotes inside are located."""
    value = Mixed(kind=None, colour=Colour.RED, words={"x"}, items=[Act(who=Quote("Tehran"), said=[])], match="m")
    out = Grounding.of(value, ARTICLE).dump(value)
    assert (out["colour"], out["words"], out["match"]) == ("red", ["x"], "m")
    assert out["items"][0]["who"]["match"] == "exact"
