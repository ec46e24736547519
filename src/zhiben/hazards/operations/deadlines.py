"""Until when a hazard may take: a day that has not passed, and none so far off that it would never be overdue."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from zhiben.hazards import queries
from zhiben.kernel import clock
from zhiben.kernel.periods import months_after
from zhiben.kernel.text import N_


class Deadlines:
    """What deadlines may be, for many hazards; the office's setting is read once, when it is first asked for."""

    @cached_property
    def _months(self) -> int:
        return queries.clock_amount("rectify_longest")

    def why_not(self, due: date, today: date) -> str:
        """Why a deadline set on `today` cannot be `due`; empty when it can."""
        if due < today:
            return N_("整改期限不能早于今天")
        if due > (last := months_after(today, self._months)):
            sentence = N_("整改期限须在今天起{months}个月以内（不晚于{last}）；请核对年份")
            return sentence.format(months=self._months, last=clock.in_words(last))
        return ""
