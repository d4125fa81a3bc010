"""prompt_diff: differences between the prompts of two runs."""

from extractor.report.prompt_diff import prompt_diff
from extractor.runs.manifest import PromptFacts


def _prompt(**texts: str) -> PromptFacts:
    return {"blocks": {name: str(hash(text)) for name, text in texts.items()}, "texts": texts, "parameters": {}}


def test_changes_with_context() -> None:
    """A changed block has removed and added lines, two lines of context, and the number of lines left out."""
    before = _prompt(rules="\n".join(f"line {n}" for n in range(20)), user="u")
    after = _prompt(rules=before["texts"]["rules"].replace("line 10", "line ten"), user="u")
    rules, user = prompt_diff(before, after)
    assert (user["same"], user["lines"]) == (True, [])
    assert rules["lines"] == [
        *(["…", "8"], ["=", "line 8"], ["=", "line 9"], ["-", "line 10"], ["+", "line ten"], ["=", "line 11"]),
        *(["=", "line 12"], ["…", "7"]),
    ]


def test_a_run_without_prompt_text() -> None:
    """Of a run by an older version only the digests of blocks are compared."""
    before, after = _prompt(rules="a"), _prompt(rules="b")
    del before["texts"]
    assert prompt_diff(before, after) == [{"block": "rules", "same": False, "lines": None}]


def test_a_block_of_one_side() -> None:
    """A block of one side differs; parameters are compared too."""
    before, after = _prompt(rules="a"), _prompt(rules="a", more="b")
    after["parameters"] = {"temperature": 0}
    found = {each["block"]: each for each in prompt_diff(before, after)}
    assert found["rules"]["same"]
    assert not found["more"]["same"]
    assert found["parameters"]["lines"] == [["-", "{}"], ["+", "{'temperature': 0}"]]
