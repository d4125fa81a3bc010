"""muc4 dates: section 3.2.2 of the scoring guidelines."""

import pytest

from extractor.evaluation.muc4.dates import compare_dates


@pytest.mark.parametrize(
    ("gold", "predicted", "credit"),
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
def test_guidelines(gold: str, predicted: str, credit: float) -> None:
    """A day within the range, and a default that ends on its last day, are partially correct."""
    assert compare_dates(gold, predicted) == credit
