"""Tips of 2024 (示例数据): three from each district, told without an account, verified by streets, departments and
districts, answered; some are merged, declined, verified again, rewarded; the third comprehensive round looks again at
some. What was found true stands in the ledger already, so that no published figure moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.demonstration import evidence
from zhiben.demonstration.calendar import LAST, at
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.hazards import queries as hazards
from zhiben.hazards.vocab import VALID
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations as supervision
from zhiben.supervision import queries as supervised
from zhiben.tips import operations, queries

if TYPE_CHECKING:
    from zhiben.demonstration.city import City, Street
    from zhiben.demonstration.supervising import Supervising
    from zhiben.tips.models import PublicTip
    from zhiben.tips.operations import Receipt

FIRST, EVERY = date(2024, 4, 8), timedelta(days=5)
PER_DISTRICT = 3
WHAT = (
    ("楼道堆放电动车并飞线充电（示例数据）", "高层建筑消防"),
    ("工地三楼临边没有护栏，有人施工（示例数据）", "房屋建筑施工"),
    ("后厨软管老化，能闻到燃气味（示例数据）", "城镇燃气"),
    ("仓库安全出口上锁（示例数据）", "工贸通用"),
    ("车间粉尘很大，没有清扫（示例数据）", "粉尘涉爆"),
    ("楼下作坊夜里用丙烷切割（示例数据）", "九小场所与三小场所"),
)
"""What is told, and the sector that it belongs to."""
CONCLUSIONS = ("true", "untrue", "true", "partly", "true", "not_found")
ACCOUNTS = {
    "true": "到场查看，情况属实，已责令整改（示例数据）",
    "partly": "到场查看，部分已自行整改（示例数据）",
    "untrue": "到场查看两次，未见所述情况（示例数据）",
    "not_found": "地点不清，走访周边未能找到（示例数据）",
}
ANSWER = "已派人到现场核查，结果如上；感谢您关心身边的安全（示例数据）"
NOT_OURS = "所述属邻里噪声，不属安全生产隐患，请向社区反映（示例数据）"
MERGED, DECLINED, REOPENED, REWARDED = (12, 21), (14,), (4,), (2, 8)
"""By their place among the tips; what is merged says what the one before it says."""
NAMED = (3, 10)
LEFT = {26: "answered", 27: "answered", 29: "verified", 30: "verifying", 31: "accepted", 32: "received"}
"""How far the last ones have come by the standing day."""
LATER = {30: date(2024, 9, 26), 31: date(2024, 10, 11), 32: date(2024, 10, 14)}
"""When the last ones were told."""

LATE = 28
"""Given out long ago, and still not verified."""

LOOKED, SIZE = "2024年第三轮综合督导", 6
FOUND = ("agree", "agree", "differ", "agree", "cannot_tell", "agree")


@dataclass(slots=True)
class Told:
    """A tip with its street and who handles it."""

    place: int
    street: Street
    receipt: Receipt

    @property
    def tip(self) -> PublicTip:
        """As it stands."""
        return queries.tip_of(self.receipt.tip.pk)


class Tipping:
    """The tips as records, by their place."""

    def __init__(self, city: City, supervising: Supervising) -> None:
        self.city, self.supervising = city, supervising
        self.told: dict[int, Told] = {}
        self.pictures = evidence.Pictures(first=evidence.TIPS)

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda one: one.at))

    def _all(self) -> Iterator[Happening]:
        for place in range(PER_DISTRICT * len(self.city.districts)):
            yield from self._course(place)
        yield _later(date(2024, 9, 4), time(17, 20), self.draw)
        yield _later(date(2024, 9, 11), time(17, 25), self.look_again)

    def _course(self, place: int) -> Iterator[Happening]:
        """One tip, step by step, each after some working days; none after the last day."""
        days, told = orgs.workdays(), LATER.get(place, FIRST + EVERY * place)
        yield _later(told, time(20, 15), lambda: self.tell(place))
        steps: tuple[tuple[str, int, Callable[[int], object]], ...] = (
            ("accepted", 2, self.decide),
            ("verifying", 3, self.assign),
            ("verified", 9, self.verify),
            ("answered", 11, self.answer),
            ("closed", 33, self.end),
        )
        for state, count, step in steps:
            day = days.after(told, count)
            if day <= LAST and not self._stays(place, state):
                yield _later(day, time(9, 5), lambda step=step: step(place))  # type: ignore[misc]

    def _stays(self, place: int, state: str) -> bool:
        """Whether a tip has not come so far."""
        order = ("received", "accepted", "verifying", "verified", "answered", "closed")
        stops = "verifying" if place == LATE else LEFT.get(place, "closed")
        return order.index(state) > order.index(stops)

    def tell(self, place: int) -> None:
        """Somebody tells it, by night, from a telephone."""
        like = place - 1 if place in MERGED else place
        district = self.city.districts[like % len(self.city.districts)]
        streets = [one for one in self.city.streets if one.district is district]
        street = streets[(like // len(self.city.districts)) % len(streets)]
        what, sector = WHAT[like % len(WHAT)]
        draft = operations.TipDraft(
            territory=street.id,
            address=f"{street.name}示例路{like + 1}号（示例数据）",
            what=what,
            sector=self.city.sectors[sector],
            name="示例举报人" if place in NAMED else "",
            phone="0755-00000000" if place in NAMED else "",
        )
        with scope(SYSTEM):
            receipt = operations.tell(draft, word=f"demonstration {place}")
        self.told[place] = Told(place, street, receipt)

    def decide(self, place: int) -> None:
        """The district's office takes it, or not; some are about what another is about."""
        one, actor = self.told[place], self._office(place)
        with scope(actor):
            if place in DECLINED:
                perform(one.tip, "decline", actor, reason=NOT_OURS)
            elif place in MERGED:
                other = self.told[place - 1].receipt.number
                perform(one.tip, "merge", actor, other=other, reason="同一处、同一件事（示例数据）")
            else:
                perform(one.tip, "accept", actor, sector=one.tip.sector_id)

    def _office(self, place: int) -> Actor:
        return self.city.actor(Role.OFFICE_OFFICER, self.told[place].street.district.office)

    def _verifier(self, place: int) -> tuple[int, Role]:
        """Streets and districts in turn: the unit, and the role of its people."""
        street = self.told[place].street
        if place % 2:
            return street.unit, Role.STREET_OFFICER
        return street.district.government, Role.DISTRICT_OFFICER

    def assign(self, place: int) -> None:
        """Give it to a unit."""
        actor = self._office(place)
        with scope(actor):
            tip = self.told[place].tip
            if tip.state == "accepted":
                perform(tip, "assign", actor, unit=self._verifier(place)[0])

    def verify(self, place: int, number: int = 0) -> None:
        """Somebody of the unit was there."""
        unit, role = self._verifier(place)
        actor = self.city.actor(role, unit, number)
        with scope(SYSTEM):
            if self.told[place].tip.state != "verifying":
                return
        with scope(actor):
            conclusion = CONCLUSIONS[place % len(CONCLUSIONS)]
            said = {"conclusion": conclusion, "account": ACCOUNTS[conclusion], "files": [self.pictures.take(actor)]}
            if conclusion == "true":
                number_of = self._known(place)
                said |= {"hazard": number_of} if number_of else {"conclusion": "partly", "account": ACCOUNTS["partly"]}
            perform(self.told[place].tip, "verify", actor, **said)

    def _known(self, place: int) -> str:
        """The number of a hazard of the street that stands in the ledger by now; empty for none."""
        rows = hazards.major(VALID, clock.now()).filter(street=self.told[place].street.id)
        found = rows.order_by("-pk").values_list("number", flat=True).first()
        return found or ""

    def answer(self, place: int) -> None:
        """The office tells what came of it; some get a reward, one is not content."""
        actor = self._office(place)
        with scope(actor):
            tip = self.told[place].tip
            if tip.state != "verified":
                return
            perform(tip, "answer", actor, text=ANSWER)
            if place in REWARDED and tip.conclusion in ("true", "partly"):
                self._reward(place, tip, actor)
        if place in REOPENED:
            with scope(SYSTEM):
                operations.reopen(self.told[place].tip, "我昨天路过，还是老样子（示例数据）")
            self.assign(place)
            self.verify(place, number=1)
            with scope(actor):
                operations.note_words(self.told[place].tip, actor=actor)
                perform(self.told[place].tip, "answer", actor, text=ANSWER)

    def _reward(self, place: int, tip: PublicTip, actor: Actor) -> None:
        leader = self.city.actor(Role.OFFICE_LEADER, self.told[place].street.district.office)
        basis = "示例举报奖励办法（示例数据）"
        reward = operations.propose_reward(tip, amount=Decimal(500), basis=basis, actor=actor)
        with scope(leader):
            perform(reward, "approve", leader)
        if place == REWARDED[0]:
            code = self.told[place].receipt.code
            payer = self.city.actor(Role.OFFICE_OFFICER, self.city.office)
            with scope(payer):
                operations.pay_reward(reward, code=code, voucher="示例凭证001", actor=payer)

    def end(self, place: int) -> None:
        """Every other reporter says so; the others' tips are closed after the term."""
        actor = self._office(place)
        with scope(SYSTEM):
            tip = self.told[place].tip
            if tip.state == "answered" and place % 2:
                operations.say_satisfied(tip)
                return
        with scope(actor):
            if tip.state == "answered":
                perform(tip, "close", actor)

    def draw(self) -> None:
        """The round draws some of them, by a seed that is the same at every build."""
        officer = self.city.officer
        with scope(officer):
            one = supervised.round_of(self.supervising.rounds[LOOKED].pk)
            supervision.draw_tips(one, SIZE, actor=officer, seed="示例种子")

    def look_again(self) -> None:
        """Inspectors of the office go and look."""
        actor = self.city.actor(Role.INSPECTOR, self.city.office)
        with scope(actor):
            rows = queries.rechecks_of_round(self.supervising.rounds[LOOKED].pk)
            for row, move in zip(rows[:-1], FOUND, strict=False):
                said = {"note": "到现场看过，照片附后（示例数据）", "position": row.tip.address}
                files = {} if move == "cannot_tell" else {"files": [self.pictures.take(actor)]}
                perform(row, move, actor, **said, **files)


def _later(day: date, hour: time, do: Callable[[], object]) -> Happening:
    return Happening(at(day, hour), do)
