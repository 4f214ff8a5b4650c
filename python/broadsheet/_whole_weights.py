"""Which whole numbers stand in the ratio of the weights of fields?"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["WholeWeights", "whole_weights"]

_MOST = 10**9  # so that 64 bits hold nine thousand million occurrences


class WholeWeights(NamedTuple):
    """Weights as whole numbers.

    Attributes
    ----------
    units : list of int
        Weight times `scale`.
    scale : int
    """

    units: list[int]
    scale: int


def whole_weights(weights: Sequence[float]) -> WholeWeights | None:
    """Give weights as whole numbers, read as decimals: .1 is a tenth.

    Sums of them are exact, in any order, where sums of the weights are rounded.

    Parameters
    ----------
    weights : sequence of float
        Finite and above 0.

    Returns
    -------
    WholeWeights or None
        None if one would exceed a thousand million.

    Examples
    --------
    >>> whole_weights([1.5, 0.1])
    WholeWeights(units=[15, 1], scale=10)
    >>> whole_weights([3.141592653589793, 1.0]) is None
    True
    """
    decimals = [Fraction(repr(float(weight))) for weight in weights]
    scale = lcm(*(decimal.denominator for decimal in decimals))
    units = [int(decimal * scale) for decimal in decimals]
    return WholeWeights(units, scale) if max(units) <= _MOST else None
