"""cli judged: what the verbs that evaluate share."""

from collections.abc import Callable
from pathlib import Path

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult, incident
from tests.evaluated import write_gold

Run = Callable[..., CommandResult]


def test_articles_lie_around_their_gold(extractor: Run) -> None:
    """The folder around the gold holds the articles, unless another is named."""
    assert extractor("gold", "check", write_gold(Path("a/gold"))).code == 0
    Path("a/gold").rename("elsewhere")
    assert extractor("gold", "check", "elsewhere").code == 2
    assert extractor("gold", "check", "elsewhere", "--articles", "a").code == 0


def test_own_names(extractor: Run) -> None:
    """Names of your own say who is meant when codings are compared; a folder without any is refused."""
    gold = write_gold(Path("a/gold"), incidents=[incident(initiators=[{"name": "the army", "kind": "unknown"}])])
    said = write_gold(Path("a/said"), incidents=[incident(initiators=[{"name": "soldiers", "kind": "unknown"}])])
    command = ("gold", "agreement", gold, said)
    assert "initiators             0.000" in extractor(*command).out
    Path("names").mkdir()
    assert extractor(*command, "--names", "names").code == 2
    rows = "mali-army,the army,state,ML,,,\nmali-army,soldiers,,,,,\n"
    Path("names/actors.csv").write_text(f"id,name,kind,country,part_of,wikidata,note\n{rows}", encoding="utf-8")
    assert "initiators             1.000" in extractor(*command, "--names", "names").out


def test_two_schemas_cannot_be_compared(extractor: Run) -> None:
    """A and B must fill the same schema."""
    said = extractor("compare", "incident", "reflect", "-m", "reference-reader", "--gold", SEEDS / "gold")
    assert (said.code, "different schemas" in said.err) == (2, True)
