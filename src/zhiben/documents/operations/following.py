"""What a document's steps mean for records of rooms above that it tells of: each room registers a function, which runs
in the transaction of the step."""

from __future__ import annotations

from collections.abc import Callable

from zhiben.foundation.lifecycle import Change

Following = Callable[[Change], None]
_followers: dict[str, list[Following]] = {}


def follow(*steps: str) -> Callable[[Following], Following]:
    """Let a function run with each of these steps ("issue", "withdraw_issue", "void") of any document."""

    def registered(function: Following) -> Following:
        for step in steps:
            _followers.setdefault(step, []).append(function)
        return function

    return registered


def tell(change: Change) -> None:
    """Run what follows the step."""
    for function in _followers.get(change.move.name, ()):
        function(change)
