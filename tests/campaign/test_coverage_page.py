"""The coverage view on pages, on paper and as a workbook; cells declared not applicable; a gap filled through the site
is gone from the view."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.campaign.test_coverage import _no_holder, _no_measure, _no_task, _plan_not_in_force, _two_holders
from tests.factories.coverage import Covered, covered, hang
from tests.factories.orgs import city as build
from tests.factories.pages import browser

from zhiben.campaign import operations, policy, queries
from zhiben.campaign.models import KeyTask, NotApplicable
from zhiben.campaign.operations import Draft, draft_tasks
from zhiben.campaign.queries import Spot
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.models import Chain, LinkUnit
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.either

VIEW = reverse("campaign:coverage")


@pytest.fixture
def stands(db: None) -> Covered:
    city = build()
    return covered(city, [card.name for card in orgs.districts()])


@pytest.fixture
def officer(stands: Covered) -> Actor:
    return stands.city.actor(Role.OFFICE_OFFICER, "市安委办")


def spot(stands: Covered, district: str, position: int = 3) -> Spot:
    return Spot(stands.campaign.actions.get(position=position).pk, stands.city.territories[district].pk)


def gapped(stands: Covered) -> Covered:
    with unscoped(reason="a test makes gaps"):
        _plan_not_in_force(stands, "盐田区")
        _no_measure(stands, "坪山区")
        _no_task(stands, "光明区")
        _no_holder(stands, "登记")
        _two_holders(stands, "回收")
    return stands


def found(stands: Covered) -> list[str]:
    with scope(SYSTEM):
        return [gap.where for gap in queries.coverage_of(stands.campaign).gaps]


def read(client: object, path: str) -> str:
    answer = client.get(path)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content


def test_every_side_of_the_view_shows_its_cells_and_gaps(stands: Covered) -> None:
    office = browser(gapped(stands).city.person(Role.OFFICE_OFFICER, "市安委办"))
    page = read(office, VIEW)
    assert [page.count(word) for word in ("缺口（5）", "▲", "没有现行方案", "环节没有责任单位")] == [1, 5, 1, 1]
    assert read(office, f"{VIEW}?kind=no_task").count("▲") == 1
    blocks = read(office, f"{VIEW}?view=blocks")
    assert [blocks.count(word) for word in ("缺方案", "缺措施", "缺任务", "1条 0项")] == [1, 1, 1, 1]
    assert "工贸通用" in read(office, f"{VIEW}?view=lines")
    chains = read(office, f"{VIEW}?view=chains")
    assert [chains.count(word) for word in ("缺责任单位", "两家牵头", "责任单位未定")] == [1, 1, 1]


def test_place_shows_measures_tasks_and_what_is_missing(stands: Covered) -> None:
    office = browser(gapped(stands).city.person(Role.OFFICE_OFFICER, "市安委办"))
    whole = read(office, reverse("campaign:place", args=[spot(stands, "福田区").key]))
    with unscoped(reason="a test reads"):
        task = KeyTask.objects.get(measure=stands.wording("福田区", 3).measure_id)
    assert ("福田区第3条" in whole, task.number in whole, "没有缺口" in whole) == (True, True, True)
    bare = read(office, reverse("campaign:place", args=[spot(stands, "坪山区").key]))
    assert ("没有现行措施" in bare, "声明不适用" in bare) == (True, True)
    row = read(office, reverse("campaign:place", args=[f"territory-{stands.city.territories['福田区'].pk}"]))
    assert [f"福田区第{n}条" in row for n in range(1, 11)] == [True] * 10
    wrong = ("territory-99999", "action-99999-territory-1", "nothing", "link-1", "territory-1-sector-1", "sector-٣")
    assert [office.get(f"/tasks/coverage/{key}/").status_code for key in wrong] == [404] * 6


def test_workbook_and_paper_say_what_the_view_says(stands: Covered) -> None:
    office = browser(gapped(stands).city.person(Role.OFFICE_OFFICER, "市安委办"))
    book = load_workbook(io.BytesIO(office.get(reverse("campaign:export_coverage")).content))
    assert [(page.title, page.max_row - 1) for page in book] == [("块", 11), ("条", 4), ("链", 3), ("缺口", 5)]
    rows = {str(row[0]): row[1:] for row in book["块"].iter_rows(values_only=True)}
    assert rows["坪山区"] == ("1/1", "1/1", "缺措施", "1/2", *["1/1"] * 6)
    assert rows["盐田区（缺方案）"] == ("—",) * 10
    assert rows["光明区"][2] == "1/0 缺任务"
    links = [row[2:] for row in book["链"].iter_rows(min_row=2, values_only=True)]
    assert links == [
        ("生产", "市应急管理", "1/1"),
        ("登记", "—", "1/1 缺责任单位"),
        ("回收", "市应急管理、市消防救援", "1/1 两家牵头"),
    ]
    paper = office.get(reverse("campaign:coverage_paper"))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_cell_declared_not_applicable_is_no_gap_until_that_is_taken_back(stands: Covered, officer: Actor) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_measure(stands, "坪山区")
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    address = reverse("campaign:declare_not_applicable", args=[spot(stands, "坪山区").key])
    assert "坪山区 · 重大事故隐患动态清零" in read(office, address)
    assert office.post(address, {"reason": " "}).status_code == 422
    assert office.post(address, {"reason": "本区没有此类隐患"}).status_code == 302
    assert found(stands) == []
    place = read(office, reverse("campaign:place", args=[spot(stands, "坪山区").key]))
    assert ("本区没有此类隐患" in place, "撤回声明" in place) == (True, True)
    assert "此处已声明不适用" in office.post(address, {"reason": "又一次"}).content.decode()
    said = NotApplicable.objects.get()
    back = reverse("campaign:take_not_applicable_back", args=[said.pk])
    assert office.post(back).status_code == 302
    assert found(stands) == ["坪山区 · 重大事故隐患动态清零"]
    with scope(officer), pytest.raises(Refused, match="刚有他人撤回"):
        operations.take_not_applicable_back(said, actor=officer)
    verbs = AuditEntry.objects.filter(verb__contains="not_applicable").order_by("seq")
    assert [(one.verb, json.loads(one.facts)["reason"]) for one in verbs] == [
        ("declare_not_applicable", "本区没有此类隐患"),
        ("take_not_applicable_back", "本区没有此类隐患"),
    ]
    assert verify().first_bad is None


def test_what_cannot_be_declared_is_refused_with_a_sentence(stands: Covered, officer: Actor) -> None:
    action = stands.campaign.actions.get(position=3).pk
    sector, district = stands.city.sectors["工贸通用"].pk, stands.city.territories["福田区"].pk
    cases = (
        (Spot(action, territory=district), "此处已有现行措施"),
        (Spot(action, sector=sector), "此处已有现行措施"),
        (Spot(link=stands.link("登记").pk), "此处已有现行措施"),
        (Spot(action), "没有这一格"),
        (Spot(action, territory=district, sector=sector), "没有这一格"),
        (Spot(99_999, territory=district), "没有这一格"),
        (Spot(action, territory=stands.city.territories["汕尾市"].pk), "没有这一格"),
        (Spot(action, sector=99_999), "没有这一格"),
        (Spot(link=99_999), "没有这一格"),
        (Spot(action, link=stands.link("登记").pk), "没有这一格"),
    )
    with scope(officer):
        for where, words in cases:
            with pytest.raises(Refused, match=words):
                operations.declare_not_applicable(stands.campaign, where, reason="不适用", actor=officer)
        with pytest.raises(Incomplete):
            operations.declare_not_applicable(stands.campaign, cases[0][0], reason=" ", actor=officer)
    assert NotApplicable.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "unit"),
    [(Role.OFFICE_LEADER, "市安委办"), (Role.OFFICE_OFFICER, "龙华区安委办"), (Role.DEPARTMENT_OFFICER, "市应急管理")],
)
def test_nobody_else_declares(stands: Covered, officer: Actor, role: Role, unit: str) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_measure(stands, "龙华区")
    with scope(officer):
        said = operations.declare_not_applicable(
            stands.campaign, spot(stands, "龙华区"), reason="不适用", actor=officer
        )
    actor, client = stands.city.actor(role, unit), browser(stands.city.person(role, unit))
    with scope(actor):
        for act in (
            lambda: operations.declare_not_applicable(
                stands.campaign, spot(stands, "龙华区"), reason="另", actor=actor
            ),
            lambda: operations.take_not_applicable_back(said, actor=actor),
        ):
            with pytest.raises(NotAllowed):
                act()
    address = reverse("campaign:declare_not_applicable", args=[spot(stands, "龙华区").key])
    assert (client.get(address).status_code, client.post(address, {"reason": "另"}).status_code) == (403, 403)


def test_link_without_unit_is_given_one_through_the_site(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _no_holder(stands, "登记")
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    link = stands.link("登记").pk
    hold = reverse("campaign:hold_link", args=[link])
    for page in (VIEW, f"{VIEW}?view=chains", reverse("campaign:link", args=[link])):
        assert f'href="{hold}?campaign={stands.campaign.pk}' in read(office, page)
    said = {"unit": stands.city.unit("市应急管理").pk, "since": clock.today()}
    assert office.post(reverse("campaign:hold_link", args=[link]), said).status_code == 302
    assert found(stands) == []
    assert "您的范围内没有缺口" in read(office, VIEW)
    again = office.post(reverse("campaign:hold_link", args=[link]), said)
    assert (again.status_code, "该单位已是该环节的责任单位" in again.content.decode()) == (422, True)


def test_of_two_units_one_is_chosen_through_the_site(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        _two_holders(stands, "回收")
        LinkUnit.objects.update(valid_from=clock.day_start(clock.today()).date().replace(day=1))
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    keep = LinkUnit.objects.get(link=stands.link("回收"), unit=stands.city.unit("市消防救援"))
    leave = reverse("campaign:leave_link", args=[keep.pk])
    assert leave in read(office, reverse("campaign:link", args=[stands.link("回收").pk]))
    assert office.post(leave, {"since": clock.today()}).status_code == 302
    assert found(stands) == []
    release = reverse("campaign:release_link", args=[keep.pk])
    assert office.post(release, {"last": clock.today().replace(year=2020)}).status_code == 422
    assert office.post(release, {"last": clock.today()}).status_code == 302


def test_chain_is_founded_and_changed_through_the_site(stands: Covered) -> None:
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    new = reverse("campaign:found_chain")
    assert office.post(new, {"name": "电动自行车", "links": "生产"}).status_code == 422
    assert office.post(new, {"name": "锂电池", "links": "生产\n\n回收\n"}).status_code == 302
    assert found(stands) == ["锂电池 · 生产", "锂电池 · 生产", "锂电池 · 回收", "锂电池 · 回收"]
    chain = Chain.objects.get(name="锂电池")
    first, second = (link.pk for link in chain.links.order_by("position"))
    address = reverse("campaign:chain", args=[chain.pk])
    assert 'value="回收"' in read(office, address)
    said = {f"place_{first}": 2, f"link_{first}": "制造", f"place_{second}": 1, f"link_{second}": "回收"}
    assert office.post(address, {"name": "锂电池", "links": "使用", **said}).status_code == 302
    assert list(chain.links.order_by("position").values_list("name", flat=True)) == ["回收", "制造", "使用"]
    with scope(SYSTEM):
        excused = Spot(link=first)
        operations.declare_not_applicable(stands.campaign, excused, reason="本市没有制造", actor=SYSTEM)
    third = chain.links.get(name="使用").pk
    said |= {f"place_{third}": 3, f"link_{third}": "使用"}
    refused = office.post(address, {"name": "锂电池", "links": "", **said, f"link_{first}": ""})
    assert (refused.status_code, "不能删除" in refused.content.decode()) == (422, True)
    missing = [reverse(f"campaign:{name}", args=[99_999]) for name in ("chain", "link", "hold_link")]
    missing += [reverse(f"campaign:{name}", args=[99_999]) for name in ("release_link", "leave_link")]
    assert [office.get(path).status_code for path in missing] == [404] * 5


def test_stranger_sees_no_cell_of_others(stands: Covered) -> None:
    gapped(stands)
    district = browser(stands.city.person(Role.DISTRICT_OFFICER, "龙华区"))
    page = read(district, f"{VIEW}?view=blocks")
    assert ("龙华区" in page, "坪山区" in page, "▲ 缺" in page) == (True, False, False)
    assert district.get(reverse("campaign:place", args=[spot(stands, "坪山区").key])).status_code == 404
    line = browser(stands.city.person(Role.DEPARTMENT_OFFICER, "龙华区消防救援"))
    assert "您的范围内没有可核对的区" in read(line, f"{VIEW}?view=blocks")


def test_page_asks_as_often_however_much_there_is(stands: Covered) -> None:
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    gapped(stands)
    counts = []
    for more in (1, 60):
        with unscoped(reason="a test adds"):
            hang(stands, [stands.wording("工贸通用", 5)] * more)
            _no_measure(stands, {1: "道路客运", 60: "工贸通用"}[more])
        with CaptureQueriesContext(connection) as asked:
            read(office, f"{VIEW}?view=lines")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_without_a_campaign_the_view_says_what_to_do_first(db: None) -> None:
    office = browser(build().person(Role.OFFICE_OFFICER, "市安委办"))
    assert "还没有建立行动方案框架" in read(office, VIEW)
    assert [office.get(reverse(f"campaign:{name}")).status_code for name in ("export_coverage", "coverage_paper")] == [
        404,
        404,
    ]


@pytest.mark.parametrize(
    ("kind", "told"),
    [("elsewhere", "牵头单位不在“龙华区方案”所在的区域内"), ("late", "不在本次行动的年份（2024年至2026年）内")],
)
def test_task_is_hung_on_no_plan_of_another_place_or_time(stands: Covered, kind: str, told: str) -> None:
    with unscoped(reason="a test makes a gap"):
        task = hang(stands, [stands.wording("工贸通用", 3)])[0]
        KeyTask.objects.filter(pk=task.pk).update(measure=None, due=date(2024 if kind == "elsewhere" else 2027, 12, 31))
        measure = stands.wording("龙华区" if kind == "elsewhere" else "工贸通用", 4).measure_id
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    answer = office.post(reverse("campaign:hang", args=[task.pk]), {"measure": measure, "contests": "on"})
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=task.pk).measure_id is None


def test_office_lists_tasks_under_plans_of_its_own_place_and_of_those_around_it(stands: Covered) -> None:
    lists = {
        office: [name for name in ("", "南山区", "龙华区", "工贸通用") if policy.lists_under(actor, stands.plans[name])]
        for office, role in (("市安委办", "O"), ("南山区安委办", "O"), ("南山区", "D"))
        for actor in [stands.city.actor(Role.OFFICE_OFFICER if role == "O" else Role.DISTRICT_OFFICER, office)]
    }
    assert lists == {
        "市安委办": ["", "南山区", "龙华区", "工贸通用"],
        "南山区安委办": ["", "南山区", "工贸通用"],
        "南山区": [],
    }


def test_task_is_listed_under_no_plan_of_another_district(stands: Covered) -> None:
    own, other = (stands.wording(name, 4).measure_id for name in ("南山区", "龙华区"))
    draft = Draft("NS-1", "排查", "全部", stands.city.unit("南山区").pk, date(2024, 12, 31))
    with scope(SYSTEM):
        with pytest.raises(Incomplete) as refused:
            draft_tasks([replace(draft, measure=other)], actor=SYSTEM)
        assert refused.value.fields == {"lead_unit": "NS-1：牵头单位不在“龙华区方案”所在的区域内"}
        assert [one.measure_id for one in draft_tasks([replace(draft, measure=own)], actor=SYSTEM)] == [own]


def test_task_without_plan_is_hung_on_a_measure_through_the_site(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        task = hang(stands, [stands.wording("工贸通用", 3)])[0]
        KeyTask.objects.filter(pk=task.pk).update(measure=None, topic="工贸通用")
        measure = stands.wording("工贸通用", 4).measure_id
    assert found(stands) == [task.number]
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    address = reverse("campaign:hang", args=[task.pk])
    assert f'href="{address}"' in read(office, VIEW)
    form = read(office, address)
    assert form.index("工贸通用方案") < form.index("全市方案")
    assert office.post(address, {"measure": 99_999}).status_code == 422
    assert office.post(address, {"measure": measure}).status_code == 302
    assert found(stands) == []
    with unscoped(reason="a test reads"):
        hung = KeyTask.objects.get(pk=task.pk)
    assert (hung.measure_id, hung.action_id) == (measure, stands.campaign.actions.get(position=4).pk)
    department = browser(stands.city.person(Role.DEPARTMENT_OFFICER, "市应急管理"))
    stranger = browser(stands.city.person(Role.DEPARTMENT_OFFICER, "市消防救援"))
    assert (department.get(address).status_code, stranger.get(address).status_code) == (403, 404)


def test_task_is_hung_where_it_contests_the_lead_only_knowingly(stands: Covered) -> None:
    with unscoped(reason="a test makes a gap"):
        task = hang(stands, [stands.wording("工贸通用", 3)])[0]
        KeyTask.objects.filter(pk=task.pk).update(measure=None, topic="")
        measure = stands.wording("高层建筑消防", 4).measure_id
    office = browser(stands.city.person(Role.OFFICE_OFFICER, "市安委办"))
    address = reverse("campaign:hang", args=[task.pk])
    groups = re.findall(r'<optgroup label="(.*?)">', read(office, address))
    assert "写明本任务牵头单位的措施" in groups[0] and len(groups) == len(set(groups))
    refused = office.post(address, {"measure": measure})
    assert refused.status_code == 422
    assert (
        "这条措施由市消防救援牵头，没有写到本任务的牵头单位市应急管理；请另选，或勾选此项" in refused.content.decode()
    )
    assert office.post(address, {"measure": measure, "contests": "on"}).status_code == 302
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=task.pk).measure_id == measure
