"""The tips of the demonstration: in every state, over all districts, from records; and no hazard more in the ledger."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest

from zhiben.demonstration import calendar, timeline
from zhiben.demonstration.city import City
from zhiben.demonstration.tipping import LOOKED, Tipping
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.supervision import operations as supervision
from zhiben.supervision.operations import Plan
from zhiben.tips.lifecycle import TIP
from zhiben.tips.models import PublicTip, Recheck, Reward

pytestmark = pytest.mark.either


TOLD = {
    ("楼道堆放电动车并飞线充电", "高层建筑消防"),
    ("工地三楼临边没有护栏，有人施工", "房屋建筑施工"),
    ("后厨软管老化，能闻到燃气味", "城镇燃气"),
    ("仓库安全出口上锁", "工贸通用"),
    ("车间粉尘很大，没有清扫", "粉尘涉爆"),
    ("楼下作坊夜里用丙烷切割", "九小场所与三小场所"),
}
"""What is told, and the sector that it belongs to."""


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.ZHIBEN_KEYRING = tmp_path / "keyring.json"


def test_tips_are_lived_through_in_every_state_and_looked_at_again(founded: City) -> None:
    rounds: dict[str, Any] = {}
    tipping = Tipping(founded, SimpleNamespace(rounds=rounds))  # type: ignore[arg-type]
    happenings = list(tipping.happenings())
    drawing = next(place for place, one in enumerate(happenings) if one.do == tipping.draw)
    began = perf_counter()
    timeline.play(islice(happenings, drawing))
    with clock.at(happenings[drawing].at):
        rounds[LOOKED] = _under_way(founded)
    timeline.play(happenings[drawing:])
    spent = perf_counter() - began
    with clock.at(calendar.STANDS), unscoped(reason="test"):
        tips = list(PublicTip.objects.order_by("pk"))
        assert len(tips) == 33 and {tip.district for tip in tips} == {one.id for one in founded.districts}
        assert {tip.state for tip in tips} == set(TIP.keys)
        assert all("示例数据" in tip.what and "示例数据" in tip.address for tip in tips)
        assert {(tip.what[:-6], tip.sector.name) for tip in tips if tip.sector} == TOLD
        assert [sum(tip.traceable for tip in tips), sum(tip.reopenings for tip in tips)] == [2, 1]
        assert any(tip.is_late for tip in tips)
        assert Hazard.objects.count() == 0  # without the ledger's replay none is found, and none is added
        states = Counter(Recheck.objects.values_list("state", flat=True))
        assert states == {"agrees": 3, "differs": 1, "unclear": 1, "drawn": 1}
        assert Reward.objects.count() >= 1
    assert verify().ok
    assert spent < 30


def _under_way(city: City) -> Any:
    """A round as far as drawing tips asks for it."""
    plan = Plan(
        office=city.office,
        kind="comprehensive",
        title=LOOKED,
        first=clock.today(),
        last=clock.today(),
        choosing="all",
        sites=city.sites[:2],
    )
    with scope(city.officer):
        one = supervision.plan_round(plan, actor=city.officer)
        supervision.set_team(one, 1, _team(city), actor=city.officer)
        supervision.freeze(one, actor=city.officer)
    with scope(city.leader):
        perform(one, "approve", city.leader)
    with scope(city.officer):
        return perform(one, "take_all", city.officer)


def _team(city: City) -> list[Any]:
    from zhiben.orgs.vocab import Role
    from zhiben.supervision.operations import Sent

    people = [city.actor(Role.INSPECTOR, city.office, number) for number in (0, 1)]
    return [Sent(one.id, city.office) for one in people]
