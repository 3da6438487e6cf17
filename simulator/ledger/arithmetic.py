"""How this machine computes: what the last bits of a run hang on besides versions of packages.

Draws are put through logarithms, exponentials and quantile functions of SciPy and the C library,
which use fused multiply-add where the processor has it and then give other last bits; draws are
rounded to whole microseconds, so that a last bit shows in one of many thousands. Sums of weighted
replications are NumPy's products of matrices, whose order of adding hangs on the processor too.
"""

from __future__ import annotations

import hashlib
import math
import platform
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import special

_POINTS = 4096
Floats = npt.NDArray[np.float64]


@cache
def arithmetic() -> dict[str, str]:
    """The C library, and a mark of the results of its functions and of NumPy's products.

    Equal marks: the same last bits at some thousand points.
    """
    library = " ".join(filter(None, platform.libc_ver())) or platform.system()
    return {"libc": library, "functions": _mark(*_functions()), "products": _mark(*_products())}


def _grid() -> Floats:
    """Points in (0, 1) that no processor computes otherwise: one division each."""
    return (np.arange(_POINTS, dtype=np.float64) + np.float64(0.5)) / np.float64(_POINTS + 0.3)


def _functions() -> list[Floats]:
    u = _grid()
    plain = [math.log(x) * math.exp(x) + math.log1p(x) for x in u.tolist()]
    z = special.ndtri(u)
    return [np.array(plain), z, special.expm1(z), special.log1p(-u), special.gammaincinv(1.7, u)]


def _products() -> list[Floats]:
    square = _grid().reshape(64, 64)
    return [square @ square, square[:12] @ square[12], square[0] @ square[1:2].T]


def _mark(*results: Floats) -> str:
    """Eight hexadecimal digits of the exact bits of some results."""
    sha = hashlib.sha256()
    for result in results:
        sha.update(np.ascontiguousarray(result, dtype="<f8").tobytes())
    return sha.hexdigest()[:8]
