"""A cycle of the dispatch rhythm 7 + 15 + 30 + N as a value: which period, what is collected, who is named, what is
issued, how long one may answer, and whether a person closes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from zhiben.kernel.periods import Period
from zhiben.kernel.workdays import Workdays


@dataclass(frozen=True, slots=True)
class Cycle:
    """One rhythm. `measures` are frozen when a round closes; `reasons` are the facts that get a unit named, in the
    order shown; `paper` is what is issued ("" when nothing is: the round ends closed); a round of a cycle that
    `closes_itself` is closed by the clock, for nobody is named in it. `page` names the page of its
    rounds; `by_unit`: how every unit stood is kept when a round closes.

    `judged` are those of the measures, missed items of those due, by whose sum units are judged beside one another;
    `issues` how many rounds a year has.

    `reply_days` (working days to answer), `issue_days` (working days after the period within which the paper is issued)
    and `budget` (innocent units named a year by statistics, all units and issues together) are editable defaults of
    this product, not law.
    """

    name: str
    title: str
    period_of: Callable[[date], Period]
    measures: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    paper: str = ""
    reply_days: int = 1
    issue_days: int = 5
    closes_itself: bool = False
    page: str = "dispatch:page"
    by_unit: bool = False
    judged: tuple[str, ...] = ()
    issues: int = 0
    budget: float = 1.0

    def collects_on(self, period: Period) -> date:
        """From which day reports are collected: the last one; where every unit is watched all along, the first."""
        return period.first if self.by_unit else period.last

    def issue_by(self, period: Period, workdays: Workdays) -> date | None:
        """By which day the paper of a period is issued; None where nothing is."""
        return workdays.after(period.last, self.issue_days) if self.paper else None

    def after(self, period: Period) -> Period:
        """The period that begins when this one has ended."""
        return self.period_of(period.last + timedelta(days=1))


_registry: dict[str, Cycle] = {}


def register(cycle: Cycle) -> Cycle:
    """Make `cycle` known; a name is taken once."""
    if _registry.setdefault(cycle.name, cycle) != cycle:
        raise ValueError(f"cycle {cycle.name} is declared twice")
    return cycle


def registered() -> dict[str, Cycle]:
    """All cycles by name."""
    return dict(sorted(_registry.items()))
