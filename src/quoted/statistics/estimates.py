"""Intervals, tipping sizes, verdicts and floors: pure functions on numbers and arrays.

Here belong the calculations on published percentages. Tables, sentences and charts do not: a
`share` runs from 0 to 1, a `pct` from 0 to 100, `points` are differences of percentages, and
every function broadcasts like numpy and returns plain numbers for plain numbers.

A percentage is taken as printed without decimals: 61 stands for anything from 60.5 to 61.5. The
design effect `deff` divides sizes and counts alike, so that one of k equals a sample of n/k.
"Distinguishable from zero" means one thing everywhere: `Interval.excludes_zero` at 95%.

statsmodels and SciPy are imported where they are used: together they take longer to load than
everything else here takes to run.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Number = float | Array
Rounding = Literal["worst", "none"]

SPLITS: tuple[tuple[int, int], ...] = ((100, 900), (200, 800), (500, 500))
"""Scenario sizes (executives, entry-level) of a sample of 1,000 whose split is unpublished.

For another total `quoted.statistics.disclosure.Sizes.splits` has them in proportion."""

DESIGN_EFFECTS: tuple[float, ...] = (1.0, 1.5, 2.0, 3.0)
"""Scenario design effects; good panels state sizes and margins that imply 1.8 to 3.2."""

VERDICT_DEFF = 2.0
VERDICT_SHARES: tuple[float, float] = (0.1, 0.9)
"""The verdict's assumptions: the design effect, and the first group's share of the total."""

_HALF_UNIT = 0.5  # what rounding to a whole percentage can hide
_LARGEST_SIZE = 2**40  # no size up to here suffices: none does


@dataclass(frozen=True, slots=True)
class Interval:
    """Two limits, as shares (or ratios); floats or arrays of one shape."""

    low: Number
    high: Number

    @property
    def excludes_zero(self) -> Any:
        """Whether both limits lie on one side of zero: bool, or an array of them."""
        return (np.asarray(self.low) > 0) | (np.asarray(self.high) < 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """A measure of two printed percentages, and the range that their rounding leaves open."""

    estimate: Number
    low: Number
    high: Number


class Sizes(NamedTuple):
    """The smallest size of each of two groups that share a total (inf: no split suffices)."""

    first: Number
    second: Number


# Intervals


def proportion_interval(
    x: ArrayLike,
    n: ArrayLike,
    level: float = 0.95,
    method: str = "wilson",
    deff: ArrayLike = 1.0,
) -> Interval:
    """Interval of one proportion: the Wilson score interval (Wilson 1927).

    Parameters
    ----------
    x, n : array_like
        Count and size; both may be fractional.
    level : float
        Confidence level, between 0 and 1.
    method : {"wilson"}
        The one method that this report shows.
    deff : array_like
        Design effect.

    Returns
    -------
    Interval
        Limits as shares.

    Raises
    ------
    ValueError
        For an impossible count, size, level, design effect or an unknown method.
    """
    from statsmodels.stats.proportion import proportion_confint

    _one_of("method", method, "wilson")
    count, size = _counts("x", x, "n", n, deff)
    low, high = proportion_confint(count, size, alpha=_alpha(level), method="wilson")
    share = count / size  # at 0 and n the limit is the share itself, but for the last digit
    return Interval(_plain(np.minimum(low, share)), _plain(np.maximum(high, share)))


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
    _one_of("method", method, "newcombe", "miettinen_nurminen")
    alpha = _alpha(level)
    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    if method == "miettinen_nurminen":
        from scipy.stats import norm

        z = float(norm.isf(alpha / 2))
        # reject here what N/(N-1) cannot take, before the solver meets it
        _check("n1 + n2 in effect", size1 + size2, size1 + size2 > 1, "must be more than 1")
        low, high = np.vectorize(_miettinen_nurminen, otypes=[float, float])(
            count1, size1, count2, size2, z
        )
    else:
        from statsmodels.stats.proportion import confint_proportions_2indep

        low, high = confint_proportions_2indep(
            count1, size1, count2, size2, method="newcomb", compare="diff", alpha=alpha
        )
    return Interval(_plain(np.maximum(low, -1.0)), _plain(np.minimum(high, 1.0)))


def rounded_difference_interval(
    pct1: ArrayLike,
    n1: ArrayLike,
    pct2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    deff: ArrayLike = 1.0,
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

    Returns
    -------
    Interval
        Limits as shares.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, or an impossible size, level or design effect.
    """
    (below1, above1), (below2, above2) = _rounding("pct1", pct1), _rounding("pct2", pct2)
    n1, n2 = _sizes("n1", n1), _sizes("n2", n2)
    low = difference_interval(below1 * n1, n1, above2 * n2, n2, level, deff=deff).low
    high = difference_interval(above1 * n1, n1, below2 * n2, n2, level, deff=deff).high
    return Interval(low, high)


def risk_ratio_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    deff: ArrayLike = 1.0,
) -> Interval:
    """Katz log interval of the ratio of two shares (Katz and others 1978).

    Raises
    ------
    ValueError
        As `difference_interval`, and for a count of 0, which has no logarithm.
    """
    return _ratio_interval(x1, n1, x2, n2, level, deff, compare="ratio", method="log")


def odds_ratio_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    deff: ArrayLike = 1.0,
) -> Interval:
    """Logit interval of the ratio of two odds (Woolf 1955).

    Raises
    ------
    ValueError
        As `difference_interval`, and for a count of 0 or of everybody.
    """
    return _ratio_interval(x1, n1, x2, n2, level, deff, compare="odds-ratio", method="logit")


def cohens_h_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    level: float = 0.95,
    deff: ArrayLike = 1.0,
) -> Interval:
    """Interval of Cohen's h by its normal standard error, sqrt(1/n1 + 1/n2) (Cohen 1988).

    Raises
    ------
    ValueError
        As `difference_interval`.
    """
    from scipy.stats import norm
    from statsmodels.stats.proportion import proportion_effectsize

    alpha = _alpha(level)
    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    h = proportion_effectsize(count1 / size1, count2 / size2)
    reach = norm.isf(alpha / 2) * np.sqrt(1 / size1 + 1 / size2)
    return Interval(_plain(h - reach), _plain(h + reach))


# Effects of two printed percentages


def gap(pct1: ArrayLike, pct2: ArrayLike) -> Effect:
    """Gap pct1 - pct2 in points, with its range from rounding.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100.
    """
    return _effect(lambda share1, share2: 100 * (share1 - share2), pct1, pct2)


def cohens_h(pct1: ArrayLike, pct2: ArrayLike) -> Effect:
    """Cohen's h, the difference of the arcsine-transformed shares, with its range from rounding.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100.
    """
    from statsmodels.stats.proportion import proportion_effectsize

    return _effect(proportion_effectsize, pct1, pct2)


def risk_ratio(pct1: ArrayLike, pct2: ArrayLike) -> Effect:
    """Ratio of two shares, with its range from rounding (inf where the second may be 0).

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, and for 0 against 0.
    """
    return _effect(lambda share1, share2: share1 / share2, pct1, pct2)


def odds_ratio(pct1: ArrayLike, pct2: ArrayLike) -> Effect:
    """Ratio of two odds, with its range from rounding (inf where one may be 0 or 100).

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, and for 0 against 0 or 100 against 100.
    """
    return _effect(
        lambda share1, share2: (share1 * (1 - share2)) / (share2 * (1 - share1)), pct1, pct2
    )


def rebased(pct: ArrayLike, base_pct: ArrayLike) -> Effect:
    """Return what `pct` of everybody is among the `base_pct` of everybody, in percent.

    The second reading of a figure whose base is unstated: 13% of all executives are 37% of the
    35% who had no training.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, a base of 0, or one smaller than the part.
    """
    part, base = _percentages("pct", pct), _percentages("base_pct", base_pct)
    _check("base_pct", base, base > 0, "must be more than 0")
    part, base = np.broadcast_arrays(part, base)
    _check("pct", part, part <= base, "must not exceed its base_pct")
    effect = _effect(lambda share1, share2: 100 * share1 / share2, part, base)
    return Effect(effect.estimate, effect.low, _plain(np.minimum(effect.high, 100.0)))


def bias_margin(interval: Interval) -> Number:
    """Points of differential bias that would bring an interval's nearer limit to zero.

    Parameters
    ----------
    interval : Interval
        Of a gap, as shares, such as `rounded_difference_interval` returns.

    Returns
    -------
    float or ndarray
        Points; 0 where the interval already holds zero. No interval contains this error: it is
        how much of it the gap could bear.
    """
    low, high = np.asarray(interval.low), np.asarray(interval.high)
    return _plain(100 * np.maximum(np.maximum(low, -high), 0.0))


# How small a sample would undo a gap


def tipping_size(
    pct1: ArrayLike,
    pct2: ArrayLike,
    *,
    total: int | None = None,
    deff: ArrayLike = 1.0,
    level: float = 0.95,
    rounding: Rounding = "worst",
) -> Number | Sizes:
    """Smallest group size from which the interval of a gap stays clear of zero.

    With the shares held fixed a score interval is the set of values that the sample does not
    reject, and a larger sample rejects more: the intervals are nested, and bisection finds the
    exact size for equal groups. Two groups with a fixed total trade one size for the other;
    there every split is tried, from the even one outward until the first that fails.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    total : int, optional
        What the two groups add up to; without it the groups are of equal size.
    deff, level
        As in `difference_interval`.
    rounding : {"worst", "none"}
        The corner of the rounding nearest to no gap, or the percentages as printed.

    Returns
    -------
    int, float or ndarray, or Sizes
        The size of each group; with a total, the smallest size of either. `inf` where no size
        suffices.

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100, a total below 2, or an impossible level, design effect
        or rounding.
    """
    _one_of("rounding", rounding, "worst", "none")
    share1, share2 = _towards_zero(pct1, pct2, rounding)
    effect = _design_effects(deff)
    if total is None:
        shape = np.broadcast_shapes(share1.shape, share2.shape, effect.shape)
        return _whole(_smallest_size(lambda n: _clear(share1, n, share2, n, level, effect), shape))
    _check_total(total)
    smaller = np.arange(total // 2, 0, -1, dtype=float)
    larger = total - smaller
    share1, share2, effect = share1[..., None], share2[..., None], effect[..., None]
    return Sizes(
        _whole(_last_of_run(_clear(share1, smaller, share2, larger, level, effect), smaller)),
        _whole(_last_of_run(_clear(share1, larger, share2, smaller, level, effect), smaller)),
    )


def verdict(
    pct1: ArrayLike, pct2: ArrayLike, total: int, comparable: ArrayLike = True
) -> str | NDArray[np.str_]:
    """Say how a gap stands when only the total is published, by one rule.

    The 95% Newcombe interval, at the corner of the rounding nearest to no gap and with a design
    effect of 2, is computed for every split of `total` that gives the first group 10% to 90%:

    - *robust*: it excludes zero at every such split;
    - *conditional*: it does at an even split, and fails somewhere in that range;
    - *fragile*: it fails at an even split;
    - *not comparable*: the figures come from different surveys, populations or questions,
      whatever the arithmetic says.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    total : int
        The published sample size, at least 2.
    comparable : array_like of bool
        Whether the two figures come from one survey, population and question.

    Returns
    -------
    str or ndarray of str

    Raises
    ------
    ValueError
        For a percentage outside 0 to 100 or a total below 2.
    """
    _check_total(total)
    share1, share2 = _towards_zero(pct1, pct2, "worst")
    smallest, largest = (share * total for share in VERDICT_SHARES)
    first = np.append(np.arange(math.ceil(smallest), math.floor(largest) + 1.0), total / 2)
    clear = _clear(
        share1[..., None], first, share2[..., None], total - first, 0.95, np.array(VERDICT_DEFF)
    )
    verdicts = np.select(
        [~np.asarray(comparable, dtype=bool), clear.all(axis=-1), clear[..., -1]],
        ["not comparable", "robust", "conditional"],
        "fragile",
    )
    return str(verdicts) if verdicts.ndim == 0 else verdicts


def gap_curve(
    pct1: float,
    pct2: float,
    sizes: ArrayLike,
    deff: ArrayLike = 1.0,
    level: float = 0.95,
    rounding: Rounding = "worst",
) -> Interval:
    """Interval of a gap by the size of each of two equal groups, for a tipping chart.

    Parameters
    ----------
    pct1, pct2 : float
        Printed percentages, 0 to 100.
    sizes : array_like
        Sizes of each group, usually on a logarithmic grid; they broadcast with `deff`.
    deff, level
        As in `difference_interval`.
    rounding : {"worst", "none"}
        "worst" is the envelope over the rounding, and crosses zero at `tipping_size`.

    Returns
    -------
    Interval
        Limits as shares, in the shape of `sizes` and `deff`.

    Raises
    ------
    ValueError
        As `tipping_size`, and for an impossible size.
    """
    _one_of("rounding", rounding, "worst", "none")
    if rounding == "worst":
        return rounded_difference_interval(pct1, sizes, pct2, sizes, level, deff)
    share1, share2 = _percentages("pct1", pct1) / 100, _percentages("pct2", pct2) / 100
    size = _sizes("sizes", sizes)
    return difference_interval(share1 * size, size, share2 * size, size, level, deff=deff)


def frontier(
    pct1: ArrayLike,
    pct2: ArrayLike,
    n1: ArrayLike,
    deff: ArrayLike = 1.0,
    level: float = 0.95,
    rounding: Rounding = "worst",
) -> Number:
    """Smallest second group that keeps the gap clear of zero, for each size of the first.

    Parameters
    ----------
    pct1, pct2 : array_like
        Printed percentages, 0 to 100.
    n1 : array_like
        Sizes of the first group.
    deff, level, rounding
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
    _one_of("rounding", rounding, "worst", "none")
    share1, share2 = _towards_zero(pct1, pct2, rounding)
    first, effect = _sizes("n1", n1), _design_effects(deff)
    shape = np.broadcast_shapes(share1.shape, share2.shape, first.shape, effect.shape)
    return _whole(
        _smallest_size(lambda n2: _clear(share1, first, share2, n2, level, effect), shape)
    )


def sample_size_floor(percentages: Iterable[float]) -> int:
    """Smallest number of respondents that can give all these percentages at once.

    The GRIM test (Brown and Heathers 2017) for whole percentages P: some count x must lie within
    |100x/n - P| <= 0.5. It holds only if the figures are unweighted and all were asked of
    everybody. From 100 respondents every whole percentage is possible, so the scan ends there.

    Parameters
    ----------
    percentages : iterable of float
        Whole percentages of one group, 0 to 100.

    Returns
    -------
    int
        From 1 to 100.

    Raises
    ------
    ValueError
        For no percentage at all, one outside 0 to 100, or one with decimals.
    """
    pct = _percentages("percentages", list(percentages))
    if not pct.size:
        raise ValueError("percentages: expected at least one, found none")
    _check("percentages", pct, pct == np.round(pct), "must be whole")
    n = np.arange(1, 101)[:, None]
    over = pct.ravel().astype(int) * n % 100  # in hundredths of a person: whole numbers are exact
    possible = (2 * np.minimum(over, 100 - over) <= n).all(axis=1)
    return int(np.argmax(possible)) + 1


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
    from scipy.optimize.elementwise import find_root
    from scipy.stats import norm

    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    p1, p2 = np.broadcast_arrays(count1 / size1, count2 / size2)
    size1, size2 = np.broadcast_to(size1, p1.shape), np.broadcast_to(size2, p1.shape)
    swap = p1 < p2  # the larger share first: its interval then reaches zero with its low limit
    p_large, p_small = np.where(swap, p2, p1), np.where(swap, p1, p2)
    n_large, n_small = np.where(swap, size2, size1), np.where(swap, size1, size2)

    def excess(z: Array, p: Array, n: Array, q: Array, m: Array) -> Array:
        # squared gap less the squared reach of the hybrid interval at this z
        return (p - q) ** 2 - (p - _wilson(p, n, z, -1)) ** 2 - (_wilson(q, m, z, 1) - q) ** 2

    # at z = 0 the interval is the gap itself; Wilson's limits exceed any gap as z grows
    beyond = 40.0 * np.ones_like(p_large)
    args = (p_large, n_large, p_small, n_small)
    tiny = excess(beyond, *args) > 0
    solvable = (p_large > p_small) & ~tiny
    found = find_root(
        excess,
        (np.zeros_like(beyond), np.where(solvable, beyond, 0.0)),
        args=args,
    )
    z = np.select([tiny, solvable], [np.inf, found.x], 0.0)
    return _plain(2 * norm.sf(z))


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
    from statsmodels.stats.multitest import multipletests

    p = _p_values(p_values)
    if p.ndim != 1 or not p.size:
        raise ValueError(f"p_values: expected a list of at least one, found {p_values!r}")
    adjusted: Array = multipletests(p, method="holm")[1]
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


def _wilson(share: Array, n: Array, z: Array, side: int) -> Array:
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


def _ratio_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    level: float,
    deff: ArrayLike,
    *,
    compare: str,
    method: str,
) -> Interval:
    from statsmodels.stats.proportion import confint_proportions_2indep

    alpha = _alpha(level)
    count1, size1 = _counts("x1", x1, "n1", n1, deff)
    count2, size2 = _counts("x2", x2, "n2", n2, deff)
    for name, count, size in (("x1", count1, size1), ("x2", count2, size2)):
        _check(name, count, count > 0, "must be more than 0 for a ratio")
        if method == "logit":
            _check(name, count, count < size, "must be less than its n for a ratio of odds")
    low, high = confint_proportions_2indep(
        count1, size1, count2, size2, method=method, compare=compare, alpha=alpha
    )
    return Interval(_plain(low), _plain(high))


def _effect(function: Callable[[Array, Array], Array], pct1: ArrayLike, pct2: ArrayLike) -> Effect:
    """Evaluate a function that rises with the first share and falls with the second."""
    share1, share2 = _percentages("pct1", pct1) / 100, _percentages("pct2", pct2) / 100
    (below1, above1), (below2, above2) = _rounding("pct1", pct1), _rounding("pct2", pct2)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.asarray(function(share1, share2))
        if np.isnan(estimate).any():
            raise ValueError(f"pct1 = {pct1!r} against pct2 = {pct2!r}: the ratio is undefined")
        low, high = function(below1, above2), function(above1, below2)
    return Effect(_plain(estimate), _plain(low), _plain(high))


def _towards_zero(pct1: ArrayLike, pct2: ArrayLike, rounding: Rounding) -> tuple[Array, Array]:
    """Return the two shares, at the corner of their rounding that is nearest to no gap."""
    p1, p2 = _percentages("pct1", pct1), _percentages("pct2", pct2)
    move = _HALF_UNIT * np.sign(p1 - p2) if rounding == "worst" else np.zeros(())
    # a gap of at most one point may be none at all: equal shares are never clear of zero
    none_left = np.abs(p1 - p2) <= 2 * np.abs(move)
    middle = (p1 + p2) / 2
    p1, p2 = np.where(none_left, middle, p1 - move), np.where(none_left, middle, p2 + move)
    return p1 / 100, p2 / 100


def _clear(
    share1: Array, n1: Array, share2: Array, n2: Array, level: float, deff: Array
) -> NDArray[np.bool_]:
    interval = difference_interval(share1 * n1, n1, share2 * n2, n2, level, deff=deff)
    clear: NDArray[np.bool_] = interval.excludes_zero
    return clear


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


def _last_of_run(clear: NDArray[np.bool_], sizes: Array) -> Array:
    """Return the last size of the unbroken run of clear ones that the first begins (or inf)."""
    run = np.logical_and.accumulate(clear, axis=-1).sum(axis=-1)
    return np.where(run > 0, sizes[np.maximum(run - 1, 0)], np.inf)


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


def _rounding(name: str, pct: ArrayLike) -> tuple[Array, Array]:
    """Return the lowest and highest share that a printed percentage may stand for."""
    array = _percentages(name, pct)
    return (
        np.maximum(array - _HALF_UNIT, 0) / 100,
        np.minimum(array + _HALF_UNIT, 100) / 100,
    )


def _p_values(p_values: ArrayLike) -> Array:
    array = _array("p value", p_values)
    _check("p value", array, (array >= 0) & (array <= 1), "must lie between 0 and 1")
    return array


def _alpha(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level = {level}: must lie between 0 and 1")
    return 1 - level


def _check_total(total: int) -> None:
    if not (total >= 2 and total == math.floor(total)):
        raise ValueError(f"total = {total}: must be a whole number of at least 2")


def _one_of(name: str, value: str, *known: str) -> None:
    if value not in known:
        raise ValueError(f"{name} = {value!r}: expected {' or '.join(known)}")
