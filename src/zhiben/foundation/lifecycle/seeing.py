"""Whoever acts on a record acts on what they saw: a form carries the record's version, and one that somebody has moved
or touched meanwhile is not acted on by mistake."""

from __future__ import annotations

from typing import Any

from zhiben.foundation.lifecycle.acting import ActedOn
from zhiben.foundation.people import name_of
from zhiben.kernel.errors import Conflict
from zhiben.kernel.text import N_

SEEN = "seen"
"""The name of a form's hidden field."""


def must_be_as_seen(record: Any, seen: object) -> None:
    """Raise Conflict that tells what has happened when `record` has another version than `seen`; nothing is asked of
    who says nothing. What follows must be conditional on the version that `record` has."""
    if seen in (None, "") or str(seen) == str(record.version):
        return
    machine = type(record).machine
    move = machine.by_name.get(record.last_move)
    if move is None or (isinstance(record, ActedOn) and record.acted_beside):
        raise Conflict(N_("您打开本页之后，该记录已被改动，请核对后再办"))
    raise Conflict(
        N_("{who}已先办理“{move}”，现为“{state}”，请核对后再办"),
        who=name_of(record.last_actor),
        move=move.label,
        state=machine.label(record.state),
    )
