"""schema_modules: modules beside a prompt file, in a package per folder."""

import multiprocessing
import pickle
import typing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from pydantic import BaseModel

from extractor.core.errors import PromptError
from extractor.prompts.instructor_bridge import prepare, tool_key
from extractor.prompts.loading import load_prompt
from extractor.prompts.wire_schema import json_schema
from extractor.schema.codebook import Coding

PROMPT = "---\nextends: incident\nexamples:\nschema: {}\n---\n"
MODEL = """
from __future__ import annotations

from pydantic import BaseModel

{imports}


class Model(BaseModel):
    {field}: Part


class Part(BaseModel):
    name: str
"""


def folder(path: Path, *, schema: str = "schema:Model", **files: str) -> str:
    """Write a prompt file and modules beside it; return the path of the prompt."""
    path.mkdir()
    for name, text in files.items():
        (path / f"{name}.py").write_text(text, encoding="utf-8")
    (path / "p.md").write_text(PROMPT.format(schema), encoding="utf-8")
    return str(path / "p.md")


def both(tmp_path: Path) -> tuple[type[BaseModel], type[BaseModel]]:
    """Load two schemas of one name from two folders."""
    one = folder(tmp_path / "a", schema_=MODEL.format(imports="", field="first"), schema="schema_:Model")
    two = folder(tmp_path / "b", schema_=MODEL.format(imports="", field="second"), schema="schema_:Model")
    return load_prompt(one).schema, load_prompt(two).schema


def test_schemas_of_one_name_in_two_folders(tmp_path: Path) -> None:
    """Each prompt gets the schema beside it, although both modules have the same name."""
    first, second = both(tmp_path)
    assert (*first.model_fields, *second.model_fields) == ("first", "second")


def test_a_second_load_gives_the_same_class(tmp_path: Path) -> None:
    """A module beside a prompt is imported once, by whatever path."""
    path = folder(tmp_path / "a", schema="one:Model", one=MODEL.format(imports="", field="part"))
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert load_prompt(path).schema is load_prompt(str(tmp_path / "link" / "p.md")).schema


def test_imports_beside_stay_in_their_folder(tmp_path: Path) -> None:
    """A module that a schema imports, at the top or in a function, is the one beside it."""
    imports = "import parts.size\nfrom parts import size\nimport parts.size as s\nfrom helpers import word"
    late = "\n\ndef late():\n    import helpers\n    return helpers.word, word, parts.size.unit, size.unit, s.unit\n"
    found = []
    for name in ("a", "b"):
        path = folder(tmp_path / name, schema="schema:Model", helpers=f"word = {name!r}")
        (tmp_path / name / "parts").mkdir()
        (tmp_path / name / "parts" / "__init__.py").touch()
        (tmp_path / name / "parts" / "size.py").write_text("from helpers import word as unit", encoding="utf-8")
        text = MODEL.format(imports=imports, field="part") + late
        (tmp_path / name / "schema.py").write_text(text, encoding="utf-8")
        found.append(typing.get_type_hints(load_prompt(path).schema)["part"].__module__)
        late_words = vars(__import__("sys").modules[found[-1]])["late"]()
        assert late_words == (name,) * 5
    assert found[0] != found[1]


def test_a_module_in_a_package_beside_the_prompt(tmp_path: Path) -> None:
    """`package.module:Model` is found beside the prompt too, with or without `__init__.py`."""
    path = folder(tmp_path / "a", schema="models.one:Model")
    (tmp_path / "a" / "models").mkdir()
    (tmp_path / "a" / "models" / "one.py").write_text(MODEL.format(imports="", field="part"), encoding="utf-8")
    assert [*load_prompt(path).schema.model_fields] == ["part"]


def test_a_folder_that_is_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that is importable by its name from the same file is imported by that name."""
    path = folder(tmp_path / "a", schema="known_by_name:Model", known_by_name=MODEL.format(imports="", field="part"))
    monkeypatch.syspath_prepend(str(tmp_path / "a"))
    assert load_prompt(path).schema.__module__ == "known_by_name"


def test_a_checkout_beside_the_prompt(tmp_path: Path) -> None:
    """A folder `extractor` beside the prompt never replaces the running package."""
    path = folder(tmp_path / "a", schema="extractor.schema.codebook:Coding")
    (tmp_path / "a" / "extractor").mkdir()
    (tmp_path / "a" / "extractor" / "__init__.py").touch()
    assert load_prompt(path).schema is Coding


def test_instances_and_hints(tmp_path: Path) -> None:
    """Instances can be pickled, and forward references resolve in the schema's own module."""
    first, second = both(tmp_path)
    value = first.model_validate({"first": {"name": "x"}})
    assert pickle.loads(pickle.dumps(value)) == value
    hints = [typing.get_type_hints(first)["first"], typing.get_type_hints(second)["second"]]
    assert [hint.__module__ for hint in hints] == [first.__module__, second.__module__]


def test_keys_do_not_depend_on_the_folder(tmp_path: Path) -> None:
    """With two classes of one name, the schema that is sent has the modules' names as the user wrote them."""
    helper = "from pydantic import BaseModel\n\n\nclass Part(BaseModel):\n    size: int\n"
    text = MODEL.format(imports="import helpers", field="other: helpers.Part\n    part")
    one = folder(tmp_path / "a", helpers=helper, schema_=text, schema="schema_:Model")
    two = folder(tmp_path / "b", helpers=helper, schema_=text, schema="schema_:Model")
    first, second = load_prompt(one).schema, load_prompt(two).schema
    assert [*json_schema(first)["$defs"]] == ["helpers__Part", "schema___Part"]
    assert tool_key(first, strict=True) == tool_key(second, strict=True)
    assert prepare(first, strict=False).reply == prepare(second, strict=False).reply


def fields(path: str) -> list[str]:
    """Load a prompt in another process; return the fields of its schema."""
    return [*load_prompt(path).schema.model_fields]


def test_in_a_spawned_process(tmp_path: Path) -> None:
    """A worker process that loads both prompts gets the schema of each."""
    one = folder(tmp_path / "a", one=MODEL.format(imports="", field="first"), schema="one:Model")
    two = folder(tmp_path / "b", one=MODEL.format(imports="", field="second"), schema="one:Model")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        assert [executor.submit(fields, path).result() for path in (one, two)] == [["first"], ["second"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Other = 1", r"Prompt .*p\.md: schema 'one:Model' cannot be imported: module 'one' has no attribute 'Model'"),
        ("import missing_module", r"p\.md: schema 'one:Model' cannot be imported: No module named 'missing_module'"),
        ("Model =", r"p\.md: schema 'one:Model' cannot be imported: invalid syntax \(one\.py, line 1\)"),
        ("from helpers import x", r"p\.md: schema 'one:Model' cannot be imported: .* 'x' from 'helpers'"),
    ],
)
def test_modules_that_cannot_be_imported(tmp_path: Path, text: str, message: str) -> None:
    """The error names the prompt file and the module as the user wrote it."""
    path = folder(tmp_path / "a", schema="one:Model", one=text, helpers="")
    with pytest.raises(PromptError, match=message):
        load_prompt(path)
