"""loading: find prompt files, resolve `extends`, import the schema."""

from pathlib import Path

import pytest

from extractor.core.errors import PromptError
from extractor.prompts.loading import load_prompt
from extractor.schema.checked_fields import CODEBOOK, CheckedFields
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
    """prompts/NAME.md of the working folder takes precedence over the bundled file of that name."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "mine.md").write_text(
        "---\nextends: incident\n---\n{% block rules %}Mine.{% endblock %}", encoding="utf-8"
    )
    assert load_prompt("mine").blocks["rules"] == "Mine."
    assert len(load_prompt("mine").examples) == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("---\nextends: a\n---\n", "circle"),
        ("---\nextends: nothing\n---\n", "No prompt 'nothing'"),
        ("---\nextends: incident\nschema: os:getcwd\n---\n", "not a Pydantic model"),
        ("---\nextends: incident\nschema: nowhere:X\n---\n", "cannot be imported"),
        ("---\nextends: incident\nexamples: gone.json\n---\n", "gone.json"),
        ("---\nextends: incident\nchecks: [{number: incidents.x, words: incidents.y}]\n---\n", "no field incidents.x"),
        ("---\nextends: incident\nchecks: yes\n---\n", "not a list"),
    ],
)
def test_loading_errors(tmp_path: Path, body: str, message: str) -> None:
    """A circle of `extends`, and a missing parent, schema or example file, are errors that name it."""
    (tmp_path / "a.md").write_text(body, encoding="utf-8")
    with pytest.raises(PromptError, match=message):
        load_prompt("a.md")


def test_an_unknown_prompt() -> None:
    """An unknown name is an error that lists the prompts."""
    with pytest.raises(PromptError, match="incident-lean"):
        load_prompt("incidents")


def test_checks_of_a_prompt(tmp_path: Path) -> None:
    """A prompt names the checked fields of its own schema; those of the codebook are checked without being named."""
    (tmp_path / "ships.py").write_text((SHIPS.parent / "ships.py").read_text(encoding="utf-8"), encoding="utf-8")
    text = SHIPS.read_text(encoding="utf-8")
    assert load_prompt(str(SHIPS)).checks == ()
    assert len(load_prompt("incident").checks) == len(CODEBOOK)
    named = text.replace(
        "variables:", "checks:\n  - {number: attacks.crew_injured, words: attacks.evidence}\nvariables:", 1
    )
    (tmp_path / "mine.md").write_text(named, encoding="utf-8")
    assert load_prompt(str(tmp_path / "mine.md")).checks == (
        CheckedFields("number", "attacks", "crew_injured", words="evidence"),
    )
