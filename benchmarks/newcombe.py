"""Time a million Newcombe intervals against a plain numpy expression of the same formula.

Prints both medians and their ratio: `python benchmarks/newcombe.py`.
"""

from statistics import median
from time import perf_counter

import numpy as np

from quoted.statistics.estimates import difference_interval

SIZE, ROUNDS = 1_000_000, 7
Z = 1.959963984540054


def plain(x1, n1, x2, n2):
    p1, p2 = x1 / n1, x2 / n2
    a1, a2 = Z * Z / n1, Z * Z / n2
    centre1, reach1 = p1 + a1 / 2, Z * np.sqrt(p1 * (1 - p1) / n1 + a1 / (4 * n1))
    centre2, reach2 = p2 + a2 / 2, Z * np.sqrt(p2 * (1 - p2) / n2 + a2 / (4 * n2))
    low1, high1 = (centre1 - reach1) / (1 + a1), (centre1 + reach1) / (1 + a1)
    low2, high2 = (centre2 - reach2) / (1 + a2), (centre2 + reach2) / (1 + a2)
    gap = p1 - p2
    return (
        gap - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        gap + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
    )


def seconds(function, *arguments):
    start = perf_counter()
    function(*arguments)
    return perf_counter() - start


def main():
    random = np.random.default_rng(1998)
    n1, n2 = random.integers(10, 2_000, (2, SIZE)).astype(float)
    x1, x2 = np.floor(random.random((2, SIZE)) * (n1, n2))
    ours = difference_interval(x1, n1, x2, n2)  # warm-up of both, and a check that they agree
    low, high = plain(x1, n1, x2, n2)
    np.testing.assert_allclose([ours.low, ours.high], [low, high], rtol=0, atol=1e-12)
    pairs = [
        (seconds(difference_interval, x1, n1, x2, n2), seconds(plain, x1, n1, x2, n2))
        for _ in range(ROUNDS)
    ]
    ours, numpy = (median(times) for times in zip(*pairs, strict=True))
    print(f"{SIZE:,} Newcombe intervals, median of {ROUNDS} after a warm-up")
    print(f"estimates {ours:.3f} s, plain numpy {numpy:.3f} s, ratio {ours / numpy:.2f}")


if __name__ == "__main__":
    main()
