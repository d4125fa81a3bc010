"""numeric: lazy imports of numpy and scipy."""

import os
import subprocess
import sys

import pytest

from extractor.core.errors import UsageError
from extractor.evaluation.numeric import arrays_and_statistics, solver


def test_imports() -> None:
    """Arrays, statistics and the assignment solver can be imported."""
    numpy, stats = arrays_and_statistics()
    assert stats.spearmanr(numpy.arange(3), numpy.arange(3))[0] == 1
    assert [part.tolist() for part in solver()([[1, 2]], maximize=True)] == [[0], [1]]


def test_one_thread() -> None:
    """A new process uses one thread unless the environment says otherwise."""
    code = "import os; from extractor.evaluation.numeric import solver; solver(); print(os.environ['OPENBLAS_NUM_THREADS'])"
    for given, expected in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"} | given
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scipy the error says what to install."""
    monkeypatch.setitem(sys.modules, "scipy", None)
    for load in (solver, arrays_and_statistics):
        with pytest.raises(UsageError, match=r"incident-extractor\[eval\]"):
            load()
