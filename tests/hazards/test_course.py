"""The course of a hazard on its page: every step of it and of what stands beside it, in the words of each machine, with
what was said; what a request and a dropped record tell; and with which step each photo came."""

from __future__ import annotations

import re

import pytest
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon
from tests.factories.pages import browser, text

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.telling import step_label
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import (
    ask_extension,
    ask_transfer,
    decide_request,
    draw_second_looks,
    order_control,
    propose_listing,
)
from zhiben.hazards.queries.around import around_of
from zhiben.hazards.queries.course import course_of, said_in
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]

Steps = list[tuple[str, str, list[tuple[str, str]]]]
EXTENDED = FUTURE + days(9)


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def told(one: Hazard, *, after: int = 0) -> Steps:
    """The newer steps of a hazard: what was done, to what beside it, and what was said."""
    with unscoped(reason="a test reads"):
        around = around_of(Hazard.objects.get(pk=one.pk))
        lines = course_of(around)[after:]
        called, said = around.called, said_in(lines)
        return [
            (step_label(line.model, line.verb), called.get((line.model, line.record), ""), said[line.seq])
            for line in lines
        ]


def plain(page: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def extension(cast: Cast, one: Hazard, *, grant: bool, reason: str = "") -> None:
    with scope(cast.enterprise):
        asked = ask_extension(
            one, due=EXTENDED, reason="配件未到", interim_control="停用并设警戒", actor=cast.enterprise
        )
    with scope(cast.department):
        asked.hazard.refresh_from_db()
        decide_request(asked, grant=grant, reason=reason, actor=cast.department)


def test_course_tells_what_was_decided_when_verified_and_how_far_work_is(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    cast.step(one, "progress", cast.enterprise)
    assert told(one) == [
        ("建立", "", []),
        ("上报", "", []),
        (
            "核定",
            "",
            [
                ("判定依据（标准、条款）", "GM-3(2)"),
                ("等级", "重大事故隐患"),
                ("整改期限", clock.in_words(FUTURE)),
                ("责任单位", cast.city.unit("民治街道").name),
            ],
        ),
        ("开始整改", "", []),
        ("报送进展", "", [("进展", "已完成一半"), ("完成百分比", "50")]),
    ]


def test_course_has_what_stands_beside_in_its_own_words(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    with scope(cast.department):
        control = order_control(one, kind="interim", measures="看护", since=clock.today(), actor=cast.department)
        perform(control, "lift", cast.department, grounds="已恢复")
    begun = len(told(one))
    cast.bring(one, "declared")
    with unscoped(reason="test data"):
        record = cast.record(one, "review", cast.colleague)
        perform(record, "drop", cast.colleague, reason="位置写错")
    cast.bring(one, "closed")
    office, today = cast.office.grants[0].unit, clock.today()
    with scope(cast.office):
        draw_second_looks(office, first=today, last=today, percent=100, actor=cast.office)
    assert told(one, after=begun - 2)[:2] == [
        ("登记", "临时管控措施", []),
        ("解除", "临时管控措施", [("解除依据", "已恢复")]),
    ]
    assert [step[:2] for step in told(one, after=begun + 1)] == [
        ("起草", "复核通过记录"),
        ("作废", "复核通过记录"),
        ("起草", "复核通过记录"),
        ("会签", "复核通过记录"),
        ("复核通过", ""),
        ("验收", ""),
        ("销号", ""),
        ("抽取", "回头看"),
    ]
    assert told(one, after=begun + 2)[0][2] == [("理由", "位置写错")]


def test_course_has_the_steps_of_a_listing(cast: Cast) -> None:
    one = hazard(cast, "verified")
    begun = len(told(one))
    leader = cast.city.actor(Role.OFFICE_LEADER, "龙华区安委办")
    with scope(cast.office):
        given = {"level": "district", "facts": "久拖不改", "legal_basis": BASIS, "deadline": soon()}
        listing = propose_listing(one, **given, actor=cast.office)
    with scope(leader):
        perform(listing, "approve", leader, decision="同意挂牌")
    assert sorted(told(one, after=begun)) == [
        ("批准挂牌", "区级挂牌", [("决定", "同意挂牌")]),
        ("挂牌督办", "", []),
        ("提请", "区级挂牌", []),
    ]


def test_extension_tells_both_deadlines_its_control_and_who_decided(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    begun = len(told(one))
    extension(cast, one, grant=True)
    assert told(one, after=begun) == [
        ("提出", "延期申请", [("期限", clock.in_words(EXTENDED))]),
        ("同意", "延期申请", []),
        ("延期", "", [("期限", f"{clock.in_words(FUTURE)} → {clock.in_words(EXTENDED)}")]),
    ]
    page = plain(text(browser(cast.enterprise), "hazards:page", one.pk))
    deadlines = (f"原期限 {clock.in_words(FUTURE)}", f"申请的新期限 {clock.in_words(EXTENDED)}")
    for said in (*deadlines, "延期期间的管控措施 停用并设警戒"):
        assert said in page
    assert f"批复 {cast.department.name} 2" in page and "批复期限" not in page


def test_refused_request_tells_why(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    extension(cast, one, grant=False, reason="配件已有现货")
    page = plain(text(browser(cast.enterprise), "hazards:page", one.pk))
    assert "不同意的理由 配件已有现货" in page and "授权" not in page


def test_transfer_names_the_department(cast: Cast) -> None:
    one = hazard(cast, "reported")
    begun, to = len(told(one)), cast.city.unit("龙华区消防救援")
    with scope(cast.department):
        ask_transfer(one, to_unit=to.pk, reason="属消防", actor=cast.department)
    assert told(one, after=begun) == [("提出", "移送申请", [("接收部门", to.name)])]


def test_dropped_record_tells_why(cast: Cast) -> None:
    one = hazard(cast, "declared")
    with unscoped(reason="test data"):
        perform(cast.record(one, "review", cast.colleague), "drop", cast.colleague, reason="位置写错")
    assert "作废原因 位置写错" in plain(text(browser(cast.enterprise), "hazards:page", one.pk))


def test_hazard_that_another_duplicates_is_not_named_in_the_course(cast: Cast) -> None:
    other, one = hazard(cast), hazard(cast)
    cast.step(one, "mark_duplicate", cast.department, other=other.number)
    assert told(one)[-1] == ("标为重复", "", [])


def test_each_photo_tells_with_which_step_it_came(cast: Cast) -> None:
    one = hazard(cast, "verified")
    cast.sign(one, "confirm")
    cast.bring(one, "reviewed")
    with unscoped(reason="a test reads"):
        around = around_of(one)
        stages = around.stages
    assert [stages[file.pk] for file in around.files] == ["报整改完成", "复核通过记录", "现场确认记录"]
    page = plain(text(browser(cast.enterprise), "hazards:page", one.pk))
    assert [page.count(f"现场.png {stage} 2") for stage in stages.values()] == [1, 1, 1]
