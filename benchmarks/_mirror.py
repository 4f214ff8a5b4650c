"""Twenty articles in the manner of the seed article's outlet, of the project's own writing.

One line of caption, a dateline, four paragraphs, a prompt between two of them, another at the end.
No two share a sentence, and none shares one with the seed article.
"""

from __future__ import annotations

SOURCE = "mirrorspectator.com"
PROMPTS = ("Get the Mirror in your inbox:", "Get the Mirror-Spectator Weekly in your inbox:")

_TOPICS = [
    ("GYUMRI", "bakery", "ovens", "flour"), ("VANADZOR", "library", "shelves", "paper"),
    ("BOSTON", "choir", "voices", "sheet music"), ("YEREVAN", "chess club", "boards", "clocks"),
    ("DILIJAN", "school", "desks", "chalk"), ("PARIS", "gallery", "canvases", "varnish"),
    ("ISTANBUL", "newspaper", "presses", "ink"), ("BEIRUT", "clinic", "beds", "bandages"),
    ("TBILISI", "theatre", "stages", "costumes"), ("GLENDALE", "museum", "halls", "glass"),
    ("SEVAN", "boatyard", "hulls", "timber"), ("GORIS", "orchard", "trees", "ladders"),
    ("MOSCOW", "orchestra", "strings", "rosin"), ("WATERTOWN", "parish", "pews", "candles"),
    ("KAPAN", "workshop", "lathes", "copper"), ("ALEPPO", "carpet house", "looms", "wool"),
    ("STEPANAVAN", "greenhouse", "seedlings", "panes"), ("LYON", "bookshop", "tables", "thread"),
    ("MARSEILLE", "harbour office", "quays", "rope"), ("MEGHRI", "winery", "barrels", "corks"),
]  # fmt: skip


def _captions(index: int) -> str:
    place, house, many, _ = _TOPICS[index]
    return f"Visitors admire the {many} of the {house} in {place.title()}, March {index + 1}, 2022."


def story(index: int) -> str:
    """What is left of an article when it is clean."""
    place, house, many, stuff = _TOPICS[index]
    ending = _TOPICS[index - 1][1]
    return "\n\n".join([
        f"The {house} opened its doors to {index + 31} guests, who waited for {many}.",
        f"“Nobody sold us {stuff} for a whole year,” its director said. “We made do with what the "
        f"{ending} lent to this {house}.”",
        f"City officials paid for half of the {many}; friends abroad sent {stuff} by lorry.",
        f"A second {house} is to follow in spring, with {many} larger than in {place.title()}.",
    ])  # fmt: skip


def articles() -> list[str]:
    """The articles as scraped."""
    texts = []
    for index, (place, *_) in enumerate(_TOPICS):
        first, *rest = story(index).split("\n\n")
        body = [f"{place} (Azatutyun) — {first}", *rest[:2], PROMPTS[0], *rest[2:], PROMPTS[1]]
        texts.append("\n\n".join([_captions(index), *body]))
    return texts
