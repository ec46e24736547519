"""By what a month compares units: proportions of frozen counts, and the work that raises each. A district is measured
by the hazards that lie in it, a department by the tasks that it leads."""

from __future__ import annotations

from dataclasses import dataclass

from zhiben.dispatch.monthly.figures import MonthEnd
from zhiben.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Indicator:
    """A proportion. `share` is a frozen fraction; else it is `part` of `whole`, or what `less` leaves of `whole`.
    `work` says what one more item of its numerator is ("" where no work of today changes it); with `silent`, nothing
    in the numerator means that nothing was reported."""

    key: str
    title: str
    share: str = ""
    part: str = ""
    less: str = ""
    whole: str = ""
    work: str = ""
    silent: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures whose rows stand behind it."""
        return tuple(name for name in (self.share, self.part, self.less, self.whole) if name)

    def counts(self, end: MonthEnd, slice_: str) -> tuple[int, int] | None:
        """Numerator and denominator; None where the month froze no such measure."""
        if self.share:
            return end.share(self.share, slice_)
        of, some = end.numerator(self.whole, slice_), end.numerator(self.part or self.less, slice_)
        if of is None or some is None:
            return None
        return (min(some, of), of) if self.part else (max(of - some, 0), of)


OF_PLACES = (
    Indicator("rate", N_("整改率"), share="D1.rate", work=N_("整改销号{count}项")),
    Indicator(
        "not_overdue",
        N_("未逾期率"),
        less="hazards.overdue",
        whole="D1.reported",
        work=N_("整改逾期隐患{count}项"),
    ),
    Indicator("on_time", N_("按期整改率"), share="hazards.on_time"),
    Indicator("confirmed", N_("现场确认率"), share="C5.confirmed", work=N_("现场确认{count}项")),
    Indicator("reverified", N_("复核率"), share="C5.reverified"),
)
"""Of hazards: for a district or street, and for the whole."""

OF_LEADERS = (
    Indicator("done", N_("任务办结率"), part="tasks.done", whole="A5.tasks", work=N_("办结任务{count}项")),
    Indicator(
        "tasks_not_overdue",
        N_("任务未逾期率"),
        share="tasks.not_overdue_rate",
        work=N_("办结逾期任务{count}项"),
    ),
    Indicator(
        "reported",
        N_("下半月报送率"),
        share="tasks.reported_rate",
        silent=True,
    ),
)
"""Of key tasks: for a department, and for the whole."""
