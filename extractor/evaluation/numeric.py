"""Lazy imports of numpy and scipy, which are an optional extra and take a second to import."""

from __future__ import annotations

import gc
import os
from typing import Any

from extractor.core.errors import UsageError


def solver() -> Any:
    """Import scipy's linear assignment.

    Raises:
        UsageError: scipy is not installed.
    """
    return _imported()[2].linear_sum_assignment


def arrays_and_statistics() -> tuple[Any, Any]:
    """Import numpy and scipy.stats.

    Raises:
        UsageError: scipy is not installed.
    """
    numpy, stats, _ = _imported()
    return numpy, stats


def _imported() -> tuple[Any, Any, Any]:
    # OpenBLAS starts a thread for each processor when it is loaded, which costs more than all computations here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collecting = gc.isenabled()
    gc.disable()  # the import creates hundreds of thousands of objects, and all of them stay
    try:
        import numpy
        from scipy import optimize, stats
    except ImportError as error:
        raise UsageError(
            "Evaluation needs scipy, which is not installed.",
            next_step="pip install 'incident-extractor[eval]'",
        ) from error
    finally:
        if collecting:
            gc.enable()
    return numpy, stats, optimize
