"""package_data: bundled files."""

from extractor.core.package_data import PROMPTS, RECORDINGS, SEEDS


def test_it_is_there() -> None:
    """Prompts, recordings and sample articles are found independent of the working directory."""
    assert (PROMPTS / "incident.md").is_file()
    assert list(RECORDINGS.glob("*.jsonl"))
    assert len(list(SEEDS.glob("*.txt"))) == len(list((SEEDS / "gold").glob("00*.json"))) == 5
    assert (SEEDS / "gold" / "README.md").is_file()
