"""Robust summaries of timings."""

from dataclasses import asdict, dataclass
from statistics import median
from typing import Sequence


def mad_sigma(values: Sequence[float]) -> float:
    """Standard deviation estimated from the median absolute deviation: 1.4826 * MAD.

    Equals the standard deviation for normal values and ignores up to half of them being outliers.
    """
    centre = median(values)
    return 1.4826 * median(abs(v - centre) for v in values)


@dataclass(frozen=True)
class Summary:
    """Median, extremes and spread of repeated measurements, all in the unit of the measurements."""

    median: float
    min: float
    max: float
    sigma: float
    count: int

    @property
    def spread(self) -> float:
        """`sigma` relative to the median."""
        return self.sigma / self.median if self.median else 0.0

    def to_json(self) -> dict:
        return {**asdict(self), "spread": self.spread}


def summarize(values: Sequence[float]) -> Summary:
    if not values:
        raise ValueError("expects at least one measurement, but got none")
    return Summary(median(values), min(values), max(values), mad_sigma(values), len(values))


@dataclass(frozen=True)
class Ratio:
    """How `a` compares with `b` when both were measured once in every round.

    `median` is the median of the rounds' ratios, so drift that is common to both cancels; `low` and
    `high` are the smallest and the largest of them.
    """

    median: float
    low: float
    high: float


def paired_ratio(a: Sequence[Sequence[float]], b: Sequence[Sequence[float]]) -> Ratio:
    """Ratio of the per-round medians; `a[i]` and `b[i]` hold the measurements of round `i`."""
    if len(a) != len(b) or not a:
        raise ValueError(f"expects the same number of rounds on both sides, but got {len(a)} and {len(b)}")
    ratios = [median(x) / median(y) for x, y in zip(a, b)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def round_order(contenders: int, round_index: int) -> list:
    """Order in which the contenders run in a round: even rounds forwards, odd rounds backwards.

    Over two rounds every pair is measured once in either order, so what one leaves behind in caches,
    clocks or temperature does not favour a side.
    """
    order = list(range(contenders))
    return order if round_index % 2 == 0 else order[::-1]
