"""By which day a round's paper is to be issued, which is the day that counts for every step before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from zhiben.dispatch.models import NamedUnit, Round
from zhiben.foundation.lifecycle import Waiting
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.kernel.workdays import Workdays

BEFORE_ISSUE = ("open", "collecting", "closed", "drafted", "approved")


def issue_by(one: Round, calendar: Workdays | None = None) -> date | None:
    """The last of the cycle's working days after the period; None where nothing is issued, or was issued already, be it
    taken back since."""
    if one.state not in BEFORE_ISSUE or one.corrected:
        return None
    return one.declared.issue_by(one.period, calendar or orgs.workdays())


def by_issue(found: Iterable[Waiting]) -> list[Waiting]:
    """Steps of rounds, and of names in them, that have to be made before the paper is issued, with that day."""
    steps = list(found)
    calendar = orgs.workdays() if steps else None
    return [replace(one, due=issue_by(_round(one.record), calendar)) for one in steps]


def _round(record: Round | NamedUnit) -> Round:
    return record.round if isinstance(record, NamedUnit) else record
