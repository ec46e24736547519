"""Help visits and monitoring systems of 2024 (示例数据): what was registered month by month adds up to the published
figures; a few requests and alerts are under way."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from zhiben.assistance import operations as assistance
from zhiben.assistance import queries as helped
from zhiben.demonstration import books, outcome_story, texts
from zhiben.demonstration.calendar import STANDS, at
from zhiben.demonstration.city import SITES_PER_STREET
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import month_of
from zhiben.monitoring import operations as monitoring
from zhiben.monitoring import queries as watched
from zhiben.monitoring.operations.feeding import Made
from zhiben.monitoring.operations.signing import signature_of
from zhiben.monitoring.vocab import WATCHED
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.assistance.models import HelpRequest
    from zhiben.demonstration.city import City

VISITS = 906
"""Help visits to enterprises of high-risk sectors, those of requests included."""
BY_REQUEST = 3
MONITORED = 1_124
SECOND_SYSTEMS = 60
"""So many of the enterprises have two systems."""
RISKY = 4
"""So many of the sectors of the demonstration, the first ones, count as high-risk."""
EXPERTS = (
    ("陈某（示例）", "粉尘防爆、除尘系统"),
    ("林某（示例）", "有限空间、危险化学品"),
    ("周某（示例）", "电气、消防"),
)
EMPLOYER = "示例安全技术中心"
SYSTEM_HEAD = ("企业名称", "信用代码或本地编号", "街道", "行业领域", "监测对象", "供应单位", "投用日期", "佐证")
REQUESTS = (
    (date(2024, 5, 13), "粉尘防爆", "除尘系统积尘怎样清理、怎样接地", "closed"),
    (date(2024, 8, 12), "有限空间", "污水池清淤作业怎样审批和通风", "advised"),
    (date(2024, 10, 9), "电气", "配电间改造方案请专家看一看", "advised"),
    (date(2024, 10, 11), "粉尘防爆", "新装除尘器请专家到场看一看", "arranged"),
    (date(2024, 10, 14), "消防", "丙类仓库分隔怎样整改", "requested"),
)
"""Asked on a day, the field, the question, how far it has come."""
ALERTS = (
    ("A-1", 2, "1号罐区可燃气体", "28%LEL", ""),
    ("A-2", 3, "除尘器进出口压差", "1.9kPa", "watch"),
    ("A-3", 4, "配电柜温度", "66℃", "dismiss"),
    ("A-4", 3, "消防水池水位", "0.8m", ""),
)
"""Event, level, sensor, value, how it was judged ("" where nobody has yet)."""
JUDGED = {
    "dismiss": {"reason": "现场核对为传感器受潮（示例数据）"},
    "watch": {"note": "每日巡查一次（示例数据）"},
}
"""With which words."""


class Helping:
    """Help visits, and requests on their way."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.sites = [site for index, site in enumerate(city.sites) if index % SITES_PER_STREET in _places()]
        self.requests: dict[int, HelpRequest] = {}

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda one: one.at))

    def _all(self) -> Iterator[Happening]:
        yield Happening(at(date(2024, 1, 30), time(10, 5)), self.found)
        numbers = outcome_story.shared(VISITS - BY_REQUEST, outcome_story.PACE)
        begun = 0
        for month, number in zip(outcome_story.MONTHS, numbers, strict=True):
            day = orgs.workdays().after(month_of(month).last, 2)
            yield Happening(
                at(day, time(11, 35)),
                lambda month=month, first=begun, number=number: self.enter(month, first, number),  # type: ignore[misc]
            )
            begun += number
        for place, (day, *_rest) in enumerate(REQUESTS):
            yield Happening(at(day, time(15, 25)), lambda place=place: self.ask(place))  # type: ignore[misc]
            yield Happening(at(day, time(16, 35)), lambda place=place: self.follow(place))  # type: ignore[misc]
        yield Happening(at(date(2024, 5, 17), time(16, 40)), lambda: self.visit(0, date(2024, 5, 17)))
        yield Happening(at(date(2024, 8, 16), time(16, 40)), lambda: self.visit(1, date(2024, 8, 16)))
        yield Happening(at(date(2024, 10, 14), time(16, 40)), lambda: self.visit(2, date(2024, 10, 14)))
        yield Happening(at(date(2024, 8, 26), time(10, 40)), lambda: self.end(0))

    def found(self) -> None:
        """Experts, and which sectors count as high-risk."""
        officer = self.city.officer
        with scope(officer):
            sectors = [self.city.sectors[name] for name in texts.SECTORS[:RISKY]]
            assistance.mark_high_risk(sectors, actor=officer)
            for name, fields in EXPERTS:
                draft = assistance.ExpertDraft(name, EMPLOYER, fields, date(2024, 1, 1), date(2026, 12, 31))
                assistance.set_expert(draft, actor=officer)

    def enter(self, month: date, first: int, number: int) -> None:
        """The visits of a month."""
        told = [
            assistance.PastVisit(
                self.sites[count % len(self.sites)],
                month + timedelta(days=count * 5 % 27),
                EXPERTS[count % len(EXPERTS)][0],
                "讲解排查方法，现场帮助核对风险点和整改措施（示例数据）",
            )
            for count in range(first, first + number)
        ]
        with scope(self.city.officer):
            assistance.enter_visits(told, actor=self.city.officer)

    def ask(self, place: int) -> None:
        """A street asks for one of its enterprises."""
        site = self.sites[-1 - place]
        street = self.city.streets[self.city.sites.index(site) // SITES_PER_STREET]
        actor = self.city.actor(Role.STREET_OFFICER, street.unit)
        _day, field, asks, _state = REQUESTS[place]
        with scope(actor):
            self.requests[place] = assistance.ask(site, field=field, asks=asks, actor=actor)

    def follow(self, place: int) -> None:
        """The office takes it up and sends an expert."""
        day, *_said, state = REQUESTS[place]
        if state == "requested":
            return
        with scope(self.city.officer):
            one = perform(self.requests[place], "accept", self.city.officer)
            expert = helped.experts().order_by("pk")[place % len(EXPERTS)]
            visit = orgs.workdays().after(day, 4 if state != "arranged" else 7)
            self.requests[place] = perform(one, "arrange", self.city.officer, expert=expert.pk, day=visit)

    def visit(self, place: int, day: date) -> None:
        """The expert was there and gave advice."""
        officer = self.city.officer
        with scope(officer):
            said = "逐项查看并当场讲解整改方法（示例数据）"
            one = perform(self.requests[place], "visit", officer, day=day, record=said)
            for number, text in enumerate(("完善清理制度并张贴", "按图纸补齐接地和报警"), start=1):
                assistance.advise(
                    one, f"{text}（示例）", due=day + timedelta(days=15 * number), actor=self.city.officer
                )
            self.requests[place] = perform(one, "advise", officer)

    def end(self, place: int) -> None:
        """What came of it, three months later."""
        one = self.requests[place]
        street = self.city.streets[self.city.sites.index(one.site_id) // SITES_PER_STREET]
        clerk = self.city.actor(Role.STREET_OFFICER, street.unit)
        with scope(clerk):
            for advice in one.advice.order_by("number"):
                assistance.answer_advice(advice, "done", actor=clerk)
        with scope(self.city.officer):
            one = perform(
                one, "follow_up", self.city.officer, satisfaction="5", note="企业反映讲得清、用得上（示例数据）"
            )
            self.requests[place] = perform(one, "close", self.city.officer)


class Watching:
    """Monitoring systems as they were registered, two feeds, a few alerts."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._heard: list[Made] = []

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda one: one.at))

    def _all(self) -> Iterator[Happening]:
        rows = self._rows()
        numbers = outcome_story.shared(len(rows), outcome_story.PACE)
        begun = 0
        for month, number in zip(outcome_story.MONTHS, numbers, strict=True):
            day = orgs.workdays().after(month_of(month).last, 2)
            part = rows[begun : begun + number]
            yield Happening(at(day, time(11, 45)), lambda part=part: self.register(part))  # type: ignore[misc]
            begun += number
        yield Happening(at(date(2024, 10, 15), time(16, 55)), self.feed)
        yield Happening(STANDS - timedelta(minutes=5), lambda: self._send({"kind": "heartbeat"}))

    def _rows(self) -> list[tuple[str, ...]]:
        numbers = [*range(MONITORED), *range(SECOND_SYSTEMS)]
        counts = outcome_story.shared(len(numbers), outcome_story.PACE)
        days = [
            month + timedelta(days=number % 25)
            for month, count in zip(outcome_story.MONTHS, counts, strict=True)
            for number in range(count)
        ]
        rows: list[tuple[str, ...]] = []
        for place, (number, day) in enumerate(zip(numbers, days, strict=True)):
            street = self.city.streets[number % len(self.city.streets)]
            kind = WATCHED[(number + (place >= MONITORED)) % len(WATCHED)]
            name, code = f"示例监测企业{number + 1}", f"JC-{number + 1:05d}"
            sector = texts.SECTORS[number % len(texts.SECTORS)]
            rows.append((name, code, street.name, sector, kind, "示例物联公司", day.isoformat(), "验收单（示例数据）"))
        return rows

    def register(self, rows: Sequence[tuple[str, ...]]) -> None:
        """What was put into operation in a month."""
        books.take_in("monitoring_systems", SYSTEM_HEAD, rows, name="监测系统", actor=self.city.officer)

    def feed(self) -> None:
        """One supplier's feed tells alerts, another has not been heard of."""
        officer = self.city.officer
        with scope(officer):
            made = [
                monitoring.register_feed(
                    monitoring.FeedDraft(f"示例物联平台{number}", "示例物联公司"),
                    office=self.city.office,
                    actor=officer,
                )
                for number in (1, 2)
            ]
            systems = list(watched.running(clock.now()).order_by("pk")[: len(ALERTS)])
            self._heard = made[:1]
            monitoring.link_systems(made[0].feed, [one.number for one in systems], actor=officer)
        for system, (event, level, sensor, value, outcome) in zip(systems, ALERTS, strict=True):
            told: dict[str, object] = {
                "kind": "alert",
                "id": event,
                "at": clock.machine().isoformat(),
                "system": system.number,
            }
            told |= {"level": level, "sensor": sensor, "value": value, "text": "示例数据"}
            self._judge(self._send(told), outcome)

    def _send(self, told: Mapping[str, object]) -> str:
        """What the feed that is heard of says, as its machine sends it; the number of the alert that comes of it."""
        (key,) = self._heard
        body = json.dumps(told, ensure_ascii=False).encode()
        stamp = str(int(clock.machine().timestamp()))
        signature = signature_of(key.secret, stamp, body)
        answer = monitoring.receive(monitoring.Sent(key.key_id, stamp, signature, body))
        if answer.status >= 300:
            raise RuntimeError(f"{answer.status} {answer.detail} {answer.fields}")
        return answer.alert

    def _judge(self, number: str, outcome: str) -> None:
        with scope(self.city.officer):
            alert = watched.alert_numbered(number) if outcome else None
        if alert is not None:
            why = {
                "dismiss": {"reason": "现场核对为传感器受潮（示例数据）"},
                "watch": {"note": "每日巡查一次（示例数据）"},
            }
            with scope(self.city.officer):
                perform(alert, outcome, self.city.officer, **why[outcome])


def _places() -> set[int]:
    """Which of a street's sites are of high-risk sectors."""
    return {place for place in range(SITES_PER_STREET) if place % len(texts.SECTORS) < RISKY}
