"""What follows a hazard on: controls and suspended work, second looks drawn so that everybody can repeat them, relapses
found by themselves, clocks with their sources."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories.hazards import CLAUSE, Cast, cast_in_city, days, hazard, photo
from tests.factories.orgs import City, city
from tests.factories.pages import browser, last_cells, send, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import operations, queries
from zhiben.hazards.clocks import CLOCKS
from zhiben.hazards.models import Control, Criterion, Hazard, LookDraw, SecondLook
from zhiben.hazards.operations import draw_second_looks, order_control, set_clock
from zhiben.hazards.vocab import PLAN_PARTS
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def suspended(cast: Cast, record: Hazard, kind: str = "whole") -> Control:
    return order_control(
        record, kind=kind, measures="二层停工", basis="安全生产法", since=clock.today(), actor=cast.department
    )


def test_the_plan_of_a_major_hazard_has_six_contents(cast: Cast) -> None:
    record = hazard(cast, "verified")
    with pytest.raises(Incomplete, match="六项内容") as refused:
        cast.step(record, "start", plan_goals="", plan_safety="")
    assert sorted(refused.value.fields) == ["plan_goals", "plan_safety"]
    cast.step(record, "start", plan_goals="消除坠落风险")
    attempt = record.attempt
    assert attempt is not None
    assert attempt.plan == {**dict.fromkeys(PLAN_PARTS, "停工，补设防护，验收后复工"), "plan_goals": "消除坠落风险"}
    cast.step(record, "declare")
    cast.sign(record, "send_back")
    again = record.attempt
    assert again is not None and (again.number, again.plan) == (2, attempt.plan)


def test_the_plan_is_revised_by_whoever_rectifies(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    form = text(browser(cast.enterprise), "hazards:move", record.pk, "revise_plan")
    assert form.count("停工，补设防护，验收后复工") == len(PLAN_PARTS)
    with pytest.raises(Incomplete, match="六项内容"):
        cast.step(record, "revise_plan", plan_timing="")
    cast.step(record, "revise_plan", plan_timing="延至11月底")
    assert record.attempt is not None and record.state == "rectifying"
    assert record.attempt.plan == {**dict.fromkeys(PLAN_PARTS, "改用新支架，月底完工"), "plan_timing": "延至11月底"}
    general = hazard(cast, "reported")
    cast.step(general, "verify", level="general")
    cast.step(general, "start", **dict.fromkeys(PLAN_PARTS, ""))
    with pytest.raises(NotAllowed, match="只有重大事故隐患须有治理方案"):
        cast.step(general, "revise_plan")


def test_a_general_hazard_is_asked_for_no_plan(cast: Cast) -> None:
    record = hazard(cast, "reported")
    cast.step(record, "verify", level="general")
    page = text(browser(cast.enterprise), "hazards:move", record.pk, "start")
    assert "治理方案" not in page
    cast.step(record, "start", **dict.fromkeys(PLAN_PARTS, ""))
    assert record.state == "rectifying"


def test_suspended_work_ends_with_acceptance_and_keeps_the_hazard_open(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with unscoped(reason="test"):
        control = suspended(cast, record)
        cast.bring(record, "reviewed")
        with pytest.raises(Refused, match="验收合格后方可批准恢复，现为“复核通过”"):
            perform(control, "lift", cast.department, grounds="已整改")
        cast.bring(record, "accepted")
        with pytest.raises(Refused, match="“停产停业”尚未解除，不能销号"):
            perform(record, "close", cast.office)
        record = control.hazard = Hazard.objects.get(pk=record.pk)
        perform(control, "lift", cast.department, grounds="验收合格，准予复工")
        record.refresh_from_db()
        perform(record, "close", cast.office)
    assert (record.state, control.state, control.grounds) == ("closed", "lifted", "验收合格，准予复工")


def test_only_the_sector_department_suspends_work_and_names_the_law(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with unscoped(reason="test"):
        for actor in (cast.enterprise, cast.street, cast.office, cast.district, cast.fire):
            with pytest.raises(NotAllowed):
                order_control(record, kind="whole", measures="停", basis="法", since=clock.today(), actor=actor)
        with pytest.raises(Incomplete) as refused:
            order_control(record, kind="part", measures=" ", since=clock.today() + days(1), actor=cast.department)
        assert sorted(refused.value.fields) == ["basis", "measures", "since"]
        interim = order_control(record, kind="interim", measures="专人看护", since=clock.today(), actor=cast.enterprise)
        with pytest.raises(NotAllowed):
            perform(suspended(cast, record), "lift", cast.enterprise, grounds="x")
        perform(interim, "lift", cast.enterprise, grounds="防护已补")
    assert interim.state == "lifted"


def test_a_closed_hazard_takes_no_control(cast: Cast) -> None:
    record = hazard(cast, "closed")
    with unscoped(reason="test"), pytest.raises(Refused, match="销号"):
        suspended(cast, record)


def test_the_database_wants_a_basis_for_suspended_work(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    with unscoped(reason="test"):
        control = suspended(cast, record)
        with pytest.raises(IntegrityError, match="suspension_names_its_legal_basis"), transaction.atomic():
            Control.objects.filter(pk=control.pk).update(basis="")


def test_controls_are_ordered_and_lifted_on_pages(cast: Cast) -> None:
    record = hazard(cast, "rectifying")
    department = browser(cast.department)
    said = {"kind": "evacuate", "measures": "撤出二层全部人员", "basis": "安全生产法", "since": clock.today()}
    refused = send(department, "hazards:order_control", record.pk, **{**said, "basis": ""}, status=422)
    assert "停产停业等须写明法律依据" in refused and "撤出二层全部人员" in refused
    send(department, "hazards:order_control", record.pk, **said)
    assert "撤出作业人员" in text(browser(cast.enterprise), "hazards:page", record.pk)
    send(browser(cast.enterprise), "hazards:order_control", record.pk, **said, status=422)


# 回头看


def looked(cast: Cast, *, percent: int = 100, seed: str = "2024", actor: Actor | None = None) -> LookDraw:
    office = actor or cast.office
    with scope(office):
        return draw_second_looks(
            office.grants[0].unit, first=clock.today(), last=clock.today(), percent=percent, seed=seed, actor=office
        )


def rows(draw: LookDraw) -> list[SecondLook]:
    with unscoped(reason="test"):
        return queries.looks_in(draw)


def test_a_share_is_drawn_and_everybody_can_draw_it_again(cast: Cast) -> None:
    closed = [hazard(cast, "closed", title=f"第{n}处") for n in range(5)]
    hazard(cast, "accepted")
    draw = looked(cast, percent=50)
    numbers = sorted(one.number for one in closed)
    assert (draw.numbers, len(rows(draw))) == (numbers, 3)
    digest = hashlib.sha256("\n".join(numbers).encode()).hexdigest()
    tickets = sorted((hashlib.sha256(f"2024\n{digest}\n{n}".encode()).hexdigest(), n) for n in numbers)
    assert [one.hazard.number for one in rows(draw)] == [n for _ticket, n in tickets[:3]]
    entry = AuditEntry.objects.get(verb="draw_second_looks")
    facts = json.loads(entry.facts)
    assert (entry.model, facts["of"], facts["size"]) == ("hazards.lookdraw", 5, 3)
    rest = looked(cast, seed="later")
    assert sorted(rest.numbers) == sorted(set(numbers) - {one.hazard.number for one in rows(draw)})


def test_an_office_draws_in_its_own_territory_only(cast: Cast) -> None:
    hazard(cast, "closed")
    elsewhere = cast.city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with pytest.raises(Refused, match="没有可以回头看的"):
        looked(cast, actor=elsewhere)
    with scope(cast.office), pytest.raises(NotAllowed):
        draw_second_looks(
            elsewhere.grants[0].unit, first=clock.today(), last=clock.today(), percent=10, actor=cast.office
        )
    with scope(cast.department), pytest.raises(NotAllowed):
        looked(cast, actor=cast.department)
    with scope(cast.office), pytest.raises(Incomplete) as refused:
        draw_second_looks(
            cast.office.grants[0].unit,
            first=clock.today(),
            last=clock.today() + days(1),
            percent=0,
            actor=cast.office,
        )
    assert sorted(refused.value.fields) == ["last", "percent"]


def test_whoever_had_a_part_in_closing_looks_no_more(cast: Cast) -> None:
    hazard(cast, "closed")
    (look,) = rows(looked(cast))
    facts = {"conclusion": "完好", "position": "二层"}
    with unscoped(reason="test"):
        for actor in (cast.department, cast.colleague, cast.district):
            with pytest.raises(NotAllowed, match="本人及其代理人不得办理"):
                perform(look, "hold", actor, **facts, files=[photo(actor)])
        other = cast.city.actor(Role.INSPECTOR, "市安委办")
        perform(look, "hold", other, **facts, files=[photo(other)])
    assert (look.state, look.looked_by, look.place) == ("held", other.id, "二层")


def test_what_has_come_back_waits_for_those_who_may_reopen(cast: Cast) -> None:
    record = hazard(cast, "closed")
    (look,) = rows(looked(cast))
    other = cast.city.actor(Role.INSPECTOR, "市安委办")
    with scope(other):
        perform(look, "relapse", other, conclusion="防护又拆了", position="二层", files=[photo(other)])
        assert queries.waiting_for(other) == []
    with scope(cast.office):
        assert [(one.record, one.step) for one in queries.waiting_for(cast.office)] == [(record, "重新打开")]
    with unscoped(reason="test"):
        record.refresh_from_db()
    cast.step(record, "reopen", cast.office)
    with scope(cast.office):
        assert queries.waiting_for(cast.office) == []
    assert (record.state, record.reopenings) == ("rectifying", 1)


def test_a_look_at_what_was_reopened_since_is_refused(cast: Cast) -> None:
    record = hazard(cast, "closed")
    (look,) = rows(looked(cast))
    cast.step(record, "reopen")
    other = cast.city.actor(Role.INSPECTOR, "市安委办")
    with unscoped(reason="test"):
        look = SecondLook.objects.select_related("hazard").get(pk=look.pk)
        with pytest.raises(Refused, match="抽中之后已重新打开"):
            perform(look, "hold", other, conclusion="好", position="二层", files=[photo(other)])
        perform(look, "cancel", cast.office, reason="已重新打开")
    assert look.state == "cancelled"


def test_what_was_drawn_is_looked_at_and_not_called_off(cast: Cast) -> None:
    hazard(cast, "closed")
    (look,) = rows(looked(cast))
    with unscoped(reason="test"), pytest.raises(Refused, match="抽中的都要看"):
        perform(look, "cancel", cast.office, reason="太远")


def test_second_looks_are_drawn_and_taken_on_pages(cast: Cast) -> None:
    record = hazard(cast, "closed")
    office = browser(cast.office)
    said = {"office": cast.office.grants[0].unit, "first": clock.today(), "last": clock.today(), "percent": 10}
    send(office, "hazards:looks", **said)
    with unscoped(reason="test"):
        draw = LookDraw.objects.get()
    page = text(office, "hazards:look_draw", draw.pk)
    assert record.number in page and draw.digest in page
    assert text(office, "hazards:look_frame", draw.pk) == record.number
    inspector = browser(cast.city.person(Role.INSPECTOR, "市安委办"))
    assert record.number in text(inspector, "hazards:looks")
    text(inspector, "hazards:look_draw", draw.pk, status=404)
    (look,) = rows(draw)
    missing = send(inspector, "hazards:look_move", look.pk, "hold", conclusion="完好", position="二层", status=422)
    assert "完好" in missing


# 回潮反弹


def test_what_comes_back_at_the_same_place_and_clause_is_known_for_a_relapse(cast: Cast) -> None:
    first = hazard(cast, "closed", title="临边防护缺失")
    again = hazard(cast, "verified", title="三层临边又无防护")
    assert again.relapse_of_id == first.pk
    entry = AuditEntry.objects.get(model="hazards.hazard", record=again.pk, verb="verify")
    assert json.loads(entry.facts)["relapse_of"] == first.pk
    assert "回潮反弹" in text(browser(cast.department), "hazards:page", again.pk)
    assert again.number in text(browser(cast.department), "hazards:page", first.pk)
    cast.step(again, "withdraw_verify", cast.department, reason="条款有误")
    assert again.relapse_of_id is None


def test_what_was_still_open_or_lies_elsewhere_is_no_relapse(cast: Cast) -> None:
    open_one = hazard(cast, "accepted")
    assert hazard(cast, "verified").relapse_of_id is None
    cast.step(open_one, "close")
    other = Cast(cast.city, district="南山区", street="粤海街道")
    assert hazard(other, "verified").relapse_of_id is None


def test_what_was_found_before_the_closing_is_no_relapse(cast: Cast) -> None:
    hazard(cast, "closed")
    early = cast.draft(found=clock.today() - days(1))
    cast.bring(early, "verified")
    assert early.relapse_of_id is None


# 时限


def test_a_clock_runs_by_its_default_until_the_office_says_otherwise() -> None:
    built = city()
    office = built.actor(Role.OFFICE_OFFICER, "市安委办")
    assert {key: queries.clock_amount(key) for key in CLOCKS} == {
        "rectify_longest": 60,
        "acceptance": 10,
        "filing": 3,
        "publicity": 5,
        "longest": 12,
        "extension_ask": 20,
        "extension_decide": 10,
        "second_look_share": 10,
    }
    set_clock("acceptance", amount=15, source="深安〔2024〕1号（示例数据）", actor=office)
    set_clock("acceptance", amount=12, source="深安〔2024〕2号（示例数据）", actor=office)
    assert queries.clock_amount("acceptance") == 12
    entries = AuditEntry.objects.filter(verb="set_clock").order_by("seq")
    assert [(json.loads(one.facts)["from"], json.loads(one.facts)["to"]) for one in entries] == [(10, 15), (15, 12)]
    with pytest.raises(Incomplete) as refused:
        set_clock("second_look_share", amount=101, source=" ", actor=office)
    assert sorted(refused.value.fields) == ["amount", "source"]
    with pytest.raises(NotAllowed):
        set_clock("acceptance", amount=1, source="x", actor=built.actor(Role.OFFICE_OFFICER, "龙华区安委办"))


def test_clocks_say_whose_rule_they_are(built_pages: City) -> None:
    office = browser(built_pages.person(Role.OFFICE_OFFICER, "市安委办"))
    page = text(office, "hazards:clocks")
    assert page.count("默认") > len(CLOCKS) and "青岛2012年规定" in page
    assert "应在1和365之间" in send(office, "hazards:set_clock", "filing", amount=0, source="本市规定", status=422)
    preset = text(office, "hazards:set_clock", "extension_ask", query="?preset=不作要求")
    assert 'value="0"' in preset and "本产品默认，非法定" in preset
    send(office, "hazards:set_clock", "filing", amount=5, source="本市规定")
    page = text(office, "hazards:clocks")
    assert "本市规定" in page and "5个工作日" in page


@pytest.fixture
def built_pages() -> City:
    return city()


# 批量办理


def test_many_are_verified_each_with_its_own_clause_and_result(cast: Cast) -> None:
    ready, bare = hazard(cast, "reported"), hazard(cast, "reported")
    late = hazard(cast, "verified")
    with unscoped(reason="test"):
        Hazard.objects.filter(pk=ready.pk).update(criterion=CLAUSE)
    client, due = browser(cast.department), date(clock.today().year + 1, 1, 1)
    chosen = [ready.pk, bare.pk, late.pk]
    asked = send(client, "hazards:together", hazard=chosen, move="verify", status=200)
    assert "对3项隐患核定" in asked and "其中2项不能办理，原因见下表；其余照办" in asked
    assert last_cells(asked) == [
        "▲ 不能办理 当前状态为“核定”，只有“上报”时才能核定",
        f"{CLAUSE} {Criterion.objects.get(code=CLAUSE).summary} 民治街道",
        "▲ 不能办理 没有建议条款，请单独核定",
    ]
    told = send(
        client, "hazards:together", hazard=chosen, move="verify", confirmed=1, level="major", due=due, status=200
    )
    assert "已办理1项，有2项没有办成" in told and "没有建议条款，请单独核定" in told and "当前状态为“核定”" in told
    with unscoped(reason="test"):
        one = Hazard.objects.get(pk=ready.pk)
    assert (one.state, one.due, one.responsible_unit_id) == ("verified", due, cast.city.unit("民治街道").pk)
    facts = json.loads(AuditEntry.objects.get(verb="move_hazards").facts)
    assert (facts["move"], facts["done"], sorted(facts["refused"])) == (
        "verify",
        [ready.pk],
        sorted([bare.number, late.number]),
    )


def test_many_records_are_signed_and_send_back(cast: Cast) -> None:
    declared = [hazard(cast, "declared") for _ in range(2)]
    other = hazard(cast, "declared")
    with scope(cast.colleague):
        for one in declared:
            cast.record(one, "send_back", cast.colleague)
    told = send(
        browser(cast.district),
        "hazards:together",
        hazard=[one.pk for one in (*declared, other)],
        move="sign",
        confirmed=1,
        status=200,
    )
    assert "已办理2项，有1项没有办成" in told and "没有待会签的现场记录" in told
    with unscoped(reason="test"):
        assert [Hazard.objects.get(pk=one.pk).state for one in (*declared, other)] == ["rectifying"] * 2 + ["declared"]


def test_what_would_become_of_many_is_told_without_a_query_for_each(cast: Cast) -> None:
    records = [hazard(cast, "reported") for _ in range(4)]
    with unscoped(reason="test"):
        Hazard.objects.filter(pk__in=[one.pk for one in records]).update(criterion=CLAUSE)
    for name in operations.TOGETHER:
        counted = []
        for many in (records[:1], records):
            with scope(cast.department), CaptureQueriesContext(connection) as queries_made:
                found = operations.foresee(name, queries.hazards_by_id([one.pk for one in many]), actor=cast.department)
            counted.append(len(queries_made))
            assert [bool(one.why) for one in found.values()] == [name not in ("verify", "reject")] * len(many)
        assert counted[0] == counted[1], name


def test_each_act_on_many_tells_before_what_it_cannot_do(cast: Cast) -> None:
    written, unsigned, suspended_one = hazard(cast, "reported"), hazard(cast, "verified"), hazard(cast, "accepted")
    declared = hazard(cast, "declared")
    with scope(cast.colleague):
        cast.record(unsigned, "confirm", cast.colleague)
        cast.record(declared, "review", cast.colleague)
    with unscoped(reason="test"):
        Hazard.objects.filter(pk=written.pk).update(criterion="现场情况严重")
        Hazard.objects.filter(pk=suspended_one.pk).update(state="rectifying")
        suspended(cast, Hazard.objects.get(pk=suspended_one.pk))
        Hazard.objects.filter(pk=suspended_one.pk).update(state="accepted")

    def told(name: str, who: Actor, *records: Hazard) -> list[Any]:
        with scope(who):
            rows = queries.hazards_by_id([one.pk for one in records])
            found = operations.foresee(name, rows, actor=who)
        return [found[one.pk] for one in records]

    general = "现场情况严重（目录里没有这一条款，只能核定为一般事故隐患）"
    assert [one.told for one in told("verify", cast.department, written)] == [(general, "民治街道")]
    waits = f"{unsigned.number}已有一份待会签的现场记录，请先会签或作废"
    assert [one.why for one in told("reject", cast.department, written, unsigned)] == ["", waits]
    assert [one.why for one in told("close", cast.office, suspended_one)] == ["“停产停业”尚未解除，不能销号"]
    own = "会签人须是起草人以外的另一人，也不得是其代理人"
    assert [one.why for one in told("sign", cast.colleague, unsigned, declared)] == [own, own]
    none = "没有待会签的现场记录"
    assert [one.why for one in told("sign", cast.district, unsigned, declared, written)] == ["", "", none]


def test_what_lies_outside_is_not_acted_on(cast: Cast) -> None:
    record = hazard(cast, "reported")
    client = browser(cast.city.person(Role.DEPARTMENT_OFFICER, "南山区住房建设"))
    send(client, "hazards:together", hazard=record.pk, move="reject", confirmed=1, reason="x", status=302)
    with unscoped(reason="test"):
        assert Hazard.objects.get(pk=record.pk).state == "reported"
