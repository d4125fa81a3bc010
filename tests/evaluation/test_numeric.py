"""numeric: the room of numpy and scipy."""

import os
import subprocess
import sys

import pytest

from extractor.core.errors import UsageError
from extractor.evaluation.numeric import arrays_and_statistics, solver


def test_what_is_in_it() -> None:
    """Arrays, statistics and the solver of assignments."""
    numpy, stats = arrays_and_statistics()
    assert stats.spearmanr(numpy.arange(3), numpy.arange(3))[0] == 1
    assert [part.tolist() for part in solver()([[1, 2]], maximize=True)] == [[0], [1]]


def test_threads_that_have_nothing_to_do_are_not_started() -> None:
    """In a fresh process one thread reckons, unless somebody has said otherwise."""
    code = "import os; from extractor.evaluation.numeric import solver; solver(); print(os.environ['OPENBLAS_NUM_THREADS'])"
    for told, wanted in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | told
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == wanted


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where scipy is not installed, the message says what to install."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    for asked in (solver, arrays_and_statistics):
        with pytest.raises(UsageError, match=r"extractor\[eval\]"):
            asked()
