"""Systems of enterprises, feeds that send their alerts, and requests as a supplier signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.monitoring.models import Alert, Feed, MonitoringSystem
from zhiben.monitoring.operations import (
    Answer,
    FeedDraft,
    Sent,
    SystemDraft,
    link_systems,
    receive,
    register_feed,
    tell_system,
)
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

YEAR_AGO = timedelta(days=300)


def system_draft(built: City, **given: Any) -> SystemDraft:
    """A system in 民治街道, in operation for most of a year."""
    told: dict[str, Any] = {
        "name": "示例化工有限公司",
        "code": "QY-0001",
        "street": built.territories["民治街道"].pk,
        "sector": built.sectors["工贸通用"].pk,
        "watched": "可燃有毒气体",
        "supplier": "示例物联公司",
        "since": clock.today() - YEAR_AGO,
        "evidence": "验收单（示例数据）",
    }
    return SystemDraft(**{**told, **given})


@dataclass
class Plant:
    """An enterprise's system, the feed by which it sends, and the people around it; `system` lies at `site`."""

    city: City
    site: Site
    system: MonitoringSystem
    feed: Feed
    key_id: str
    secret: str
    office: Actor
    district: Actor
    street: Actor
    department: Actor

    def event(self, number: int = 1, **given: Any) -> dict[str, Any]:
        """What the feed tells."""
        told = {
            "kind": "alert",
            "id": f"evt-{number}",
            "at": clock.machine().isoformat(),
            "system": self.system.number,
            "sensor": "T-101",
            "level": 2,
            "value": "35 %LEL",
            "text": "可燃气体浓度超高限",
        }
        return {**told, **given}

    def signed(self, told: Any, **given: Any) -> Sent:
        """A request as a supplier signs it; `given` replaces what is sent."""
        body = told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()
        timestamp = str(given.get("timestamp", int(clock.machine().timestamp())))
        secret = str(given.get("secret", self.secret)).encode()
        signature = hmac.new(secret, f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
        return Sent(given.get("key_id", self.key_id), timestamp, given.get("signature", signature), body)

    def send(self, number: int = 1, **given: Any) -> Answer:
        """Tell an event."""
        return receive(self.signed(self.event(number, **given)))

    def alert(self, number: int = 1, **given: Any) -> Alert:
        """The alert that an event became."""
        answer = self.send(number, **given)
        assert answer.status in (200, 201), answer
        return Alert._unfiltered().get(pk=int(answer.alert[2:]))


def plant(
    built: City,
    site: Site | None = None,
    *,
    sector: str = "工贸通用",
    street: str = "民治街道",
    office: str = "龙华区安委办",
    **given: Any,
) -> Plant:
    """A plant of the line 应急管理 (or another sector's), watched by a feed of its district's office; the people around
    it are those of 民治街道."""
    at = site or built.site(street, sector)
    keeper = built.actor(Role.OFFICE_OFFICER, office)
    draft = FeedDraft(**{"name": "示例物联接入", "supplier": "示例物联公司", **given})
    places = {"street": built.territories[street].pk, "sector": built.sectors[sector].pk}
    with unscoped(reason="test data"):
        system = tell_system(system_draft(built, code=at.local_id, name=at.name, **places), actor=keeper)
    with scope(keeper):
        made = register_feed(draft, office=built.unit(office).pk, actor=keeper)
        link_systems(made.feed, [system.number], actor=keeper)
    people = {
        "district": built.actor(Role.DISTRICT_OFFICER, "龙华区"),
        "street": built.actor(Role.STREET_OFFICER, "民治街道"),
        "department": built.actor(Role.DEPARTMENT_OFFICER, "龙华区应急管理"),
    }
    return Plant(built, at, system, made.feed, made.key_id, made.secret, keeper, **people)


@replayed
def plant_in_city() -> Plant:
    """The same in a city of its own."""
    return plant(city())
