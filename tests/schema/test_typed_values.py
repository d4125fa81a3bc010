"""typed_values: the model of a coding, with quotes that know their place."""

import pickle

from pydantic import BaseModel, ConfigDict

from extractor.articles.article import Article
from extractor.grounding.grounding import Grounding
from extractor.schema.quote import Quote
from extractor.schema.typed_values import typed_value


class Ship(BaseModel):
    """One ship."""

    model_config = ConfigDict(frozen=True)

    name: Quote
    seen: list[Quote]


class Ships(BaseModel):
    """All ships."""

    ships: list[Ship]
    first: Ship | None = None


def test_quotes_of_any_schema() -> None:
    """Nested quotes of frozen models have offsets; one that is not found has none, and says what the model gave."""
    article = Article.from_text("The “Ever Given” ran aground at Suez.")
    ship = Ship(name=Quote('"Ever Given"'), seen=[Quote("Suez"), Quote("Panama")])
    value = Ships(ships=[ship], first=ship)
    found = typed_value(Ships, Grounding.of(value, article).dump(value), {})
    for each in (found.ships[0], found.first):
        assert each is not None
        assert (each.name, each.name.replied, each.name.match) == ("“Ever Given”", '"Ever Given"', "folded")
        assert (each.name.start, each.name.end) == (4, 16)
        assert [(quote.start, quote.match) for quote in each.seen] == [(32, "exact"), (None, "ungrounded")]
    again = pickle.loads(pickle.dumps(found.ships[0].name))
    assert (again, again.start) == ("“Ever Given”", 4)


def test_marks_are_no_fields() -> None:
    """Marks that a run adds to a row are not fields of the typed value."""
    quote = {"text": "Suez", "match": "exact", "start": 0, "end": 4}
    coding = {"ships": [{"name": quote, "seen": [], "contradictions": [{"field": "name"}]}], "first": None}
    assert typed_value(Ships, coding, {}).ships[0].name.end == 4
