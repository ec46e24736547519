"""The samples of reports that the office has drawn and checked since July: most found true, some sent back for more and
supplemented, a few untrue; the latest one is not finished (示例数据)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.campaign.operations import draw_sample
from zhiben.campaign.queries import rows_of
from zhiben.demonstration import calendar
from zhiben.demonstration.task_story import periods
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel import clock

if TYPE_CHECKING:
    from zhiben.campaign.models import Sample, SampledReport
    from zhiben.demonstration.city import City
    from zhiben.kernel.periods import Period
    from zhiben.kernel.rights import Actor

SAMPLED = 6
"""From so many of the last half-months that are over samples are drawn."""

UNTRUE, INSUFFICIENT = (11, 19), (4, 8, 15)
"""Which places of a sample are found untrue, and which lack something."""

LEFT = 8
"""So many of the latest sample wait to be checked."""

WORDS = {
    "confirm": "查阅台账和现场照片，数据与报送一致",
    "refute": "现场核对，所报数量与台账不符",
    "ask_more": "缺少检查记录，请补充带日期的台账",
    "supplement": "已补充检查记录和台账（示例数据）",
}


class SampleReplay:
    """The samples as records, drawn and checked through the same verbs as on the page."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.drawn: dict[Period, Sample] = {}

    def happenings(self) -> Iterator[Happening]:
        """In order of time: each sample is drawn on the first working day after its half-month, checked a day later,
        what was lacking comes on the third."""
        over = periods()[-SAMPLED - 1 : -1]
        steps: list[tuple[datetime, Any]] = []
        for period in over:
            latest = period is over[-1]
            day = calendar.working(period.last + timedelta(days=1))
            # The first days of October are a holiday; what comes after them is what waits when the demonstration opens.
            steps += [
                (_at(day, 17, 25), lambda period=period: self._draw(period)),
                (_at(day, 17, 30), lambda period=period, latest=latest: self._check(period, latest=latest)),
            ]
            if not latest:
                steps.append((_at(day + timedelta(days=1), 17, 35), lambda period=period: self._supplement(period)))
        for at, do in sorted(steps, key=lambda pair: pair[0]):
            yield Happening(at, do)

    def _draw(self, period: Period) -> None:
        officer = self.city.officer
        with scope(officer):
            seed = f"示例{clock.today():%Y%m%d}"
            self.drawn[period] = draw_sample(self.city.office, period, actor=officer, seed=seed)

    def _check(self, period: Period, *, latest: bool) -> None:
        officer = self.city.officer
        with scope(officer):
            rows = list(rows_of(self.drawn[period]))
            rows = rows[: len(rows) - LEFT] if latest else rows
            self._move("refute", [row for row in rows if row.position in UNTRUE], officer)
            self._move("ask_more", [row for row in rows if row.position in INSUFFICIENT], officer)
            plain = [row for row in rows if row.position not in (*UNTRUE, *INSUFFICIENT)]
            self._move("confirm", plain, officer)

    def _supplement(self, period: Period) -> None:
        officer = self.city.officer
        with scope(officer):
            rows = [row for row in rows_of(self.drawn[period]) if row.state == "insufficient"]
        for row in rows:
            actor = self.city.answering(row.unit_id)
            with scope(actor):
                self._move("supplement", [row], actor)
        with scope(officer):
            self._move("confirm", rows, officer)

    @staticmethod
    def _move(move: str, rows: Sequence[SampledReport], actor: Actor) -> None:
        name = "supplement" if move == "supplement" else "note"
        perform_many([Step(row, move, actor, {name: WORDS[move]}) for row in rows])


def _at(day: Any, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.TZ)
