"""A request for help from the asking to the closing, who sees it, in which order requests wait, what counts."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.factories.assistance import Helpers
from tests.factories.hazards import hazard
from tests.factories.photos import PNG

from zhiben.assistance import policy, queries
from zhiben.assistance.models import HelpRequest, HelpVisit, HighRisk
from zhiben.assistance.operations import (
    ExpertDraft,
    PastVisit,
    advise,
    answer_advice,
    ask,
    enter_visits,
    mark_defaults,
    mark_high_risk,
    set_expert,
)
from zhiben.assistance.queries.effects import around
from zhiben.assistance.queries.experts import expert_of, for_field
from zhiben.assistance.vocab import LABEL
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import attached, store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.inbox.sources import own_due
from zhiben.kernel import clock, measure, mechanism
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.mechanism import Light
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def value(by: Actor, as_of: datetime) -> int:
    with scope(by):
        return evaluate(measure.registered()["D3.help"], Cut(as_of)).numerator


def test_request_goes_its_way_and_tells_its_effect(helpers: Helpers) -> None:
    for found in (date(2024, 1, 20), date(2024, 2, 29)):
        with clock.at(clock.day_start(found) + timedelta(hours=9)):
            hazard(helpers, "reported", found=found)
    one = helpers.request("advised")
    with clock.at(datetime(2024, 4, 2, 9, tzinfo=clock.TZ)):
        hazard(helpers, "reported", found=date(2024, 4, 1))
    helpers.move_on(one, "follow_up", satisfaction="4", note="接地已做")
    assert (one.before, one.after, one.satisfaction) == (2, 1, 4)
    helpers.move_on(one, "close")
    assert (one.state, str(one.expert)) == ("closed", "张三（示例技术中心）")
    with scope(helpers.office):
        effect = queries.effect_of()
    assert (effect.requests, effect.before, effect.after, effect.satisfaction) == (1, 2, 1, 4.0)
    assert (effect.advice, effect.done, effect.adopted, effect.not_adopted) == (1, 1, 0, 0)


def test_months_before_and_after_leave_out_the_day_itself(helpers: Helpers) -> None:
    for found in (date(2023, 11, 30), date(2023, 12, 1), date(2024, 3, 1)):
        with clock.at(clock.day_start(found) + timedelta(hours=9)):
            hazard(helpers, "reported", found=found)
    assert around(helpers.site.pk, date(2024, 3, 1)) == (1, 0)
    assert around(helpers.site.pk, date(2024, 2, 29)) == (2, 1)


def test_whoever_answers_for_the_site_asks_and_strangers_neither_ask_nor_see(helpers: Helpers) -> None:
    for actor in (helpers.enterprise, helpers.street, helpers.district, helpers.department, helpers.office):
        with scope(actor):
            ask(helpers.site.pk, field="粉尘防爆", asks="怎么改", actor=actor)
    with scope(helpers.elsewhere):
        assert queries.requests().count() == 0
        with pytest.raises(NotFound):
            ask(helpers.site.pk, field="粉尘防爆", asks="怎么改", actor=helpers.elsewhere)
        with pytest.raises(NotFound):
            queries.request_of(HelpRequest._unfiltered().first().pk)  # type: ignore[union-attr]
    for actor, seen in ((helpers.enterprise, 5), (helpers.street, 5), (helpers.city_office, 5), (helpers.fire, 0)):
        with scope(actor):
            assert queries.requests().count() == seen
    with scope(helpers.street), pytest.raises(Incomplete) as refused:
        ask(helpers.site.pk, field=" ", asks="", actor=helpers.street)
    assert list(refused.value.fields) == ["field", "asks"]


def test_expert_must_serve_on_the_day_and_who_knows_the_field_comes_first(helpers: Helpers) -> None:
    other = helpers.expert("甲", fields="消防")
    known = helpers.expert("乙", fields="粉尘、有限空间")
    gone = helpers.expert("丙", fields="粉尘防爆", valid_to=date(2024, 2, 29))
    there = helpers.expert("己", by=helpers.city.actor(Role.OFFICE_OFFICER, "南山区安委办"))
    one = helpers.request("accepted")
    with scope(helpers.office):
        assert for_field(one.field, date(2024, 3, 1)) == [known, other]
        for expert, day, field in (
            (gone.pk, date(2024, 3, 5), "expert"),
            (known.pk, date(2024, 2, 1), "day"),
            (987_654, date(2024, 3, 5), "expert"),
            (there.pk, date(2024, 3, 5), "expert"),
        ):
            with pytest.raises(Incomplete) as refused:
                perform(one, "arrange", helpers.office, expert=expert, day=day)
            assert list(refused.value.fields) == [field]
        perform(one, "arrange", helpers.office, expert=known.pk, day=date(2024, 3, 5))
        perform(one, "withdraw_arrange", helpers.office, reason="换人")
    assert (one.state, one.expert, one.day) == ("accepted", None, None)


def test_advice_is_numbered_dated_and_answered_by_the_helped(helpers: Helpers) -> None:
    one = helpers.request("visited")
    with scope(helpers.office):
        with pytest.raises(Refused, match="至少一条建议"):
            perform(one, "advise", helpers.office)
        with pytest.raises(Incomplete):
            advise(one, "接地", due=date(2024, 2, 1), actor=helpers.office)
        first = advise(one, "接地", due=date(2024, 4, 1), actor=helpers.office)
        second = advise(one, "换滤筒", due=date(2024, 4, 1), actor=helpers.office)
        assert (first.number, second.number) == (1, 2)
        with pytest.raises(Refused, match="不能撤回到场"):
            perform(one, "withdraw_visit", helpers.office, reason="记错")
        perform(one, "advise", helpers.office)
    with scope(helpers.street), pytest.raises(NotAllowed):
        advise(one, "越权", due=date(2024, 4, 1), actor=helpers.street)
    with scope(helpers.enterprise):
        with pytest.raises(Incomplete) as refused:
            answer_advice(first, "not_adopted", actor=helpers.enterprise)
        assert list(refused.value.fields) == ["reason"]
        answer_advice(first, "not_adopted", reason="设备将停用", actor=helpers.enterprise)
        answer_advice(second, "adopted", actor=helpers.enterprise)
    assert (first.outcome, first.reason) == ("not_adopted", "设备将停用")
    helpers.move_on(one, "follow_up")
    with clock.at(datetime(2024, 6, 3, tzinfo=clock.TZ)), scope(helpers.office):
        with pytest.raises(Refused, match="没有落实"):
            perform(one, "close", helpers.office)
        answer_advice(second, "done", actor=helpers.office)
        perform(one, "close", helpers.office)
        with pytest.raises(Refused, match="办结以前"):
            answer_advice(second, "adopted", actor=helpers.office)


def test_only_ones_own_files_lie_beside_a_visit(helpers: Helpers) -> None:
    one = helpers.request("arranged")
    own, theirs = (store(PNG, name="现场.png", actor_id=who.id).pk for who in (helpers.office, helpers.street))
    facts = {"day": date(2024, 3, 1), "record": "看了除尘系统"}
    with scope(helpers.office):
        for wrong in (theirs, 987_654):
            with pytest.raises(Refused, match="不是您上传的文件"):
                perform(one, "visit", helpers.office, **facts, files=[wrong])
        assert HelpVisit.objects.count() == 0
        perform(one, "visit", helpers.office, **facts, files=[own])
        assert [row.file_id for row in attached(LABEL, one.pk)] == [own]


def test_effect_is_told_after_three_months_and_not_before(helpers: Helpers) -> None:
    one = helpers.request("advised")
    facts = {"satisfaction": "5", "note": "好"}
    with clock.at(datetime(2024, 6, 1, 23, tzinfo=clock.TZ)), scope(helpers.office):
        assert [row.record for row in queries.waiting_for(helpers.office, 50)] == []
        with pytest.raises(NotAllowed, match="满三个月以后"):
            perform(one, "follow_up", helpers.office, **facts)
    with clock.at(datetime(2024, 6, 2, 0, 1, tzinfo=clock.TZ)), scope(helpers.office):
        assert [(row.record, row.step) for row in queries.waiting_for(helpers.office, 50)] == [(one, "回访")]
        perform(one, "follow_up", helpers.office, **facts)
    assert one.state == "followed_up"


def test_a_withdrawn_visit_and_refusal_leave_nothing_behind(helpers: Helpers) -> None:
    one = helpers.request("accepted")
    with scope(helpers.office):
        perform(one, "arrange", helpers.office, expert=helpers.expert().pk, day=date(2024, 3, 5))
    with clock.at(datetime(2024, 3, 8, 9, tzinfo=clock.TZ)), scope(helpers.office):
        perform(one, "visit", helpers.office, day=date(2024, 3, 7), record="看了除尘系统")
        assert one.day == date(2024, 3, 7)
        perform(one, "withdraw_visit", helpers.office, reason="没有去成")
        assert (one.state, one.day) == ("arranged", date(2024, 3, 5))
    other = helpers.request()
    with scope(helpers.office):
        perform(other, "decline", helpers.office, reason="不属帮扶范围")
        perform(other, "withdraw_decline", helpers.office, reason="点错了")
    assert (other.state, other.reason) == ("requested", "")


def waits(actor: Actor) -> list[tuple[str, str, date | None]]:
    with scope(actor):
        return [(str(one.record), one.step, own_due(one.record)) for one in queries.advice_waiting(actor, 50)]


def test_advice_waits_for_the_enterprise_and_who_asked_until_it_is_done(helpers: Helpers) -> None:
    one = helpers.request("visited")
    with scope(helpers.office):
        first = advise(one, "接地", due=date(2024, 4, 1), actor=helpers.office)
        second = advise(one, "换滤筒", due=date(2024, 3, 20), actor=helpers.office)
    assert waits(helpers.street) == []
    with scope(helpers.office):
        perform(one, "advise", helpers.office)
    both = [
        (f"{helpers.site.name}：2. 换滤筒", "答复建议", second.due),
        (f"{helpers.site.name}：1. 接地", "答复建议", first.due),
    ]
    seen = {name: waits(getattr(helpers, name)) for name in ("street", "enterprise", "office", "district", "elsewhere")}
    assert seen == {"street": both, "enterprise": both, "office": [], "district": [], "elsewhere": []}
    with scope(helpers.enterprise):
        answer_advice(first, "done", actor=helpers.enterprise)
        answer_advice(second, "adopted", actor=helpers.enterprise)
    with clock.at(datetime(2024, 3, 20, 23, tzinfo=clock.TZ)):
        assert waits(helpers.street) == []
    with clock.at(datetime(2024, 3, 21, 1, tzinfo=clock.TZ)):
        assert waits(helpers.street) == both[:1]


def test_an_expert_is_mended_only_by_who_arranges_there(helpers: Helpers) -> None:
    """Somebody who audits the city and arranges visits in another district sees the expert, without telephone."""
    one = helpers.expert("丁", phone="13900000000")
    there = helpers.city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    both = replace(there, grants=(*there.grants, *helpers.city.actor(Role.AUDITOR, "市安委办").grants))
    draft = ExpertDraft("丁", "示例技术中心", "电气", date(2023, 1, 1))
    with scope(both):
        assert (expert_of(one.pk).pk, policy.keeps(both, one)) == (one.pk, False)
        with pytest.raises(NotAllowed, match="登记单位"):
            set_expert(draft, actor=both, standing=one)
    with scope(helpers.city_office):
        assert set_expert(draft, actor=helpers.city_office, standing=one).fields == "电气"


def test_fields_are_told_apart_however_they_are_parted(helpers: Helpers) -> None:
    one = helpers.expert("丁", fields="消防、 粉尘防爆；有限空间 / 电气,")
    assert one.known_for == ["消防", "粉尘防爆", "有限空间", "电气"]


def test_requests_wait_in_the_order_of_the_rule(helpers: Helpers) -> None:
    plain = helpers.city.site("民治街道", "道路客运")
    later, earlier = (helpers.city.site("民治街道", "高层建筑消防") for _ in range(2))
    with clock.at(NOW - timedelta(days=9)):
        third = helpers.request(site=plain, by=helpers.office)
    with clock.at(NOW - timedelta(days=5)):
        second = helpers.request(site=earlier, by=helpers.office)
    with clock.at(NOW - timedelta(days=3)):
        fourth = helpers.request(site=later, by=helpers.office)
    with clock.at(NOW - timedelta(days=1)):
        first = helpers.request()
    hazard(helpers, "rectifying")
    with scope(helpers.city_office):
        mark_high_risk([helpers.city.sectors["高层建筑消防"].pk], actor=helpers.city_office)
        told = [(one.request.pk, one.high_risk, one.majors, one.days) for one in queries.queue(NOW)]
    assert told == [
        (second.pk, True, 0, 5),
        (fourth.pk, True, 0, 3),
        (first.pk, False, 1, 1),
        (third.pk, False, 0, 9),
    ]


def test_default_marks_are_told_apart_and_taken_away_by_the_office_alone(helpers: Helpers) -> None:
    sectors = helpers.city.sectors
    assert mark_defaults(actor=SYSTEM) == 3
    with scope(helpers.city_office):
        assert queries.marks() == {sectors[name].pk: True for name in ("房屋建筑施工", "工贸通用", "道路客运")}
        mark_high_risk([sectors["工贸通用"].pk], actor=helpers.city_office)
        assert queries.marks() == {sectors["工贸通用"].pk: False}
    assert mark_defaults(actor=SYSTEM) == 0
    for actor in (helpers.office, helpers.department):
        with scope(actor), pytest.raises(NotAllowed):
            mark_high_risk([], actor=actor)
    assert HighRisk.objects.count() == 1


def test_visits_to_sectors_of_high_risk_count_once_as_they_were_marked(helpers: Helpers) -> None:
    with scope(helpers.city_office):
        mark_high_risk([helpers.site.sector_id], actor=helpers.city_office)
    one = helpers.request("visited")
    other = helpers.city.site("民治街道", "道路客运")
    past = [
        PastVisit(helpers.site.pk, date(2024, 2, 1), "张三", "粉尘"),
        PastVisit(helpers.site.pk, date(2023, 12, 31), "张三", "粉尘"),
        PastVisit(other.pk, date(2024, 2, 1), "张三", "道路"),
    ]
    with scope(helpers.city_office):
        enter_visits(past, actor=helpers.city_office)
        with pytest.raises(Incomplete, match="到场日期"):
            enter_visits(past[:1], actor=helpers.city_office)
        mark_high_risk([], actor=helpers.city_office)
    assert value(helpers.city_office, NOW + timedelta(hours=1)) == 2
    assert value(helpers.city_office, NOW - timedelta(hours=1)) == 0
    assert value(helpers.elsewhere, NOW + timedelta(hours=1)) == 0
    with clock.at(NOW + timedelta(days=1)), scope(helpers.office):
        perform(one, "withdraw_visit", helpers.office, reason="记错")
        perform(one, "visit", helpers.office, day=date(2024, 3, 2), record="重记")
    assert HelpVisit._unfiltered().filter(request=one, void_at=None).count() == 1
    assert value(helpers.city_office, NOW + timedelta(hours=1)) == 2
    assert value(helpers.city_office, NOW + timedelta(days=2)) == 1


def test_nobody_enters_visits_outside_the_area_or_ahead(helpers: Helpers) -> None:
    there = helpers.city.site("粤海街道")
    with scope(helpers.office), pytest.raises(NotFound):
        enter_visits([PastVisit(there.pk, date(2024, 2, 1), "张三", "x")], actor=helpers.office)
    with scope(helpers.street), pytest.raises(NotAllowed):
        enter_visits([PastVisit(helpers.site.pk, date(2024, 2, 1), "张三", "x")], actor=helpers.street)
    with scope(helpers.office), pytest.raises(Incomplete):
        enter_visits([PastVisit(helpers.site.pk, date(2024, 3, 2), "张三", "x")], actor=helpers.office)
    assert HelpVisit._unfiltered().count() == 0


def test_telephone_is_in_no_ledger(helpers: Helpers) -> None:
    helpers.expert("丁", phone="13900000000")
    facts = json.loads(AuditEntry.objects.get(verb="add_expert").facts)
    assert facts["phone"] == "（略）"
    assert not AuditEntry.objects.filter(facts__contains="13900000000").exists()


def test_mechanism_tells_visits_and_who_waits_too_long(helpers: Helpers) -> None:
    [source] = mechanism.sources("assistance")

    def health(at: datetime) -> tuple[Light, int]:
        with scope(helpers.city_office):
            found = source.read(at)
        return found.light, found.records

    assert health(NOW) == (Light.DARK, 0)
    helpers.request()
    helpers.request("visited")
    assert health(NOW + timedelta(days=1)) == (Light.GREEN, 1)
    assert health(NOW + timedelta(days=16)) == (Light.YELLOW, 1)
    assert health(NOW + timedelta(days=40)) == (Light.YELLOW, 0)
