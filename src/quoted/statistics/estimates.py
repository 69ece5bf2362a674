"""Intervals, breaking points, verdicts and compatible sizes: pure functions on numbers.

Here belong the calculations on published percentages. Tables, sentences and charts do not, nor
what a survey published (`quoted.statistics.comparisons`): a `share` runs from 0 to 1, a `pct` from
0 to 100, `points` are differences of percentages. Functions broadcast like numpy and return plain
numbers for plain numbers, unless their parameters are plain by type.

A percentage stands for whatever rounds to its printed digits: 61 for 60.5 to 61.5, and with
`decimals=1` for 60.95 to 61.05. The design effect `deff` divides sizes and counts alike, so that
one of k equals a sample of n/k. "Distinguishable from zero" means one thing everywhere:
`Interval.excludes_zero` at 95%.

The headline is a closed formula, which the tests compare with statsmodels and with published
references. SciPy is imported where it is used: it takes longer to load than the rest to run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Number = float | Array
Decimals = int | tuple[int, int]
"""Digits printed after the point, of both percentages or of each."""

SPLITS: tuple[tuple[int, int], ...] = ((100, 900), (200, 800), (500, 500))
"""Scenario sizes (first group, second) of a sample of 1,000 whose split is unpublished.

For another total `quoted.statistics.comparisons` has them in proportion."""

DESIGN_EFFECTS: tuple[float, ...] = (1.0, 1.5, 2.0, 3.0)
"""Scenario design effects; good panels state sizes and margins that imply 1.8 to 3.2."""

VERDICT_DEFF = 2.0
VERDICT_SHARES: tuple[float, float] = (0.1, 0.9)
"""The verdict's assumptions: the design effect, and the first group's share of the total."""

LARGEST_COMPATIBLE = 100_000
"""Up to here sizes are tried for what percentages with many decimals are compatible with."""

_LARGEST_SIZE = 2**40  # no size up to here suffices: none does
_NIL = 5e-7  # a limit this near to zero is zero: the last digits of floats decide nothing


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits, as shares unless said otherwise; floats or arrays of one shape."""

    low: Number
    high: Number

    @property
    def excludes_zero(self) -> Any:
        """Whether both limits lie on one side of zero: bool, or an array of them."""
        clear = (np.asarray(self.low) > _NIL) | (np.asarray(self.high) < -_NIL)
        return bool(clear) if clear.ndim == 0 else clear


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure of two printed percentages, and the range that their rounding leaves open."""

    estimate: Number
    low: Number
    high: Number


# Intervals


def difference_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    method: str = "newcombe",
    deff: ArrayLike = 1.0,
) -> Interval:
    """Interval of the difference x1/n1 - x2/n2 of two independent proportions.

    Parameters
    ----------
    x1, n1, x2, n2 : array_like
        Counts and sizes; all may be fractional.
    level : float
        Confidence level, between 0 and 1.
    method : {"newcombe", "miettinen_nurminen"}
        Newcombe's hybrid score interval (1998, method 10), the headline; or the score interval of
        Miettinen and Nurminen (1985), which is solved one element at a time.
    deff : array_like
        Design effect, the same in both groups.

    Returns
    -------
    Interval
        Limits as shares, from -1 to 1.

    Raises
    ------
    ValueError
        For an impossible count, size, level, design effect or an unknown method.
    """
    if method not in ("newcombe", "miettinen_nurminen"):
        raise ValueError(f"method = {method!r}: expected newcombe or miettinen_nurminen")
    z = _z(level)
    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    if method == "miettinen_nurminen":
        # reject here what N/(N-1) cannot take, before the solver meets it
        _check("n1 + n2 in effect", size1 + size2, size1 + size2 > 1, "must be more than 1")
        low, high = np.vectorize(_miettinen_nurminen, otypes=[float, float])(
            count1, size1, count2, size2, z
        )
    else:
        p1, p2 = count1 / size1, count2 / size2
        low, high = _newcombe(p1, size1, p2, size2, z), -_newcombe(p2, size2, p1, size1, z)
    return Interval(_plain(np.maximum(low, -1.0)), _plain(np.minimum(high, 1.0)))


def rounded_difference_interval(
    pct1: ArrayLike,
    n1: ArrayLike,
    pct2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    deff: ArrayLike = 1.0,
    decimals: Decimals = 0,
) -> Interval:
    """Newcombe interval of a gap, widened to whatever the printed percentages may stand for.

    Newcombe's limits rise with the first share and fall with the second, so that the envelope
    over the corners of the rounding is exact, and two corners hold it.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    n1, n2 : array_like
        Group sizes.
    level, deff
        As in `difference_interval`.
    decimals
        Digits printed after the point.

    Returns
    -------
    Interval
        Limits as shares.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, or an impossible size, level, design effect or number
        of decimals.
    """
    (below1, above1), (below2, above2) = _rounding(pct1, pct2, decimals)
    n1, n2 = _sizes("n1", n1), _sizes("n2", n2)
    low = difference_interval(below1 * n1, n1, above2 * n2, n2, level, deff=deff).low
    high = difference_interval(above1 * n1, n1, below2 * n2, n2, level, deff=deff).high
    return Interval(low, high)


# Effects of two printed percentages


def gap(pct1: ArrayLike, pct2: ArrayLike, decimals: Decimals = 0) -> Effect:
    """Gap pct1 - pct2 in points, with its range from rounding.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100.
    """
    return _effect(lambda share1, share2: 100 * (share1 - share2), pct1, pct2, decimals)


def rebased(pct: ArrayLike, base_pct: ArrayLike, decimals: Decimals = 0) -> Effect:
    """Return what `pct` of everybody is among the `base_pct` of everybody, in percent.

    One reading of a figure whose base is unstated: 13% of everybody are 37% of a part of 35%.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, a base of 0, or one smaller than the part.
    """
    part, base = _percentages("pct", pct), _percentages("base_pct", base_pct)
    _check("base_pct", base, base > 0, "must be more than 0")
    part, base = np.broadcast_arrays(part, base)
    _check("pct", part, part <= base, "must not exceed its base_pct")
    effect = _effect(lambda share1, share2: 100 * share1 / share2, part, base, decimals)
    return Effect(effect.estimate, effect.low, _plain(np.minimum(effect.high, 100.0)))


def of_the_others(pct: ArrayLike, left_out_pct: ArrayLike, decimals: Decimals = 0) -> Effect:
    """Return what `pct` of all but the `left_out_pct` of everybody is of everybody, in percent.

    The other reading: 13% of those whom 65% leave out are 5% of everybody.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100.
    """
    return _effect(lambda share, out: 100 * share * (1 - out), pct, left_out_pct, decimals)


# How small a sample would undo a gap


def tipping_size(
    pct1: ArrayLike,
    pct2: ArrayLike,
    *,
    deff: ArrayLike = 1.0,
    level: float = 0.95,
    decimals: Decimals = 0,
) -> Number:
    """Smallest size of two equal groups from which the interval of a gap stays clear of zero.

    At the corner of the rounding that is nearest to no gap. With the shares held fixed a score
    interval is the set of values that the sample does not reject, and a larger sample rejects
    more: the intervals are nested, and bisection finds the exact size.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    deff, level
        As in `difference_interval`.
    decimals
        Digits printed after the point.

    Returns
    -------
    int, float or ndarray
        The size of each group; `inf` where no size suffices.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, or an impossible level or design effect.
    """
    share1, share2 = _towards_zero(pct1, pct2, decimals)
    effect, z = _design_effects(deff), _z(level)
    shape = np.broadcast_shapes(share1.shape, share2.shape, effect.shape)

    def clear(n: Array) -> NDArray[np.bool_]:
        return _clear(share1, n / effect, share2, n / effect, z)

    return _whole(_smallest_size(clear, shape))


def verdict(pct1: ArrayLike, pct2: ArrayLike, total: int, decimals: Decimals = 0) -> Any:
    """Say how a gap stands when only the total is published, by one rule.

    The 95% Newcombe interval, at the corner of the rounding nearest to no gap and with a design
    effect of 2, is computed for every split of `total` that gives the first group 10% to 90%:

    - *robust*: it excludes zero at every such split;
    - *conditional*: it does at an even split, and fails somewhere in that range;
    - *fragile*: it fails at an even split.

    Figures of different surveys, populations or questions are not comparable, whatever the
    arithmetic says: they are not for this function.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    total : int
        The published sample size, at least 2.
    decimals
        Digits printed after the point.

    Returns
    -------
    str or ndarray of str

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100 or a total below 2.
    """
    ends = worst_splits(total)
    even = total / 2
    share1, share2 = _towards_zero(pct1, pct2, decimals)
    clear = [
        _clear(share1, np.array(n1 / VERDICT_DEFF), share2, np.array(n2 / VERDICT_DEFF), _z(0.95))
        for n1, n2 in (*ends, (even, even))
    ]
    holds = np.all(clear, axis=0)
    verdicts = np.select([holds, clear[-1]], ["robust", "conditional"], "fragile")
    return str(verdicts) if verdicts.ndim == 0 else verdicts


def worst_splits(total: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the two ends of the verdict's range of splits, in whole people.

    Along the splits of a total the nearer limit of an interval rises to one peak and falls from
    it, so that the worst split of a range is one of its ends.

    Raises
    ------
    ValueError
        For a total below 2.
    """
    _check_total(total)
    total = int(total)
    low, high = (Fraction(str(share)) * total for share in VERDICT_SHARES)
    first, last = math.ceil(low), math.floor(high)
    return (first, total - first), (last, total - last)


def breaking_deff(pct1: float, n1: float, pct2: float, n2: float, decimals: Decimals = 0) -> float:
    """Design effect from which a gap at the worst rounding is no longer clear of zero.

    Returns
    -------
    float
        Below 1 where the gap is not clear even without a design effect; 0 where rounding alone
        could make it.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100 or an impossible size.
    """
    share1, share2 = _towards_zero(pct1, pct2, decimals)
    size1, size2, z = _sizes("n1", n1), _sizes("n2", n2), _z(0.95)

    def clear(log_deff: Array) -> NDArray[np.bool_]:
        return _clear(share1, size1 / 2**log_deff, share2, size2 / 2**log_deff, z)

    smaller = math.log2(float(size1 + size2))  # at this design effect one person is left in effect
    least = np.asarray(smaller - math.log2(_LARGEST_SIZE))
    return 2 ** float(_end_of(clear, least, np.asarray(smaller + 10))) if clear(least) else 0.0


def least_total(pct1: float, pct2: float, decimals: Decimals = 0) -> int | float:
    """How many people two groups must have between them for *robust* to hold from there on.

    Returns
    -------
    int or float
        The least total by the rule of `verdict`; `inf` where none suffices.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100.
    """
    shares = (VERDICT_SHARES, VERDICT_SHARES[::-1])
    fails = min(breaking_deff(pct1, n1, pct2, n2, decimals=decimals) for n1, n2 in shares)
    if not fails:
        return math.inf
    total = max(2, math.floor(VERDICT_DEFF / fails))  # of split people; whole ones decide
    while verdict(pct1, pct2, total, decimals) != "robust":
        total += 1
    while total > 2 and verdict(pct1, pct2, total - 1, decimals) == "robust":
        total -= 1
    return total


def least_group(pct1: float, pct2: float, total: int, decimals: Decimals = 0) -> int | float:
    """Fewest people in either group of a total, from which to an even split the gap is clear.

    At the worst rounding and the verdict's design effect.

    Returns
    -------
    int or float
        People; `inf` where the gap is not clear at an even split.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100 or a total below 2.
    """
    _check_total(total)
    share1, share2 = _towards_zero(pct1, pct2, decimals)

    def clear(few: float) -> bool:
        sizes = np.array([few, total - few]) / VERDICT_DEFF  # few in the first group, or the other
        return bool(_clear(share1, sizes, share2, sizes[::-1], _z(0.95)).all())

    if not clear(total / 2):
        return math.inf
    fails, holds = 0, (int(total) + 1) // 2
    while holds - fails > 1:
        middle = (holds + fails) // 2
        fails, holds = (fails, middle) if clear(middle) else (middle, holds)
    return holds


def frontier(
    pct1: ArrayLike,
    pct2: ArrayLike,
    n1: ArrayLike,
    deff: ArrayLike = 1.0,
    level: float = 0.95,
    decimals: Decimals = 0,
) -> Number:
    """Smallest second group that keeps the gap clear of zero, for each size of the first.

    At the worst rounding, as `tipping_size`.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    n1 : array_like
        Sizes of the first group.
    deff, level, decimals
        As in `tipping_size`.

    Returns
    -------
    int, float or ndarray
        In the broadcast shape of the input; `inf` where no second group is large enough.

    Raises
    ------
    ValueError
        As `tipping_size`, and for an impossible size.
    """
    share1, share2 = _towards_zero(pct1, pct2, decimals)
    first, effect, z = _sizes("n1", n1), _design_effects(deff), _z(level)
    shape = np.broadcast_shapes(share1.shape, share2.shape, first.shape, effect.shape)

    def clear(n2: Array) -> NDArray[np.bool_]:
        return _clear(share1, first / effect, share2, n2 / effect, z)

    return _whole(_smallest_size(clear, shape))


# Whole people


def compatible_sizes(
    percentages: Iterable[float], up_to: int, decimals: ArrayLike = 0
) -> NDArray[np.int64]:
    """Return the numbers of respondents that can give all these percentages at once.

    The GRIM test (Brown and Heathers 2017): for each printed percentage P some count x must have
    100x/n within half of the last printed digit of P. It holds only if the figures are unweighted
    and all were asked of everybody.

    Parameters
    ----------
    percentages : iterable of float
        Printed percentages of one group, 0 to 100.
    up_to : int
        The largest size that is tried.
    decimals : array_like of int
        Digits printed after the point, of all percentages or of each.

    Returns
    -------
    ndarray of int
        Ascending. Not every number above a compatible one is compatible.

    Raises
    ------
    ValueError
        For no percentage at all, one outside 0 to 100 or with more decimals than said.
    """
    pct = _percentages("percentages", list(percentages))
    if not pct.size:
        raise ValueError("percentages: expected at least one, found none")
    # whole numbers are exact; ten digits are more than any size that is tried here can tell apart
    digits = np.broadcast_to(np.minimum(np.asarray(decimals, dtype=int), 10), pct.shape)
    _halves(int(digits.min()))
    n = np.arange(1, up_to + 1, dtype=np.int64)
    possible = np.ones(n.shape, dtype=bool)
    for unit, printed in zip(10 ** digits.astype(np.int64), pct, strict=True):
        units = round(float(printed) * int(unit))
        exact = abs(printed - units / unit) < 1e-9
        _check("percentages", np.array(printed), exact, "has more decimals than said")
        whole = 100 * unit
        over = n * units % whole
        possible &= 2 * np.minimum(over, whole - over) <= n
    return n[possible]


def sample_size_floor(percentages: Iterable[float], decimals: ArrayLike = 0) -> int:
    """Smallest number of respondents that can give all these percentages at once.

    Parameters
    ----------
    percentages, decimals
        As in `compatible_sizes`.

    Returns
    -------
    int
        At least so many; where none up to `LARGEST_COMPATIBLE` can, the next number.

    Raises
    ------
    ValueError
        As `compatible_sizes`.
    """
    finest = min(int(np.max(np.asarray(decimals))), 3)  # every size is compatible from 100 units on
    sizes = compatible_sizes(percentages, min(100 * 10**finest, LARGEST_COMPATIBLE), decimals)
    return int(sizes[0]) if sizes.size else LARGEST_COMPATIBLE + 1


class Nearest(NamedTuple):
    """A limit in points, and the sizes of the two groups where it occurs.

    Of the gap's sign where no interval reaches zero, else of the other or 0.
    """

    limit: float
    first_n: int
    second_n: int


def whole_counts(
    pct1: float,
    sizes1: ArrayLike,
    pct2: float,
    sizes2: ArrayLike,
    level: float = 0.95,
    decimals: Decimals = 0,
) -> Nearest | None:
    """Find the limit nearest to zero over group sizes and all whole counts that fit the figures.

    For each size the lowest and the highest count that round to the printed percentage decide,
    since Newcombe's limits rise with the first share and fall with the second.

    Parameters
    ----------
    pct1, pct2 : float
        Printed percentages, 0 to 100.
    sizes1, sizes2 : array_like of int
        Sizes of the groups, as `compatible_sizes` returns them; each is tried with each.
    level, decimals
        As in `rounded_difference_interval`.

    Returns
    -------
    Nearest or None
        None where no size of a group allows a whole count.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100 or an impossible level or size.
    """
    z = _z(level)
    if pct1 < pct2:
        swapped = decimals[::-1] if isinstance(decimals, tuple) else decimals
        found = whole_counts(pct2, sizes2, pct1, sizes1, level, swapped)
        return found and Nearest(-found.limit, found.second_n, found.first_n)
    half1, half2 = _halves(decimals)
    n1, least, _ = _fitting(float(_percentages("pct1", pct1)), half1, _sizes("sizes1", sizes1))
    n2, _, most = _fitting(float(_percentages("pct2", pct2)), half2, _sizes("sizes2", sizes2))
    if not n1.size or not n2.size:
        return None
    p1, p2 = least / n1, most / n2
    limits = _newcombe(p1[:, np.newaxis], n1[:, np.newaxis], p2, n2, z)
    limits = np.round(100 * limits, 9)  # ties by the first sizes, not by the last digits
    i, j = np.unravel_index(int(np.argmin(limits)), limits.shape)
    return Nearest(float(limits[i, j]), int(n1[i]), int(n2[j]))


def _fitting(pct: float, half: float, sizes: Array) -> tuple[Array, Array, Array]:
    """Return the sizes that allow a whole count, with the lowest and the highest of each."""
    n = sizes.ravel()
    slack = 1e-9 * n  # a count exactly at the end of the rounding belongs to it
    least = np.ceil(np.maximum(pct - half, 0) * n / 100 - slack)
    most = np.floor(np.minimum(pct + half, 100) * n / 100 + slack)
    fits = least <= most
    return n[fits], least[fits], most[fits]


# Several gaps


def difference_p_value(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, deff: ArrayLike = 1.0
) -> Number:
    """Two-sided p value of a gap: 1 less the level at which its Newcombe interval reaches zero.

    Thus p < 0.05 and "the 95% interval excludes zero" are one statement.

    Returns
    -------
    float or ndarray
        From 0 to 1; 0 below the smallest value that the normal distribution can resolve.

    Raises
    ------
    ValueError
        As `difference_interval`.
    """
    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    both = count1 / size1, size1, count2 / size2, size2
    p_large, n_large, p_small, n_small = _larger_first(*both)

    def clear(z: Array) -> NDArray[np.bool_]:
        # the squared gap exceeds the squared reach of the hybrid interval at this z
        below = p_large - _wilson(p_large, n_large, z, -1)
        above = _wilson(p_small, n_small, z, 1) - p_small
        exceeds: NDArray[np.bool_] = (p_large - p_small) ** 2 > below**2 + above**2
        return exceeds

    # at z = 0 the interval is the gap itself; Wilson's limits exceed any gap as z grows
    high = np.full_like(p_large, 40.0)
    end = np.where(clear(high), np.inf, _end_of(clear, np.zeros_like(high), high))
    z = np.where(p_large > p_small, end, 0.0)
    return _plain(np.vectorize(math.erfc, otypes=[float])(z / math.sqrt(2)))


def holm(p_values: ArrayLike) -> Array:
    """Holm's adjusted p values (Holm 1979), in the order given.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        The p values of all comparisons of the family.

    Returns
    -------
    ndarray, shape (m,)

    Raises
    ------
    ValueError
        For no p value at all, or one outside 0 to 1.
    """
    p = _p_values(p_values)
    if p.ndim != 1 or not p.size:
        raise ValueError(f"p_values: expected a list of at least one, found {p_values!r}")
    adjusted, order = np.empty_like(p), np.argsort(p, kind="stable")
    # the smallest times all, the next times one less, ...; never below one that was smaller
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)), 1)
    return adjusted


def comparisons_survived(p_value: ArrayLike, level: float = 0.95) -> Number:
    """How many comparisons a gap would survive under Bonferroni: m* = (1 - level) / p.

    Returns
    -------
    float or ndarray
        Not rounded; below 1 the gap does not survive alone. `inf` for a p value of 0.

    Raises
    ------
    ValueError
        For a p value outside 0 to 1 or a level outside (0, 1).
    """
    with np.errstate(divide="ignore"):
        return _plain(_alpha(level) / _p_values(p_value))


# Arithmetic


def _newcombe(p1: Array, n1: Array, p2: Array, n2: Array, z: float) -> Array:
    """Lower limit of p1 - p2; that of p2 - p1, with its sign changed, is the upper one."""
    below, above = p1 - _wilson(p1, n1, z, -1), _wilson(p2, n2, z, 1) - p2
    limit: Array = p1 - p2 - np.hypot(below, above)
    return limit


def _wilson(share: Array, n: Array, z: Array | float, side: int) -> Array:
    centre = share + z * z / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    limit: Array = (centre + side * reach) / (1 + z * z / n)
    return limit


def _miettinen_nurminen(
    x1: float, n1: float, x2: float, n2: float, z: float
) -> tuple[float, float]:
    """Solve the score equation for both limits (Miettinen and Nurminen 1985, with N/(N-1)).

    Our own because statsmodels 0.15.0 computes other limits (a strict xfail test watches it).
    """
    from scipy.optimize import brentq

    total = n1 + n2
    gap = x1 / n1 - x2 / n2

    def restricted_share(delta: float) -> float:
        # largest likelihood of the second share when the first is delta above it: a cubic's root
        a2 = ((n1 + 2 * n2) * delta - total - x1 - x2) / (3 * total)
        a1 = ((n2 * delta - total - 2 * x2) * delta + x1 + x2) / (3 * total)
        a0 = x2 * delta * (1 - delta) / (2 * total)
        q = a2**3 - 1.5 * a1 * a2 + a0
        p = math.copysign(math.sqrt(max(a2 * a2 - a1, 0.0)), q)
        angle = math.acos(min(max(q / p**3, -1.0), 1.0)) if p else 0.0
        root = 2 * p * math.cos((math.pi + angle) / 3) - a2
        return min(max(root, 0.0, -delta), 1.0, 1 - delta)

    def excess(delta: float) -> float:
        # squared distance less z squared variances: not divided, since the variance may be 0
        second = restricted_share(delta)
        first = second + delta
        variance = first * (1 - first) / n1 + second * (1 - second) / n2
        return (gap - delta) ** 2 - z * z * variance * total / (total - 1)

    # the equation also holds at the estimate itself when both shares are 0 or 1: start beside it
    step = 1e-3 * z * z / (total + z * z)

    def limit(end: float) -> float:
        near = gap + math.copysign(step, end)
        if abs(gap - end) <= step or excess(near) >= 0:
            return gap
        return float(brentq(excess, near, end, xtol=1e-13)) if excess(end) > 0 else end

    return limit(-1.0), limit(1.0)


def _effect(
    function: Callable[[Array, Array], Array], pct1: ArrayLike, pct2: ArrayLike, decimals: Decimals
) -> Effect:
    """Evaluate a function that rises with the first share and falls with the second."""
    (below1, above1), (below2, above2) = _rounding(pct1, pct2, decimals)
    with np.errstate(divide="ignore"):  # a base that may be 0
        low, high = function(below1, above2), function(above1, below2)
    share1, share2 = _percentages("pct1", pct1) / 100, _percentages("pct2", pct2) / 100
    return Effect(_plain(function(share1, share2)), _plain(low), _plain(high))


def _towards_zero(pct1: ArrayLike, pct2: ArrayLike, decimals: Decimals) -> tuple[Array, Array]:
    """Return the two shares, at the corner of their rounding that is nearest to no gap."""
    p1, p2 = _percentages("pct1", pct1), _percentages("pct2", pct2)
    half1, half2 = _halves(decimals)
    towards = np.sign(p2 - p1)
    # a gap within the rounding may be none at all: equal shares are never clear of zero
    none_left = np.abs(p1 - p2) <= half1 + half2 + 1e-9
    middle = (p1 + p2) / 2
    p1 = np.where(none_left, middle, p1 + half1 * towards)
    p2 = np.where(none_left, middle, p2 - half2 * towards)
    return p1 / 100, p2 / 100


def _clear(share1: Array, n1: Array, share2: Array, n2: Array, z: float) -> NDArray[np.bool_]:
    """Whether Newcombe's interval excludes zero, by its limit on that side."""
    clear: NDArray[np.bool_] = _newcombe(*_larger_first(share1, n1, share2, n2), z) > _NIL
    return clear


def _larger_first(
    share1: Array, n1: Array, share2: Array, n2: Array
) -> tuple[Array, Array, Array, Array]:
    """Return both with the larger share first: the interval reaches zero with its low limit."""
    swap = share1 < share2
    large, n_large = np.where(swap, share2, share1), np.where(swap, n2, n1)
    return large, n_large, np.where(swap, share1, share2), np.where(swap, n1, n2)


def _end_of(clear: Callable[[Array], NDArray[np.bool_]], holds: Array, fails: Array) -> Array:
    """Bisect real numbers for where what holds at first ends, as near as floats are."""
    for _ in range(60):
        middle = (holds + fails) / 2
        still = clear(middle)
        holds, fails = np.where(still, middle, holds), np.where(still, fails, middle)
    return fails


def _smallest_size(clear: Callable[[Array], NDArray[np.bool_]], shape: tuple[int, ...]) -> Array:
    """Bisect whole numbers for the first that is clear, where all larger ones are as well."""
    fails, holds = np.zeros(shape), np.full(shape, float(_LARGEST_SIZE))
    never = ~clear(holds)
    while np.any(holds - fails > 1):
        middle = np.floor((fails + holds) / 2)
        middle = np.where(holds - fails > 1, middle, holds)
        now = clear(middle)
        holds, fails = np.where(now, middle, holds), np.where(now, fails, middle)
    return np.where(never, np.inf, holds)


# Input and output


def _plain(values: ArrayLike) -> Number:
    array = np.asarray(values, dtype=float)
    return float(array) if array.ndim == 0 else array


def _whole(sizes: Array) -> Number:
    """Return a single finite size as an int; arrays stay float, since they may hold inf."""
    if sizes.ndim:
        return sizes
    return int(sizes) if np.isfinite(sizes) else math.inf


def _check(name: str, values: Array, good: ArrayLike, complaint: str) -> None:
    good = np.asarray(good)
    if not good.all():
        shown = np.broadcast_to(values, good.shape)[~good].flat[0]
        raise ValueError(f"{name} = {shown:g}: {complaint}")


def _array(name: str, values: ArrayLike) -> Array:
    array = np.asarray(values, dtype=float)
    _check(name, array, np.isfinite(array), "must be a finite number")
    return array


def _sizes(name: str, values: ArrayLike) -> Array:
    array = _array(name, values)
    _check(name, array, array > 0, "must be more than 0")
    return array


def _design_effects(deff: ArrayLike) -> Array:
    return _sizes("deff", deff)


def _counts(
    x_name: str, x: ArrayLike, n_name: str, n: ArrayLike, deff: ArrayLike
) -> tuple[Array, Array]:
    """Check a count and a size, and return both as the design effect leaves them."""
    count, size, effect = _array(x_name, x), _sizes(n_name, n), _design_effects(deff)
    _check(x_name, count, count >= 0, "must not be negative")
    _check(x_name, count, count <= size, f"must not exceed {n_name}")
    if effect.ndim == 0 and effect == 1:
        return count, size
    return count / effect, size / effect


def _percentages(name: str, values: ArrayLike) -> Array:
    array = _array(name, values)
    _check(name, array, (array >= 0) & (array <= 100), "must lie between 0 and 100")
    return array


def _halves(decimals: Decimals) -> tuple[float, float]:
    """Return half of the last printed digit of each percentage, in points."""
    both = decimals if isinstance(decimals, tuple) else (decimals, decimals)
    for digits in both:
        if digits < 0:
            raise ValueError(f"decimals = {digits}: must not be negative")
    first, second = (0.5 * 10.0**-digits for digits in both)
    return first, second


def _rounding(
    pct1: ArrayLike, pct2: ArrayLike, decimals: Decimals
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return the lowest and highest share that each printed percentage may stand for."""
    p1, p2 = _percentages("pct1", pct1), _percentages("pct2", pct2)
    half1, half2 = _halves(decimals)
    return _reach(p1, half1), _reach(p2, half2)


def _reach(pct: Array, half: float) -> tuple[Array, Array]:
    return np.maximum(pct - half, 0) / 100, np.minimum(pct + half, 100) / 100


def _p_values(p_values: ArrayLike) -> Array:
    array = _array("p value", p_values)
    _check("p value", array, (array >= 0) & (array <= 1), "must lie between 0 and 1")
    return array


def _z(level: float) -> float:
    return NormalDist().inv_cdf(1 - _alpha(level) / 2)


def _alpha(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level = {level}: must lie between 0 and 1")
    return 1 - level


def _check_total(total: int) -> None:
    if not (total >= 2 and total == math.floor(total)):
        raise ValueError(f"total = {total}: must be a whole number of at least 2")
