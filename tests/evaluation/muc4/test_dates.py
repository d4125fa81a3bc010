"""mucdays: dates of MUC-4 by section 3.2.2 of its scoring guidelines."""

import pytest

from extractor.evaluation.muc4.dates import same_days


@pytest.mark.parametrize(
    ("gold", "said", "credit"),
    [
        ("16 NOV 89", "16 NOV 89", 1.0),
        ("16 NOV 89", "16 NOVEMBER 89", 1.0),
        ("25 AUG 89 - 26 AUG 89", "26 AUG 89", 0.5),
        ("- 26 AUG 89", "26 AUG 89", 0.5),
        ("- 26 AUG 89", "25 AUG 89", 0.5),
        ("- 26 AUG 89", "27 AUG 89", 0.0),
        ("25 AUG 89 - 26 AUG 89", "- 26 AUG 89", 0.5),
        ("26 AUG 89", "- 26 AUG 89", 0.5),
        ("16 AUG 89", "- 26 AUG 89", 0.0),
        ("24 AUG 89 - 25 AUG 89", "- 26 AUG 89", 0.0),
        ("26 AUG 89", "25 AUG 89 - 27 AUG 89", 0.5),
        ("16 NOV 89", "YESTERDAY", 0.0),
    ],
)
def test_the_guidelines(gold: str, said: str, credit: float) -> None:
    """A day inside the range, and the default that ends on the right day, are half right."""
    assert same_days(gold, said) == credit
