"""Asking at any door, with all that comes back; what was written is taken back."""

from __future__ import annotations

from typing import Any

from tests.doors.answers import ALL_POSTS, DOORS, NOBODY, path, taken_back
from tests.doors.stage import Stage

OWN = [one for one in ALL_POSTS if one.endswith(".own")]
EVERYBODY = [NOBODY, *OWN]
FEW = [NOBODY, "O.own", "P.own", "E.own"]
"""Whom `make test` sends; everybody is sent by `make check-all` and `make attacks`."""


def knock(stage: Stage, who: str, method: str, row: str, query: str = "", **how: Any) -> Any:
    """The answer at the door of `row`, its content read."""
    client = stage.posts.browser(who)
    if method == "POST" and "data" not in how:
        how["data"] = stage.bodies.get(row, dict)()
    with taken_back():
        answer = getattr(client, method.lower())(path(row, stage.arguments.get(row, ())) + query, **how)
        answer.whole = read_whole(answer)
    return answer


def read_whole(answer: Any) -> bytes:
    """What came, to its end: what is not read is not closed."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


__all__ = ["DOORS", "EVERYBODY", "FEW", "NOBODY", "OWN", "knock", "read_whole"]
