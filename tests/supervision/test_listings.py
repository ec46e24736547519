"""Several areas listed by one request: proposed on figures, asked for in one paper, decided together, noticed to the
districts; what their plans came to; delisted or kept, each with a paper."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from tests.factories.accidents import Bureau, carried_over
from tests.factories.documents import Desk
from tests.factories.pages import browser
from tests.factories.photos import PNG
from tests.factories.supervision import Ground, drawn, ground, signed, visited

from zhiben.analysis import power
from zhiben.documents import operations as documents
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Kind as Paper
from zhiben.documents.vocab import Numbering
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, Study, keep
from zhiben.inbox import queries as inbox
from zhiben.insight import onward
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import listing_texts, operations, queries
from zhiben.supervision.models import AreaPaper, ListedArea, ListingRequest
from zhiben.supervision.operations import Together
from zhiben.supervision.queries import Figures, figures
from zhiben.supervision.vocab import AreaPaperKind, Kind

pytestmark = pytest.mark.django_db
FEBRUARY = datetime(2024, 2, 5, 9, tzinfo=clock.TZ)
UNTIL = date(2024, 12, 31)
STREETS = ("民治街道", "粤海街道", "南头街道")
DECISION = "示例安委〔2024〕2号"


@pytest.fixture
def built() -> Ground:
    found = ground()
    with scope(found.keeper):
        documents.set_issuing_body(
            found.office,
            full_name="深圳市安全生产委员会办公室",
            code="深安办",
            numbering=Numbering.OWN,
            actor=found.keeper,
        )
    return found


def ids(built: Ground, *names: str) -> list[int]:
    return [built.built.territories[name].pk for name in names or STREETS]


def row(street: int, name: str, **said: Any) -> dict[str, Any]:
    usual = {"counts": [5, 6, 7, 8, 14], "deaths": 3, "like": 5.0, "expected": 7.9, "excess": 2.9}
    return (
        {"street": street, "name": name, "rank": 2, "rank_low": 1, "rank_high": 6, "among_worst": 0.87} | usual | said
    )


def studied(built: Ground, *, base_year: int = 2023, **said: Any) -> Study:
    rows = [row(pk, name) for pk, name in zip(ids(built), STREETS, strict=True)]
    rows[0] |= said
    result = {
        "base_year": base_year,
        "years": list(range(base_year - 4, base_year + 1)),
        "k": 3,
        "by": "excess",
        "not_a_real_line": True,
        "rows": rows,
    }
    place = built.built.unit("市安委办").coordinates
    found = Found("1.1", ["街道"], [["民治街道"]], result, warnings=["示例提示"])
    with scope(built.keeper):
        return keep("street-risk", built.office, place, found, as_of=clock.today(), actor=built.keeper)


def proposed(built: Ground, *names: str, study: Study | None = None, **said: Any) -> ListingRequest:
    streets = ids(built, *names)
    told: dict[str, Any] = {
        "office": built.office,
        "base_year": 2023,
        "streets": streets,
        "bases": dict.fromkeys(streets, "事故多"),
        "criteria": "按五年预期超出起数选定",
        "until": UNTIL,
        "study": study.pk if study else 0,
        "unstudied": "" if study else "还没有街道规模",
    }
    with scope(built.keeper):
        return operations.propose_listing(Together(**(told | said)), actor=built.keeper)


def desk(built: Ground) -> Desk:
    other = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    return Desk(built.office, built.keeper, other, built.leader)


def asked_for(built: Ground, one: ListingRequest) -> OfficialDocument:
    with scope(built.keeper):
        areas = queries.areas_of(one)
        paper = operations.draft_request(one, listing_texts.request(one, areas), actor=built.keeper)
    return desk(built).taken(paper, "issued")


def approved(built: Ground, *names: str) -> ListingRequest:
    one = proposed(built, *names)
    asked_for(built, one)
    with scope(built.leader):
        return perform(queries.request_of(one.pk), "approve", built.leader, decision=DECISION, on=clock.today())


def move(one: ListedArea, name: str, actor: Actor, **facts: object) -> ListedArea:
    with scope(actor):
        return perform(queries.area_of(one.pk), name, actor, **facts)


def first_area(built: Ground, one: ListingRequest) -> ListedArea:
    with scope(built.keeper):
        return queries.areas_of(one)[0]


def text_of(document: OfficialDocument) -> str:
    return document.paper_json


def test_one_paper_asks_for_all_and_one_decision_lists_them(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = proposed(built, study=studied(built))
        with scope(built.leader), pytest.raises(Refused, match="请示印发以后"):
            perform(queries.request_of(one.pk), "approve", built.leader, decision=DECISION, on=clock.today())
        with pytest.raises(Refused, match="一并提请"):
            move(first_area(built, one), "list", built.leader, decision=DECISION)
        paper = asked_for(built, one)
        assert (paper.kind, paper.number != "") == (Paper.REQUEST, True)
        assert [(each["unit"], each["name"]) for each in paper.recipients] == [(0, "深圳市安全生产委员会")]
        with scope(built.keeper), pytest.raises(NotAllowed):
            perform(queries.request_of(one.pk), "approve", built.keeper, decision=DECISION, on=clock.today())
        with scope(built.leader):
            assert [line.step for line in inbox.waiting_for(built.leader) if str(line.record) == str(one)] == [
                "登记批准"
            ]
            with pytest.raises(Incomplete) as refused:
                perform(queries.request_of(one.pk), "approve", built.leader, decision="某", on=date(2024, 1, 1))
            assert list(refused.value.fields) == ["on"]
            after = perform(queries.request_of(one.pk), "approve", built.leader, decision=DECISION, on=clock.today())
        with scope(built.keeper):
            told = [(area.title, area.state, area.decision, area.since) for area in queries.areas_of(after)]
    assert told == [(f"{name}高风险区域", "listed", DECISION, FEBRUARY.date()) for name in STREETS]
    assert (after.state, after.decision, after.decided_on) == ("approved", DECISION, FEBRUARY.date())


def test_the_request_says_what_the_study_says_and_how_sure_it_is(built: Ground) -> None:
    with clock.at(FEBRUARY):
        text = text_of(asked_for(built, proposed(built, study=studied(built))))
    for said in (
        "5、6、7、8、14",
        "2（1—6）",
        "87%",
        "+2.9",
        "第3位与第4位差异不显著",
        "数据截至2024年2月5日，方法版本1.1。示例提示。",
        "合计42起，按五年估计一年预期23.7起：不整治也会回落约44%",
        "以现有基数（基准年合计42起）",
        "治理期限至2024年12月31日。",
        "妥否，请批示。",
    ):
        assert said in text, said
    assert "下降100%" not in text


def test_without_a_study_accidents_are_counted_and_the_paper_says_so(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = proposed(built)
        text = text_of(asked_for(built, one))
        assert "没有采用街道风险分析：还没有街道规模" in text and "未作规模调整" in text
        assert "基准年没有登记事故" in text and "未登记、未登记" in text and "预期（起/年）" not in text


def test_registered_accidents_are_counted_by_street_and_year(built: Ground) -> None:
    bureau = Bureau(built.built)
    with clock.at(FEBRUARY):
        days = (date(2022, 5, 1), date(2023, 5, 1), date(2023, 6, 1))
        carried_over(bureau, days)
        carried_over(bureau, [date(2022, 5, 1)], street="粤海街道", deaths=0)
        with scope(built.keeper):
            place = built.built.unit("市安委办").coordinates.territory
            found = queries.figures_of(place, ids(built), 2023)
    assert [(one.name, one.counts, one.deaths) for one in found] == [
        ("民治街道", [None, None, None, 1, 2], 3),
        ("粤海街道", [None, None, None, 1, 0], 0),
        ("南头街道", [None, None, None, 0, 0], 0),
    ]
    assert (found[0].told, found[0].total) == ("未登记、未登记、未登记、1、2", 3)
    assert listing_texts.base_of(found) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"streets": []}, "streets"),
        ({"criteria": " "}, "criteria"),
        ({"criteria": "按领导的要求选"}, "criteria"),
        ({"unstudied": ""}, "unstudied"),
        ({"unstudied": "试用"}, "unstudied"),
        ({"base_year": 2024}, "base_year"),
        ({"until": date(2024, 2, 5)}, "until"),
    ],
)
def test_a_request_that_lacks_something_says_where(built: Ground, said: dict[str, Any], field: str) -> None:
    with clock.at(FEBRUARY), pytest.raises(Incomplete) as refused:
        proposed(built, **said)
    assert list(refused.value.fields) == [field]


def test_a_street_is_proposed_once_at_a_time(built: Ground) -> None:
    with clock.at(FEBRUARY):
        proposed(built, "民治街道")
        with pytest.raises(Incomplete) as refused:
            proposed(built, "粤海街道", "民治街道")
    assert refused.value.fields == {"streets": "民治街道已在提请或挂牌中"}


def test_what_the_committee_leaves_out_is_dropped_first(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = proposed(built)
        asked_for(built, one)
        move(first_area(built, one), "drop", built.leader, reason="安委会不同意")
        with scope(built.leader):
            perform(queries.request_of(one.pk), "approve", built.leader, decision=DECISION, on=clock.today())
            assert [area.state for area in queries.areas_of(one)] == ["dropped", "listed", "listed"]
        other = proposed(built, "民治街道")
        with scope(built.leader):
            perform(queries.request_of(other.pk), "drop", built.leader, reason="不再提请")
            assert [area.state for area in queries.areas_of(other)] == ["dropped"]


def test_strangers_do_not_see_a_request_and_districts_see_their_areas(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = approved(built)
        district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
        assert browser(district).get(one.get_absolute_url()).status_code == 404
        with scope(district):
            assert [area.title for area in queries.areas()] == ["民治街道高风险区域"]
            assert list(ListingRequest.objects.all()) == []
        assert browser(district).get("/supervision/areas/").status_code == 200
        assert browser(district).get(first_area(built, one).get_absolute_url()).status_code == 200
        with scope(built.keeper), pytest.raises(NotFound):
            queries.study_of(999, built.office)


def test_each_district_gets_one_notice_and_answers_it(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = approved(built)
        keeper = browser(built.keeper)
        page = keeper.get(one.get_absolute_url()).content.decode()
        assert "起草通知书（2个区）" in page
        assert keeper.post(reverse("supervision:listing_notices", args=[one.pk])).status_code == 302
        with scope(built.keeper):
            papers = queries.papers_of(queries.areas_of(one))
            drafts = {each.document_id: each.document for rows in papers.values() for each in rows}
        assert [len(rows) for rows in papers.values()] == [1, 1, 1]
        assert sorted(each.title for each in drafts.values()) == [
            "关于对“民治街道高风险区域”挂牌督办的通知",
            "关于对“粤海街道高风险区域”、“南头街道高风险区域”挂牌督办的通知",
        ]
        district = built.built.actor(Role.OFFICE_OFFICER, "龙华区安委办")
        with scope(district):
            assert queries.papers_of(list(queries.areas())) == {first_area(built, one).pk: []}  # still drafts
        assert keeper.post(reverse("supervision:listing_notices", args=[one.pk])).status_code >= 400
        for draft in drafts.values():
            notice = desk(built).taken(draft, "issued")
            assert (notice.kind, notice.reply_by is not None) == (Paper.LISTING, True)
        with scope(district):
            shown = queries.papers_of(list(queries.areas()))
            assert [each.kind for rows in shown.values() for each in rows] == [AreaPaperKind.NOTICE]
            delivery = documents.Delivery.objects.get(unit=district.grants[0].unit)
            perform(delivery, "receive", district)
            assert perform(delivery, "reply", district, text="治理方案已报").state == "replied"


PLAN = "打通消防通道；民治街道；2024-08-31\n拆除违规阳光板；龙华区住房建设；2024-09-30"


def treated(built: Ground) -> ListedArea:
    area = first_area(built, approved(built))
    district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    move(area, "submit_plan", district, measures=PLAN)
    return move(area, "approve_plan", built.leader)


def test_measures_are_closed_one_by_one_by_the_district(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = treated(built)
        district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
        with scope(built.keeper), pytest.raises(NotAllowed):
            operations.close_measure(queries.area_of(area.pk), 1, "已打通", actor=built.keeper)
        client = browser(district)
        address = reverse("supervision:area_measure", args=[area.pk, 1])
        assert client.post(address, {"result": "通道已打通，照片附后"}).status_code == 302
        with scope(district):
            with pytest.raises(Incomplete, match="已登记完成"):
                operations.close_measure(queries.area_of(area.pk), 1, "再说一次", actor=district)
            first, second = queries.conditions_of(queries.area_of(area.pk))
        assert (first.met, first.words) == (False, "治理措施2条，已完成1条；未完成：第2条")
        assert (second.met, second.words) == (
            None,
            "没有可用的、包括至少6个月治理期间的街道风险分析：以2024年或以后为基准年的才算，2025年1月1日起可以计算",
        )
        assert client.get(reverse("supervision:area_measure", args=[area.pk, 9])).status_code == 404
        client.post(reverse("supervision:area_measure", args=[area.pk, 2]), {"result": "已拆除"})
        with scope(district):
            assert queries.conditions_of(queries.area_of(area.pk))[0].met is True


@pytest.mark.parametrize(("expected", "met"), [(6.4, True), (7.9, False)])
def test_only_a_study_after_the_listing_tells_whether_it_is_back_inside(
    built: Ground, expected: float, met: bool
) -> None:
    with clock.at(FEBRUARY):
        area = treated(built)
        studied(built, expected=1.0)
        with scope(built.keeper):
            assert queries.conditions_of(queries.area_of(area.pk))[1].met is None
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)):
        studied(built, base_year=2024, expected=expected)
        with scope(built.keeper):
            found = queries.conditions_of(queries.area_of(area.pk))[1]
    assert found.met is met
    assert "同样规模的街道一般5.0起，控制上限7.0起" in found.words


def test_the_default_term_reaches_the_day_from_which_both_conditions_can_be_judged(built: Ground) -> None:
    with clock.at(FEBRUARY):
        assert queries.term_of(clock.today()) == date(2025, 3, 31) > queries.judged_from(clock.today())
        keeper = browser(built.keeper)
        for address in ("/supervision/areas/together/", "/supervision/areas/new/"):
            page = keeper.get(address).content.decode()
            assert "2025-03-31" in page and "评估得了的那年3月31日" in page
        short = text_of(asked_for(built, proposed(built, "民治街道")))
        long = text_of(asked_for(built, proposed(built, "粤海街道", until=date(2025, 3, 31))))
    assert "治理期限在2025年1月1日以前：到期时还没有" in short
    assert "第二条用包括治理期间的街道风险分析判断，2025年1月1日起可以计算" in long and "到期时还没有" not in long


def test_a_street_that_is_not_ranked_is_named_and_not_passed_over(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = treated(built)
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)):
        studied(built, base_year=2024, expected=6.4, street=ids(built, "福永街道")[0])
        with scope(built.keeper):
            found = queries.conditions_of(queries.area_of(area.pk))[1]
    assert found.met is None and found.words.endswith("，其中治理10个月）：民治街道没有排列，不能评估")


def test_an_older_study_that_ranks_is_found_behind_refused_ones_and_these_are_told_alone(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = treated(built)
    place = built.built.unit("市安委办").coordinates
    refused = {"refused": ["示例原因"], "base_year": 2024}
    with clock.at(datetime(2025, 1, 15, 9, tzinfo=clock.TZ)), scope(built.keeper):
        none = Found("1", ["街道"], [], refused)
        keep("street-risk", built.office, place, none, as_of=clock.today(), actor=built.keeper)
        assert queries.conditions_of(queries.area_of(area.pk))[1].words.endswith("；最近一次没有得出结果：示例原因")
    with clock.at(datetime(2025, 1, 16, 9, tzinfo=clock.TZ)):
        for day in range(21):
            studied(built, base_year=2023, deaths=day)
        studied(built, base_year=2024, expected=6.4)
        for day in range(21):
            studied(built, base_year=2023, deaths=day)
        with scope(built.keeper):
            assert queries.conditions_of(queries.area_of(area.pk))[1].met is True


def test_accepting_without_a_condition_is_warned_of_and_noted(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = inspected(built)
        leader = browser(built.leader)
        assert "条件没有都具备" in leader.get(area.get_absolute_url()).content.decode()
        form = leader.get(f"{area.get_absolute_url()}moves/accept").content.decode()
        assert "治理措施2条，已完成0条" in form and "仍要验收通过的，须写明理由" in form
        with pytest.raises(Incomplete) as refused:
            move(area, "accept", built.leader, conclusion="通道已通，另行跟踪")
        assert list(refused.value.fields) == ["despite"] and "预期事故回到控制限以内" in refused.value.fields["despite"]
        after = move(
            area, "accept", built.leader, conclusion="通道已通，另行跟踪", despite="街道撤并，由新街道接着治理"
        )
    facts = json.loads(AuditEntry.objects.get(verb="accept", record=after.pk).facts)
    assert facts["lacking"] == ["治理措施全部完成", "预期事故回到控制限以内"]


def test_an_area_is_listed_from_the_day_of_the_decision(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = proposed(built)
        asked_for(built, one)
    with clock.at(FEBRUARY + timedelta(days=40)):
        with scope(built.leader):
            found = queries.request_of(one.pk)
            perform(found, "approve", built.leader, decision=DECISION, on=FEBRUARY.date() + timedelta(days=3))
        with scope(built.keeper):
            assert {area.since for area in queries.areas_of(one)} == {date(2024, 2, 8)}


def test_a_district_is_told_with_which_request_its_area_was_listed(built: Ground) -> None:
    with clock.at(FEBRUARY):
        one = approved(built)
        area = first_area(built, one)
        page = browser(built.built.actor(Role.DISTRICT_OFFICER, "龙华区")).get(area.get_absolute_url())
    assert f"2023年事故高风险区域挂牌提请（第{one.pk}号），2024年2月5日批准" in page.content.decode()
    assert one.get_absolute_url() not in page.content.decode()


def inspected(built: Ground) -> ListedArea:
    area = treated(built)
    district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
    with scope(district):
        file = store(PNG, name="现场.png", actor_id=district.id).pk
    area = move(area, "ask_acceptance", district, text="措施都已完成", files=[file])
    signed(visited(built, drawn(built, kind=Kind.LISTED_AREA, first=clock.today())))
    return area


def drafted(built: Ground, area: ListedArea) -> OfficialDocument:
    answer = browser(built.keeper).post(reverse("supervision:area_paper", args=[area.pk]))
    assert answer.status_code == 302
    with scope(built.keeper):
        return AreaPaper.objects.filter(area=area).select_related("document").order_by("-pk")[0].document


def test_what_comes_off_the_list_and_what_stays_is_told_in_a_paper(built: Ground) -> None:
    with clock.at(FEBRUARY):
        area = inspected(built)
        assert drafted(built, area).kind == Paper.LISTING
        move(area, "extend", built.leader, reason="通道仍堵", until=date(2025, 3, 31))
    with clock.at(FEBRUARY + timedelta(days=1)):
        page = browser(built.keeper).get(area.get_absolute_url()).content.decode()
        assert "起草继续挂牌通知" in page and "通道仍堵" in page
        kept = drafted(built, area)
        assert kept.kind == Paper.NOTICE
        assert "现决定继续挂牌" in text_of(kept) and "理由：通道仍堵。" in text_of(kept)
        names = [each["name"] for each in kept.recipients]
        assert names[:2] == ["龙华区安委办", "深圳市安全生产委员会"]
        assert browser(built.keeper).post(reverse("supervision:area_paper", args=[area.pk])).status_code >= 400
        district = built.built.actor(Role.DISTRICT_OFFICER, "龙华区")
        with scope(district):
            file = store(PNG, name="再次.png", actor_id=district.id).pk
        move(area, "ask_acceptance", district, text="已整改", files=[file])
        signed(visited(built, drawn(built, kind=Kind.LISTED_AREA, title="再次验收", first=clock.today())))
        move(area, "accept", built.leader, conclusion="措施完成，同意摘牌", despite="街道撤并，由新街道接着治理")
        over = drafted(built, area)
    assert over.kind == Paper.DELISTING
    assert "不具备或未评估，仍予摘牌，理由：街道撤并，由新街道接着治理。" in text_of(over)
    assert "措施完成，同意摘牌。" in text_of(over) and "解除挂牌督办" in text_of(over)


def test_streets_listed_within_the_year_are_counted_once(built: Ground) -> None:
    with clock.at(FEBRUARY):
        approved(built, "民治街道", "粤海街道")
        dropped = proposed(built, "南头街道")
        with scope(built.leader):
            perform(queries.request_of(dropped.pk), "drop", built.leader, reason="不提请")

    def listed(at: datetime, actor: Actor = built.keeper) -> list[str]:
        with scope(actor):
            return [street.name for street in figures.streets_listed(Cut(at, None))]

    assert sorted(listed(FEBRUARY + timedelta(days=300))) == ["民治街道", "粤海街道"]
    assert listed(FEBRUARY) == []
    assert listed(FEBRUARY + timedelta(days=400)) == []
    assert listed(FEBRUARY + timedelta(days=300), built.built.actor(Role.DISTRICT_OFFICER, "龙华区")) == ["民治街道"]


def test_the_form_begins_with_what_a_study_leads_to(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study, streets = studied(built), ids(built)
        keeper = browser(built.keeper)
        query = f"study={study.pk}&streets={','.join(map(str, streets))}"
        moved = keeper.get(f"/supervision/areas/new/?{query}")
        assert (moved.status_code, moved["Location"]) == (
            302,
            f"/supervision/areas/together/?{query.replace(',', '%2C')}",
        )
        page = keeper.get(moved["Location"]).content.decode()
        assert "5、6、7、8、14" in page and "2（1—6）" in page and "第3位与第4位差异不显著" in page
        assert page.count("selected") == len(streets)
        assert "以预期超出同样规模的街道多少起为序" in page
        assert "登记的事故起数和伤亡选定" in keeper.get("/supervision/areas/together/").content.decode()
        assert keeper.get(f"/supervision/areas/together/?study={study.pk + 1}").status_code == 404
        said = {
            "study": study.pk,
            "base_year": 2023,
            "streets": streets,
            "criteria": "按五年预期超出起数选定",
            "until": "2024-12-31",
        }
        looked = keeper.post("/supervision/areas/together/", {**said, "look": "1"})
        assert (looked.status_code, ListingRequest._unfiltered().count()) == (200, 0)
        answer = keeper.post("/supervision/areas/together/", said)
        assert answer.status_code == 302
        page = keeper.get(answer["Location"]).content.decode()
        assert 'href="/insight/nothing-done/"' in page
        assert "待安委会批准" in page and "起草请示" in page and "以现有基数（基准年合计42起）" in page
        drafted = keeper.post(answer["Location"] + "draft/")
        assert drafted.status_code == 302 and "/documents/" in drafted["Location"]
        area = ListedArea._unfiltered().order_by("pk")[0]
        assert area.basis == (
            "2019—2023年事故5、6、7、8、14起（合计40起），死亡和失踪3人；估计今后每年预期7.9起，同样规模的街道一般5.0起，"
            "超出2.9起；列第2位（九成把握在第1至6位），属于最差3个的机会87%。"
        )
        assert browser(built.leader).get("/supervision/areas/together/").status_code == 403


def test_a_study_leads_the_office_and_nobody_else_to_the_form(built: Ground) -> None:
    with clock.at(FEBRUARY):
        study = studied(built)
        streets = "%2C".join(map(str, ids(built)))
        address = f"/supervision/areas/together/?study={study.pk}&streets={streets}"
        assert onward.offered(study, built.keeper) == [("起草提请挂牌", address)]
        for role, unit in ((Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办")):
            assert onward.offered(study, built.built.actor(role, unit)) == []


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (None, "没有登记不等于没有事故"),
        (0, "基准年这些街道没有事故"),
        (30, "看得出来的把握最多10%；前后各看5年也到不了八成，这样的下降看不出来。"),
        (122, "看得出来的把握最多35%；前后各约3年（整治前累计约363起）"),
        (800, "看得出来的把握最多99%；扣除回落以后还要小。"),
    ],
)
def test_the_power_is_told_before_anybody_is_listed(base: int | None, said: str) -> None:
    assert said in listing_texts.power_line(base)


def test_what_can_be_seen_is_told_by_the_judgment_itself(built: Ground) -> None:
    with clock.at(FEBRUARY):
        names = ("民治街道", "粤海街道", "南头街道", "福永街道", "西乡街道", "坂田街道")
        rows = [row(pk, name) for pk, name in zip(ids(built, *names), names, strict=True)]
        study = studied(built)
        study.result["rows"] = rows
        known = queries.prospect_of(study, ids(built))
        assert known is not None and queries.prospect_of(study, ids(built, *names)) is None
        said = listing_texts.power_line(42, asdict(known))
    assert f"整治后一年看得出来的把握{known.power:.0%}；整治后看5年也到不了八成，这样的下降看不出来。" in said
    assert known.power < power.power(42.0, 0.2, level=0.025)


@pytest.mark.parametrize(
    ("expected", "variance", "said"),
    [(122.0, 0.005, "；整治后要看满4年才有八成把握。"), (900.0, 0.001, "看得出来的把握99%以上。")],
)
def test_the_years_that_the_judgment_needs_are_told(expected: float, variance: float, said: str) -> None:
    told = {"expected": expected, "variance": variance, "counted": variance / 2}
    assert listing_texts.power_line(122, told).endswith(said)


def test_a_share_of_few_carries_that_they_are_few() -> None:
    few = Figures(1, "某", (2022, 2023), (3, 8), 0, like=4.0, expected=6.0, excess=2.0)
    rising = Figures(1, "某", (2022, 2023), (3, 3), 0, like=4.0, expected=6.0, excess=2.0)
    assert "不整治也会回落约25%（小基数）" in listing_texts.falling_back([few])
    assert "没有挑选带来的回落" in listing_texts.falling_back([rising])
    assert "%" not in listing_texts.falling_back([Figures(1, "某", (2022, 2023), (3, 8), 0)])


@pytest.mark.parametrize(
    ("chance", "said"),
    [(1.0, "99%以上"), (0.9907, "99%以上"), (0.99, "99%"), (0.5, "50%"), (0.01, "1%"), (0.002, "不到1%")],
)
def test_a_chance_by_draws_is_never_sure(chance: float, said: str) -> None:
    assert listing_texts.chance_told(chance) == said
