"""Collections with known stories, from a seeded topic model: no text of anyone."""

from __future__ import annotations

import numpy as np


def collection(
    sizes: list[int], seed: int = 0, words: int = 120, n_topics: int = 8, story_words: int = 40
) -> tuple[list[dict], list[int]]:
    """Make articles of stories of such sizes.

    An article draws its words from what all write, its topic, its story and itself. Words are
    numbers spelt in letters, so that they have no stems. Two articles of a story have a cosine
    of about .4, as those of one event in American newspapers have.
    """
    rng = np.random.default_rng(seed)

    def vocabulary(n: int, first: int) -> list[str]:
        return ["".join(chr(103 + int(d)) for d in str(first + i)) + "q" for i in range(n)]

    everyone = vocabulary(400, 100_000)
    topics = [vocabulary(200, 200_000 + 1_000 * t) for t in range(n_topics)]
    rows, truth = [], []
    for story, size in enumerate(sizes):
        topic = topics[story % n_topics]
        own = vocabulary(story_words, 1_000_000 + 1_000 * story)
        for article in range(size):
            alone = vocabulary(60, 10_000_000 + 100_000 * story + 100 * article)
            drawn = [
                *rng.choice(everyone, words // 4), *rng.choice(topic, words // 6),
                *rng.choice(own, words // 2), *rng.choice(alone, words // 12),
            ]  # fmt: skip
            title = " ".join(rng.choice(own, 8))
            rows.append({"id": f"{story}-{article}", "title": title, "text": " ".join(drawn)})
            truth.append(story)
    order = rng.permutation(len(rows))
    return [rows[i] for i in order], [truth[i] for i in order]
