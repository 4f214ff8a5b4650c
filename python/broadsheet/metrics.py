"""How good is a clustering?

What `sklearn.metrics` has not, or not for large sparse matrices. Where true labels are known:

- `bcubed`: precision, recall and F1, article by article;
- `pairwise`: the same, pair by pair.

Where they are not:

- `cosine_silhouette`: how well clusters are separated, and
- `cosine_silhouette_samples`: the value of each row.

Where clusters are tiny, as stories are, read no BCubed F1 alone: with every article left alone it
is 2/3 among stories of two, while pairwise F1 is 0.
"""

from __future__ import annotations

from ._agreement import bcubed, pairwise
from ._cosine_silhouette import cosine_silhouette, cosine_silhouette_samples

__all__ = ["bcubed", "cosine_silhouette", "cosine_silhouette_samples", "pairwise"]
