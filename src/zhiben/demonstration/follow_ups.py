"""What follows the demonstration's hazards on: controls on some that are being rectified, and second looks at a share
of those that were closed in the third quarter. Published figures are not touched by any of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.demonstration.city import line_of
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.hazards import operations as hazards
from zhiben.hazards.queries import looks_in
from zhiben.hazards.vocab import ControlKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City, District
    from zhiben.demonstration.hazard_replay import HazardReplay
    from zhiben.hazards.models import LookDraw, SecondLook
    from zhiben.kernel.rights import Actor

DRAWN, LOOKED, CONTROLLED = date(2024, 10, 9), date(2024, 10, 11), date(2024, 10, 10)
QUARTER, SHARE = (date(2024, 7, 1), date(2024, 9, 30)), 10
BASIS = "《安全生产法》有关规定（示例数据，条款以现行文本为准）"


class FollowUps:
    """Controls and second looks, on the days after the holidays."""

    def __init__(self, city: City, replay: HazardReplay) -> None:
        self.city, self.replay = city, replay
        self.draws: list[tuple[District, LookDraw]] = []

    def happenings(self) -> Iterator[Happening]:
        """In order of time."""
        yield Happening(datetime.combine(DRAWN, time(11, 40), clock.TZ), self.draw)
        yield Happening(datetime.combine(CONTROLLED, time(11, 50), clock.TZ), self.control)
        yield Happening(datetime.combine(LOOKED, time(11, 55), clock.TZ), self.look)

    def draw(self) -> None:
        """Each district's office draws from what was closed in the quarter."""
        first, last = QUARTER
        for district in self.city.districts:
            officer = self.city.actor(Role.OFFICE_OFFICER, district.office)
            with scope(officer):
                try:
                    draw = hazards.draw_second_looks(
                        district.office, first=first, last=last, percent=SHARE, seed="示例数据", actor=officer
                    )
                except Refused:
                    continue  # nothing was closed there in the quarter
            self.draws.append((district, draw))

    def look(self) -> None:
        """Inspectors of the city look again; in the home district one place has come back, and one waits."""
        home = self.city.home[0].district
        inspector = self.city.actor(Role.INSPECTOR, self.city.office, 1)
        for district, draw in self.draws:
            with scope(inspector):
                for look in looks_in(draw)[2 if district == home else 0 :]:
                    self._see(look, inspector, "hold", "整改成果保持，未见反弹（示例数据）")
                if district == home and looks_in(draw):
                    self._see(looks_in(draw)[0], inspector, "relapse", "同一部位再次出现同类问题（示例数据）")

    def _see(self, look: SecondLook, inspector: Actor, move: str, conclusion: str) -> None:
        facts = {"conclusion": conclusion, "position": "原整改部位", "files": [self.replay.pictures.take(inspector)]}
        try:
            perform(look, move, inspector, **facts)
        except Refused:
            return  # the inspector had a part in closing it, or it was reopened since

    def control(self) -> None:
        """Of those that are overdue, two are under interim control, and at one work is suspended in part."""
        overdue = [index for index, story in enumerate(self.replay.told) if story.outcome == "overdue"]
        for place, index in enumerate(overdue[:3]):
            story, hazard = self.replay.told[index], self.replay.hazards[index]
            if place < 2:
                kind, who = (
                    ControlKind.INTERIM,
                    self.city.actor(Role.ENTERPRISE_CONTACT, self.city.enterprises[story.site]),
                )
            else:
                unit = self.city.streets[story.street].district.departments[line_of(story.sector)]
                kind, who = ControlKind.PART, self.city.actor(Role.DEPARTMENT_OFFICER, unit)
            with scope(who):
                hazards.order_control(
                    hazard,
                    kind=kind,
                    measures="隔离该部位，专人看护，禁止无关人员进入（示例数据）",
                    basis="" if kind is ControlKind.INTERIM else BASIS,
                    since=CONTROLLED,
                    actor=who,
                )
