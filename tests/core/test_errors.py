"""errors: one tree, each error with its fields; the classes of failures and their table."""

import pickle
import re
from pathlib import Path

import pytest

from extractor.core import errors
from extractor.core.errors import ErrorClass
from extractor.core.exchange import Request


@pytest.mark.parametrize(
    "error",
    [
        errors.StoreError("the store is gone.", next_step="Restore it."),
        errors.ArticleError("no text.", error_class=ErrorClass.EMPTY),
        errors.Stop("refused.", next_step="Check the key.", rejected=True),
        errors.TransportError("reset.", error_class=ErrorClass.TRANSPORT, wait=1.5, possibly_billed=True),
        errors.Miss("not recorded.", requests=[Request.of({"model": "x"})]),
    ],
)
def test_pickles_whole(error: errors.ExtractorError) -> None:
    """An error that is sent between processes keeps its type, text and fields."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


def test_exit_codes() -> None:
    """Usage errors exit 2, failed articles 3, an early stop 4."""
    codes = [cls.exit_code for cls in (errors.InputError, errors.ArticleError, errors.Stop, errors.Miss)]
    assert codes == [2, 3, 4, 4]


def test_error_classes_are_strings() -> None:
    """A class is written to rows as its value, survives pickling, and is found again by its value."""
    found = pickle.loads(pickle.dumps(ErrorClass.TOO_LONG))
    assert found is ErrorClass.TOO_LONG is ErrorClass("too_long")
    assert f"{found}" == "too_long"


def test_the_documented_table_is_the_enum() -> None:
    """docs/errors.md lists every error class with its state, description and next step, and no other."""
    text = (Path(__file__).parents[2] / "docs" / "errors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \| (.+) \|$", text, re.M)
    assert rows == [(each.value, each.state, each.description, each.next_step) for each in ErrorClass]
