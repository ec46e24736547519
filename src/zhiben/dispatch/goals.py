"""What an office's campaign sets out to reach in a round's year: the indicators of its actions, and which of our
measures tell how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.campaign import queries as campaign

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round


@dataclass(frozen=True, slots=True)
class Goal:
    """An indicator of an action, with its target ("" where none is set) and its measure ("" where it is told
    elsewhere)."""

    action: str
    name: str
    unit: str
    target: str
    measure: str


def goals(one: Round) -> list[Goal]:
    """Those of the office's own campaign, action by action."""
    year = one.period_last.year
    own = (found for found in campaign.campaigns() if found.office_id == one.office_id and year in found.years)
    return [
        Goal(action.name, row.name, row.unit, _amount(row.amounts.get(year)), row.measure)
        for found in own
        for action in found.actions.all()
        for row in action.indicators.all()
        if action.name
    ]


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
