"""How large the error of a number probably is, from what each replication contributes to it.

A contribution is what is left of it after a straight line through the controls. Which replications
err most differs from number to number. Two causes are told apart, and how much there is of each is
read off the number's own residuals (squares without negative amounts):

- chance among the dossiers of a replication: a variance that grows with its size, so that a
  weighted contribution has a variance in proportion to 1 / size;
- what a late version does to everything else (queues that come of it, people who give up): errors
  in proportion to the history's burden, none where nobody waits. Few replications carry them.

The variance is corrected for the few points that determine the line (HC2), and has the degrees of
freedom of Bell and McCaffrey, both for the mixture found. All numbers of a sample are given the
critical values of one number of degrees of freedom, that of chance alone; those with fewer have a
standard error that is larger by as much as their 95 % interval is wider.

Sources: R. M. Bell, D. F. McCaffrey, *Survey Methodology* 28 (2002) 169-181, recommended for few
observations by G. W. Imbens, M. Kolesár, *Review of Economics and Statistics* 98 (2016) 701-712;
variance components from squared residuals, C. R. Rao, *JASA* 65 (1970) 161-172.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.answer.choosing import KEPT

Floats = npt.NDArray[np.float64]

_WHOLE_LEVERAGE = 0.9999
_SAME = 1e-9  # two causes that differ by less cannot be told apart
_SURE = 0.975  # on either side


class Errors:
    """Of replications with a `design` of shape (replications, 1 + controls) and 1 / size of each.

    `root`: of the covariance that the finite number of candidates leaves of the controls, shape
    (controls, controls). `df`: the degrees of freedom where all errors are chance among dossiers.
    """

    def __init__(self, design: Floats, inverse: Floats, root: Floats) -> None:
        self._inverse, self._root, self._count = inverse, root, len(design)
        inner = np.linalg.inv(design.T @ design)
        self._slope: Floats = inner @ design.T
        self._residual: Floats = np.eye(self._count) - design @ self._slope
        leverage = np.minimum(1.0 - np.diag(self._residual), _WHOLE_LEVERAGE)
        direct = design @ inner[:, 0]  # the line is read where its controls are 0, as expected
        self._scale: Floats = direct / np.sqrt(1.0 - leverage)
        burden = np.maximum(0.0, 1.0 / inverse - KEPT) / (1.0 - KEPT)
        self._causes = np.column_stack([inverse, (burden * inverse) ** 2])
        spread = self._scale[:, None] * self._residual
        self._expected = spread**2 @ self._causes  # of squared parts, for an amount of 1 of each
        self._true = direct**2 @ self._causes  # the variance that they stand for
        products = [(spread * cause) @ spread.T for cause in self._causes.T]
        self._squares = np.array([[np.sum(a * b) for b in products] for a in products])
        self.df = float(self._df(np.array([1.0, 0.0])))

    def parts(self, residual: Floats, whole: float) -> Floats:
        """What each replication adds to the error of a ratio, from (over - value x under).

        `residual` has shape (replications, …), `whole` is the weighted sum below; the result has
        a line more for each control, for the finite number of candidates.
        """
        own = _lined(self._inverse, residual) * residual / whole
        parts = np.tensordot(self._residual, own, 1) * _lined(self._scale, residual)
        slopes = np.tensordot(self._slope[1:], own, 1)
        return np.concatenate([parts, np.tensordot(self._root.T, slopes, 1)])

    def of(self, parts: Floats) -> Floats:
        """The standard error of each number whose parts have shape (parts, …): shape (…,)."""
        squares = (parts**2).reshape(len(parts), -1)
        own, left = squares[: self._count], squares[self._count :].sum(axis=0)
        amounts = self._amounts(own)
        unbiased = (self._true @ amounts) / (self._expected.sum(axis=0) @ amounts)
        found = np.sqrt(own.sum(axis=0) * unbiased * self._wider(self._df(amounts)) ** 2 + left)
        return np.asarray(found.reshape(parts.shape[1:]))

    def stretch(self, parts: Floats) -> tuple[float, float]:
        """The degrees of freedom of one number's error, and how much wider that made it."""
        df = self._df(self._amounts((parts[: self._count, None]) ** 2))
        return float(df[0]), float(self._wider(df)[0])

    def _wider(self, df: Floats) -> Floats:
        from scipy import special  # half a second to import; only answers need it

        return np.asarray(special.stdtrit(df, _SURE) / special.stdtrit(self.df, _SURE))

    def _df(self, amounts: Floats) -> Floats:
        """The degrees of freedom for amounts of both causes, shape (causes, …)."""
        trace = self._expected.sum(axis=0) @ amounts
        return np.asarray(trace**2 / np.sum(amounts * (self._squares @ amounts), axis=0))

    def _amounts(self, own: Floats) -> Floats:
        """How much of each cause the squares tell, shape (causes, numbers): none is negative."""
        told, each = self._expected.T @ own, self._expected.T @ self._expected
        alone = told / np.diag(each)[:, None]
        gain = told * alone  # how much of the squares one cause explains
        one = np.where(gain[:1] >= gain[1:], [[1.0], [0.0]], [[0.0], [1.0]])
        chance_alone = np.zeros_like(told)
        chance_alone[0] = 1.0
        if np.linalg.det(each) <= _SAME * each[0, 0] * each[1, 1]:
            return chance_alone
        both = np.linalg.solve(each, told)
        found = np.where((both >= 0.0).all(axis=0), both, one * alone)
        return np.where(found.sum(axis=0) > 0.0, found, chance_alone)


def _lined(values: Floats, beside: Floats) -> Floats:
    """One value for each replication, to be multiplied with an array that has more axes."""
    return values.reshape((-1,) + (1,) * (beside.ndim - 1))
