"""report blocks: what differs between the prompts of two runs."""

from typing import Any

from extractor.report.prompt_diff import prompt_changes


def _prompt(**texts: str) -> dict[str, Any]:
    return {"blocks": {name: str(hash(text)) for name, text in texts.items()}, "texts": texts, "parameters": {}}


def test_changes_with_what_is_around() -> None:
    """A changed block has what was taken out and put in, two lines around it, and how many lines were left out."""
    before = _prompt(rules="\n".join(f"line {n}" for n in range(20)), user="u")
    after = _prompt(rules=before["texts"]["rules"].replace("line 10", "line ten"), user="u")
    rules, user = prompt_changes(before, after)
    assert (user["same"], user["lines"]) == (True, [])
    assert rules["lines"] == [
        *(["…", "8"], ["=", "line 8"], ["=", "line 9"], ["-", "line 10"], ["+", "line ten"], ["=", "line 11"]),
        *(["=", "line 12"], ["…", "7"]),
    ]


def test_a_run_without_the_words_of_its_prompt() -> None:
    """A run of an older version tells by its digests that a block differs, not how."""
    before, after = _prompt(rules="a"), _prompt(rules="b")
    del before["texts"]
    assert prompt_changes(before, after) == [{"block": "rules", "same": False, "lines": None}]


def test_a_block_that_one_side_has_not() -> None:
    """A block of one side alone differs; parameters that are sent along are compared too."""
    before, after = _prompt(rules="a"), {**_prompt(rules="a", more="b"), "parameters": {"temperature": 0}}
    found = {each["block"]: each for each in prompt_changes(before, after)}
    assert found["rules"]["same"]
    assert not found["more"]["same"]
    assert found["parameters"]["lines"] == [["-", "{}"], ["+", "{'temperature': 0}"]]
