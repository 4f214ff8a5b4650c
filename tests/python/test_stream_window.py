"""What is kept of the articles of a stream's window."""

from __future__ import annotations

import broadsheet as bs


def test_articles_that_left_are_let_go_when_they_are_as_many_as_those_that_live():
    stream = bs.StoryStream(window="2D", clean=False)
    most = 0
    for day in range(1, 29):
        stream.add([{"id": str(day), "text": "The bridge.", "date": f"2024-02-{day:02d}"}])
        most = max(most, len(stream._state._kept._batches))
    assert 3 <= most <= 7
    assert stream.live()[0].members.id == ("26", "27", "28")
