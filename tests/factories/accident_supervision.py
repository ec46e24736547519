"""Accident supervision over a small city: accidents of the past, one of a new kind, signals taken up of them, a joint
study and a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.accidents import Bureau, many_cases
from tests.factories.replayed import replayed
from tests.factories.supervision import Ground, ground

from zhiben.accidents.models import AccidentCase
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.supervision import operations
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.models import AccidentSignal, JointStudy, LookAlike
from zhiben.supervision.operations import Occasion, Opening
from zhiben.supervision.queries import signals

NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)
USUAL = "作业人员在{n}号楼外墙作业时未系安全带，从脚手架坠落至地面死亡"
NEW = "快递站内三轮车换电柜锂电池热失控，浓烟涌入夹层，值守人员吸入有毒烟气"


@dataclass
class Desk:
    """Who supervises, where, and the people around accidents."""

    ground: Ground
    bureau: Bureau

    @property
    def officer(self) -> Actor:
        """Of the city's office."""
        return self.ground.keeper

    @property
    def office(self) -> int:
        """The city's office."""
        return self.ground.office

    def past(self, count: int = 58) -> list[AccidentCase]:
        """So many accidents of one kind, one in three weeks until a few weeks ago."""
        days = [date(2021, 6, 1) + timedelta(days=21 * number) for number in range(count)]
        drafts = [
            self.bureau.draft(occurred_on=day, narrative=USUAL.format(n=number), types=("09", ""))
            for number, day in enumerate(days)
        ]
        return many_cases(drafts, by=self.bureau.office)

    def accident(self, on: date = date(2024, 9, 2), **given: Any) -> AccidentCase:
        """One accident of late, of a new kind unless told otherwise."""
        said = {"narrative": NEW, "types": ("08", ""), "unit_name": "示例快递公司", "occurred_on": on} | given
        return many_cases([self.bureau.draft(**said)], by=self.bureau.office)[0]

    def taken_up(self) -> list[AccidentSignal]:
        """What is new in the queue."""
        with scope(self.officer):
            return operations.take_up(self.office, actor=self.officer)

    def of(self, kind: SignalKind) -> list[AccidentSignal]:
        """The signals of a kind on the officer's desk."""
        with scope(self.officer):
            return list(signals.of_desk(self.officer).filter(kind=kind).order_by("pk"))

    def answer(self, one: AccidentSignal, move: str, **facts: Any) -> AccidentSignal:
        """A move of the officer."""
        with scope(self.officer):
            return perform(signals.signal_of(one.pk), move, self.officer, **facts)

    def study(self, one: AccidentSignal, *departments: str) -> JointStudy:
        """Opened by the officer."""
        units = [self.bureau.city.unit(name).pk for name in departments or ("市住房建设",)]
        with scope(self.officer):
            said = Opening("示例快递站火灾研判", units, "示例甲（市应急管理局）")
            return operations.open_study(signals.signal_of(one.pk), said, actor=self.officer)

    def sweep(self, case: AccidentCase, study: JointStudy | None = None) -> LookAlike:
        """Drafted by the officer."""
        with scope(self.officer):
            return operations.draft_look_alikes(Occasion(case, study), self.office, actor=self.officer)


@replayed
def desk_with_past() -> Desk:
    """With the accidents of the past."""
    found = desk()
    found.past()
    return found


@replayed
def desk() -> Desk:
    """People and places alone."""
    found = ground()
    return Desk(found, Bureau(found.built))
