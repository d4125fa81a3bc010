"""cli eval_shared: gold, articles and names of the commands that evaluate."""

from collections.abc import Callable
from pathlib import Path

from extractor.core.package_data import SEEDS
from tests.conftest import CommandResult, incident
from tests.evaluated import write_gold

Run = Callable[..., CommandResult]


def test_folder_of_the_articles(extractor: Run) -> None:
    """The articles are in the folder that contains the gold, unless --articles is given."""
    assert extractor("gold", "check", write_gold(Path("a/gold"))).code == 0
    Path("a/gold").rename("elsewhere")
    assert extractor("gold", "check", "elsewhere").code == 2
    assert extractor("gold", "check", "elsewhere", "--articles", "a").code == 0


def test_own_names(extractor: Run) -> None:
    """Names from --names are used in comparisons; a folder without name files is refused."""
    gold = write_gold(Path("a/gold"), incidents=[incident(initiators=[{"name": "the army", "kind": "unknown"}])])
    result = write_gold(Path("a/other"), incidents=[incident(initiators=[{"name": "soldiers", "kind": "unknown"}])])
    command = ("gold", "agreement", gold, result)
    assert "initiators             0.000" in extractor(*command).out
    Path("names").mkdir()
    assert extractor(*command, "--names", "names").code == 2
    rows = "mali-army,the army,state,ML,,,\nmali-army,soldiers,,,,,\n"
    Path("names/actors.csv").write_text(f"id,name,kind,country,part_of,wikidata,note\n{rows}", encoding="utf-8")
    assert "initiators             1.000" in extractor(*command, "--names", "names").out


def test_two_schemas_cannot_be_compared(extractor: Run) -> None:
    """Systems with different schemas are refused."""
    result = extractor("compare", "incident", "reflect", "-m", "reference-reader", "--gold", SEEDS / "gold")
    assert (result.code, "different schemas" in result.err) == (2, True)
