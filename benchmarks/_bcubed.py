"""How good is a clustering, article by article?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def bcubed(truth: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """BCubed precision, recall and F1 (Bagga and Baldwin 1998), each the mean over articles.

    Of an article, precision is the share of its found cluster that is of its true one; recall the
    share of its true cluster that is in its found one. F1 is the harmonic mean of the two means.
    """
    n = len(truth)
    true_sizes, found_sizes = Counter(truth), Counter(found)
    together = Counter(zip(truth, found, strict=True))
    precision = sum(m * m / found_sizes[cluster] for (_, cluster), m in together.items()) / n
    recall = sum(m * m / true_sizes[story] for (story, _), m in together.items()) / n
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairwise_f1(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """F1 over pairs of articles: is a pair that is together here together there?"""

    def pairs(sizes: Counter[Hashable]) -> int:
        return sum(m * (m - 1) // 2 for m in sizes.values())

    both = pairs(Counter(zip(truth, found, strict=True)))
    return 2 * both / max(pairs(Counter(truth)) + pairs(Counter(found)), 1)
