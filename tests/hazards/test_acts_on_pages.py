"""What is entered around a hazard through pages: a report, records of two people, requests, a listing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.hazards import BASIS, FUTURE, Cast, cast_in_city, days, hazard, soon
from tests.factories.pages import browser, send, text
from tests.factories.photos import PNG

from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard, Listing, Request, SiteRecord
from zhiben.hazards.operations import Draft, RecordDraft, draft_record, report
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def one_of(model: Any) -> Any:
    with unscoped(reason="a test reads"):
        return model.objects.get()


def now(one: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=one.pk)


def written() -> tuple[int, int]:
    """How many hazards and files there are."""
    with unscoped(reason="a test counts"):
        return Hazard.objects.count(), StoredFile.objects.count()


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", PNG, "image/png")


def found(cast: Cast, **given: object) -> dict[str, object]:
    """What a reporter fills in."""
    said = {"title": "临边防护缺失", "description": "二层东侧", "found_on": clock.today().isoformat()}
    return {"site": cast.site.name, "photos": picture(), **said, **given}


def on_site(**given: object) -> dict[str, object]:
    """What the first of two people fills in on site."""
    at = clock.now().astimezone(clock.TZ).strftime("%Y-%m-%dT%H:%M")
    return {"conclusion": "防护已补设", "position": "二层东侧", "on_site_at": at, "photos": picture(), **given}


def test_report_becomes_a_reported_hazard_with_its_photos(cast: Cast) -> None:
    street = browser(cast.street)
    assert reverse("hazards:report") in text(street, "hazards:list")
    send(street, "hazards:report", **found(cast))
    made = one_of(Hazard)
    assert (made.state, made.site_id, made.sector_id, made.reporter) == (
        "reported",
        cast.site.pk,
        cast.city.sectors["房屋建筑施工"].pk,
        cast.street.id,
    )
    page = text(street, "hazards:page", made.pk)
    assert "现场.png" in page and cast.street.name in page


def test_unknown_site_is_answered_with_suggestions_and_nothing_is_written(cast: Cast) -> None:
    wrong = found(cast, site=f"{cast.site.name}栋")
    page = send(browser(cast.street), "hazards:report", **wrong, status=422)
    assert "没有这个场所，是否为下面的一个" in page and f'value="{cast.site.pk}"' in page
    assert "临边防护缺失" in page and written() == (0, 1)


def test_site_of_another_district_is_neither_found_nor_suggested(cast: Cast) -> None:
    stranger = browser(cast.city.person(Role.STREET_OFFICER, "粤海街道"))
    page = send(stranger, "hazards:report", **found(cast), status=422)
    assert "没有这个场所，也没有相近的场所" in page and cast.site.local_id not in page and written() == (0, 1)


def test_shared_name_asks_which_site_is_meant(cast: Cast) -> None:
    other = cast.city.site()
    with unscoped(reason="a test renames"):
        type(other).objects.filter(pk=other.pk).update(name=cast.site.name)
    page = send(browser(cast.street), "hazards:report", **found(cast), status=422)
    assert "有多个同名场所，请在下面选定一个" in page and other.local_id in page
    send(browser(cast.street), "hazards:report", **found(cast, pick=other.pk))
    assert one_of(Hazard).site_id == other.pk


def test_report_from_tomorrow_is_refused(cast: Cast) -> None:
    tomorrow = (clock.today() + days(1)).isoformat()
    page = send(browser(cast.street), "hazards:report", **found(cast, found_on=tomorrow), status=422)
    assert "不能晚于今天" in page and written() == (0, 1)


def test_report_without_a_photo_is_refused(cast: Cast) -> None:
    page = send(browser(cast.street), "hazards:report", **{**found(cast), "photos": ""}, status=422)
    assert "请附现场照片" in page and written() == (0, 0)
    draft = Draft(title="临边防护缺失", site=cast.site.pk, found_on=clock.today())
    with scope(cast.street), pytest.raises(Incomplete) as refused:
        report(draft, actor=cast.street)
    assert (refused.value.fields, written()) == ({"photos": "请附现场照片"}, (0, 0))


@pytest.mark.parametrize("kind", ("confirm", "review", "send_back"))
def test_record_needs_photos_and_a_time_on_site_that_can_be(cast: Cast, kind: str) -> None:
    one, first = hazard(cast, "declared"), browser(cast.colleague)
    soon, before = clock.now() + days(1), clock.day_start(one.found_on) - days(1)
    for given, sentence in (
        ({"photos": ""}, "请选择文件"),
        ({"on_site_at": f"{soon:%Y-%m-%dT%H:%M}"}, "到场时间不能晚于现在"),
        ({"on_site_at": f"{before:%Y-%m-%dT%H:%M}"}, "到场时间不能早于发现日期"),
    ):
        assert sentence in send(first, "hazards:draft_record", one.pk, kind, **on_site(**given), status=422)
    with scope(cast.colleague), pytest.raises(Incomplete) as refused:
        draft_record(RecordDraft(now(one), kind, cast.colleague, "属实", "二层", clock.now()))
    assert refused.value.fields == {"photos": "请附现场照片"}
    with unscoped(reason="a test counts"):
        assert SiteRecord.objects.count() == 0


def test_who_cannot_report_is_told_so(cast: Cast) -> None:
    auditor = browser(cast.city.person(Role.AUDITOR, "市安委办"))
    assert reverse("hazards:report") not in text(auditor, "hazards:list")
    page = send(auditor, "hazards:report", **found(cast), status=403)
    assert "您的角色不能上报隐患" in page and written() == (0, 0)


def test_record_is_drafted_by_one_and_signed_by_another(cast: Cast) -> None:
    one = hazard(cast, "declared")
    first, second = browser(cast.colleague), browser(cast.district)
    address = reverse("hazards:draft_record", args=[one.pk, "review"])
    assert address in text(first, "hazards:page", one.pk)
    assert "起草复核通过记录" in text(first, "hazards:draft_record", one.pk, "review")
    send(first, "hazards:draft_record", one.pk, "review", **on_site())
    drafted = one_of(SiteRecord)
    assert clock.now() - days(1) < drafted.on_site_at <= clock.now()
    sign = reverse("hazards:sign", args=[drafted.pk])
    assert sign not in text(first, "hazards:page", one.pk) and sign in text(second, "hazards:page", one.pk)
    assert "会签人须是起草人以外的另一人" in send(first, "hazards:sign", drafted.pk, status=403)
    assert now(one).state == "declared"
    send(second, "hazards:sign", drafted.pk)
    page = text(first, "hazards:page", one.pk)
    assert now(one).state == "reviewed" and cast.district.name in page and "已会签" in page


def test_review_is_offered_to_those_alone_who_are_independent(cast: Cast) -> None:
    one = hazard(cast, "draft", by=cast.department)
    cast.step(one, "report", cast.department)
    cast.step(one, "verify")
    for move in ("start", "declare"):
        cast.step(one, move, cast.street)
    neighbour = cast.city.actor(Role.STREET_OFFICER, "民治街道")
    everybody = (cast.department, cast.street, neighbour, cast.colleague, cast.district)
    pages = {who: browser(who) for who in everybody}
    draft = reverse("hazards:draft_record", args=[one.pk, "review"])
    assert [who for who in everybody if draft in text(pages[who], "hazards:page", one.pk)] == [
        cast.colleague,
        cast.district,
    ]
    assert [who for who in everybody if one in waits_for(who, "复核通过")] == [cast.colleague, cast.district]
    send(pages[cast.colleague], "hazards:draft_record", one.pk, "review", **on_site())
    drafted = one_of(SiteRecord)
    sign = reverse("hazards:sign", args=[drafted.pk])
    assert [who for who in everybody if sign in text(pages[who], "hazards:page", one.pk)] == [cast.district]
    assert [who for who in everybody if drafted in waits_for(who, "会签")] == [cast.district]
    for who, why in ((cast.department, "上报人或其代理人"), (neighbour, "整改人、填报整改的人同属一个单位")):
        assert why in send(pages[who], "hazards:sign", drafted.pk, status=403)


def waits_for(who: Actor, step: str) -> list[object]:
    with scope(who):
        return [one.record for one in queries.waiting_for(who) if one.step == step]


def test_form_of_a_record_is_refused_on_opening_to_whoever_may_not_draft_it(cast: Cast) -> None:
    one = hazard(cast, "draft", by=cast.department)
    cast.step(one, "report", cast.department)
    cast.bring(one, "declared")
    page = text(browser(cast.department), "hazards:draft_record", one.pk, "review", status=403)
    assert "您不能起草复核通过记录：复核人不得是该隐患的上报人或其代理人" in page
    page = text(browser(cast.street), "hazards:draft_record", one.pk, "send_back", status=403)
    assert "您不能起草复核退回记录：" in page
    text(browser(cast.colleague), "hazards:draft_record", one.pk, "review")


def test_second_draft_waits_for_the_first(cast: Cast) -> None:
    one = hazard(cast, "declared")
    send(browser(cast.colleague), "hazards:draft_record", one.pk, "review", **on_site())
    page = send(browser(cast.department), "hazards:draft_record", one.pk, "send_back", **on_site(), status=422)
    assert f"{one.number}已有一份待会签的现场记录" in page and "二层东侧" in page


def test_drafter_takes_the_draft_back_with_a_reason(cast: Cast) -> None:
    one = hazard(cast, "declared")
    first = browser(cast.colleague)
    send(first, "hazards:draft_record", one.pk, "review", **on_site())
    drafted = one_of(SiteRecord)
    send(first, "hazards:record_move", drafted.pk, "drop", status=422)
    assert "须为起草人" in send(
        browser(cast.district), "hazards:record_move", drafted.pk, "drop", reason="误", status=403
    )
    drop = reverse("hazards:record_move", args=[drafted.pk, "drop"])
    assert drop not in text(browser(cast.district), "hazards:page", one.pk)
    assert drop in text(browser(cast.department), "hazards:page", one.pk)
    send(first, "hazards:record_move", drafted.pk, "drop", reason="写错")
    assert (one_of(SiteRecord).state, now(one).state) == ("dropped", "declared")


def test_record_is_refused_where_it_does_not_belong(cast: Cast) -> None:
    one = hazard(cast)
    department = browser(cast.department)
    text(department, "hazards:draft_record", one.pk, "nothing", status=404)
    page = send(department, "hazards:draft_record", one.pk, "review", **on_site(), status=422)
    assert "当前状态为“上报”，不能起草复核通过记录" in page
    page = send(browser(cast.enterprise), "hazards:draft_record", one.pk, "review", **on_site(), status=403)
    assert "您不能起草复核通过记录：" in page


def test_extension_is_asked_and_granted_through_pages(cast: Cast) -> None:
    one, later = hazard(cast, "rectifying"), FUTURE + days(30)
    enterprise, department = browser(cast.enterprise), browser(cast.department)
    assert reverse("hazards:ask_extend", args=[one.pk]) in text(enterprise, "hazards:page", one.pk)
    given = {"due": later.isoformat(), "reason": "配件未到", "interim_control": "停用并设警戒"}
    wrong = {**given, "due": FUTURE.isoformat()}
    never = send(enterprise, "hazards:ask_extend", one.pk, **{**given, "due": "9999-12-31"}, status=422)
    assert "年份不对" in never
    page = send(enterprise, "hazards:ask_extend", one.pk, **wrong, status=422)
    assert "新期限须晚于原期限" in page and "停用并设警戒" in page
    send(enterprise, "hazards:ask_extend", one.pk, **given)
    assert "已有一件待批的延期申请" in send(enterprise, "hazards:ask_extend", one.pk, **given, status=422)
    asked = one_of(Request)
    decide = reverse("hazards:decide", args=[asked.pk])
    assert decide not in text(enterprise, "hazards:page", one.pk)
    assert decide in text(department, "hazards:page", one.pk)
    form = text(department, "hazards:decide", asked.pk)
    assert clock.in_words(FUTURE) in form and clock.in_words(later) in form and "停用并设警戒" in form
    assert "须为核定部门" in send(enterprise, "hazards:decide", asked.pk, decision="grant", status=403)
    send(department, "hazards:decide", asked.pk, decision="grant")
    assert (now(one).due, one_of(Request).state) == (later, "granted")


def test_extension_is_refused_only_with_a_reason(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    given = {"due": FUTURE + days(30), "reason": "配件未到", "interim_control": "停用"}
    send(browser(cast.enterprise), "hazards:ask_extend", one.pk, **given)
    asked, department = one_of(Request), browser(cast.department)
    assert "请填写" in send(department, "hazards:decide", asked.pk, decision="refuse", status=422)
    send(department, "hazards:decide", asked.pk, decision="refuse", reason="不充分")
    assert (now(one).due, one_of(Request).state) == (FUTURE, "refused")


def test_transferred_department_sees_its_hazard(cast: Cast) -> None:
    one = hazard(cast)
    fire = browser(cast.city.person(Role.DEPARTMENT_OFFICER, "龙华区消防救援"))
    text(fire, "hazards:page", one.pk, status=404)
    department = browser(cast.department)
    form = text(department, "hazards:ask_transfer", one.pk)
    assert "龙华区消防救援" in form and "市消防救援" in form and "南山区消防救援" not in form
    to = cast.city.unit("龙华区消防救援").pk
    outside = cast.city.unit("南山区消防救援").pk
    assert "选择一个有效的选项" in send(
        department, "hazards:ask_transfer", one.pk, to_unit=outside, reason="属消防", status=422
    )
    send(department, "hazards:ask_transfer", one.pk, to_unit=to, reason="属消防")
    assert "属消防" in text(fire, "hazards:decide", one_of(Request).pk)
    send(fire, "hazards:decide", one_of(Request).pk, decision="grant")
    assert one.number in text(fire, "hazards:list")
    assert reverse("hazards:move", args=[one.pk, "verify"]) in text(fire, "hazards:page", one.pk)


def test_listing_is_proposed_and_decided_through_pages(cast: Cast) -> None:
    one = hazard(cast, "verified")
    office = browser(cast.office)
    leader = browser(cast.city.person(Role.OFFICE_LEADER, "龙华区安委办"))
    assert reverse("hazards:propose", args=[one.pk]) in text(office, "hazards:page", one.pk)
    given = {"level": "district", "facts": "久拖不改", "legal_basis": BASIS, "deadline": soon()}
    send(office, "hazards:propose", one.pk, **given)
    listing = one_of(Listing)
    assert reverse("hazards:listing_move", args=[listing.pk, "approve"]) in text(leader, "hazards:page", one.pk)
    assert "您不能办理“批准挂牌”" in send(
        office, "hazards:listing_move", listing.pk, "approve", decision="同意", status=403
    )
    send(leader, "hazards:listing_move", listing.pk, "approve", decision="同意")
    assert now(one).listing_level == "district" and "区级挂牌" in text(office, "hazards:page", one.pk)


def test_every_act_is_refused_to_strangers(cast: Cast) -> None:
    one = hazard(cast, "rectifying")
    later = FUTURE + days(30)
    send(browser(cast.enterprise), "hazards:ask_extend", one.pk, due=later, reason="慢", interim_control="停用")
    asked = one_of(Request)
    stranger = browser(cast.city.person(Role.DEPARTMENT_OFFICER, "南山区住房建设"))
    text(stranger, "hazards:decide", asked.pk, status=404)
    send(stranger, "hazards:decide", asked.pk, decision="grant", status=404)
    send(stranger, "hazards:sign", 1, status=404)
    assert one_of(Request).state == "asked"
