"""errors: one tree, each error with its facts."""

import pickle

import pytest

from extractor.core import errors


@pytest.mark.parametrize(
    "error",
    [
        errors.StoreError("the store is gone.", next_step="Restore it.", rows=3),
        errors.ArticleError("no text.", kind="empty", byte=4),
        errors.Stop("refused.", next_step="Check the key."),
        errors.TransportError("reset.", kind="transport", wait=1.5),
    ],
)
def test_pickles_whole(error: errors.ExtractorError) -> None:
    """An error that crosses a process border keeps its class, words and facts."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.facts, again.next_step) == (str(error), error.facts, error.next_step)


def test_exit_codes() -> None:
    """Usage errors exit 2, failed articles 3, an early stop 4."""
    codes = [cls.exit_code for cls in (errors.InputError, errors.ArticleError, errors.Stop, errors.Miss)]
    assert codes == [2, 3, 4, 4]
