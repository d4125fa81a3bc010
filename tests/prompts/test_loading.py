"""promptfiles: find prompt files, follow what they extend, import their schema."""

from pathlib import Path

import pytest

from extractor.core.errors import PromptError
from extractor.prompts.loading import load_prompt
from extractor.schema.codebook import Coding

SHIPS = Path(__file__).parent.parent / "ships" / "ships.md"


def test_bundled_prompts_by_name() -> None:
    """`incident` and its variant load by name; the variant has no examples and the same rules."""
    full, lean = load_prompt("incident"), load_prompt("incident-lean")
    assert full.schema is lean.schema is Coding
    assert (len(full.examples), len(lean.examples)) == (2, 0)
    assert full.digests["rules"] == lean.digests["rules"]
    assert full.digests["examples"] != lean.digests["examples"]


def test_a_schema_beside_the_prompt() -> None:
    """Any Pydantic model in a module beside the prompt file can be its schema."""
    assert load_prompt(str(SHIPS)).schema.__name__ == "ShipReport"


def test_a_local_prompt_comes_before_a_bundled_one(tmp_path: Path) -> None:
    """prompts/NAME.md of the working folder wins over the bundled file of that name."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "mine.md").write_text(
        "---\nextends: incident\n---\n{% block rules %}Mine.{% endblock %}", encoding="utf-8"
    )
    assert load_prompt("mine").blocks["rules"] == "Mine."
    assert len(load_prompt("mine").examples) == 2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("---\nextends: a\n---\n", "circle"),
        ("---\nextends: nothing\n---\n", "No prompt 'nothing'"),
        ("---\nextends: incident\nschema: os:getcwd\n---\n", "not a Pydantic model"),
        ("---\nextends: incident\nschema: nowhere:X\n---\n", "cannot be imported"),
        ("---\nextends: incident\nexamples: gone.json\n---\n", "gone.json"),
    ],
)
def test_what_cannot_be_loaded(tmp_path: Path, body: str, told: str) -> None:
    """A circle, a missing parent, schema or example file is refused by name."""
    (tmp_path / "a.md").write_text(body, encoding="utf-8")
    with pytest.raises(PromptError, match=told):
        load_prompt("a.md")


def test_unknown_prompt_lists_the_known() -> None:
    """A name that is none is answered with the names there are."""
    with pytest.raises(PromptError, match="incident-lean"):
        load_prompt("incidents")
