"""Where people read a figure that was restated they are told, and the way from an objection to restating stands open
after issue too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.conftest import all_agree, make
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_correcting import act, before_it, corrections, restate, withdraw
from tests.dispatch.test_restating import corrected, whole
from tests.factories.pages import browser, send, text

from zhiben.dispatch.models import NamedUnit, Round
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock

pytestmark = pytest.mark.either

PAST = date(2024, 9, 30)
AFTER = datetime(2024, 10, 18, 9, tzinfo=clock.TZ)
RoundAt = Callable[..., Round]


@pytest.fixture
def late(city: City) -> list[Hazard]:
    return [hazard(city, "罗湖区", PAST), hazard(city, "福田区", PAST)]


def name_of(one: Round, unit: str) -> NamedUnit:
    return next(name for name in one.names if name.unit_name == unit)


def test_a_restated_figure_is_marked_and_leads_to_its_records(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    before = before_it(city, round_at)
    one = round_at("issue")
    officer = browser(member(city, "市安委办", "office_officer"))
    pages = ("dispatch:page", "dispatch:bulletin", "dispatch:comparison")
    assert [text(officer, name, one.pk).count("已重述为") for name in pages] == [0, 0, 0]
    restate(city, one, late[0])
    address = reverse("dispatch:rows", args=[one.pk, "hazards.overdue", "all"]) + f"?frozen={one.bundle}-r1"
    for name in pages:
        page = text(officer, name, one.pk)
        assert (page.count("已重述为1"), page.count(f'href="{address}"')) == (1, 1), name
    restated = text(officer, "dispatch:comparison", one.pk, query="?vintage=restated")
    assert "本期“本年逾期未整改”已重述为1（首次冻结为2）" in restated and f'href="{address}"' not in restated
    assert reverse("dispatch:page", args=[before.pk]) in restated


def test_the_bulletins_page_tells_the_correction_once_it_is_issued(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct", "approve_correction")
    officer = browser(member(city, "市安委办", "office_officer"))
    address = reverse("documents:page", args=[corrections(one)[0].document_id])
    assert address not in text(officer, "dispatch:bulletin", one.pk)
    act(city, one, "issue_correction")
    page = text(officer, "dispatch:bulletin", one.pk)
    assert f'已于2024年10月16日印发更正：<a class="alert-link" href="{address}">' in page


def test_a_bulletin_drafted_anew_prints_the_restated_figure_unmarked(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    withdraw(city, one)
    act(city, one, "redraft")
    officer = browser(member(city, "市安委办", "office_officer"))
    page = text(officer, "dispatch:page", one.pk)
    assert "已重述为" not in page and "重述后" in page


def test_an_objection_that_was_not_upheld_leads_to_its_task_and_to_the_figures_after_issue(
    city: City, round_at: RoundAt
) -> None:
    overdue = task(city, "市住房建设局", PAST)
    one = round_at("draft")
    name = name_of(one, "市住房建设局")
    bureau = browser(member(city, "市住房建设局", "department_officer"))
    officer = browser(member(city, "市安委办", "office_officer"))
    leader = browser(member(city, "市安委办", "office_leader"))
    send(bureau, "dispatch:naming_move", name.pk, "contest", text="登记滞后")
    send(officer, "dispatch:naming_move", name.pk, "keep", opinion="未附证明")
    all_agree(city, one)
    after = "简报核准后查明事项登记滞后的"
    assert after not in text(officer, "dispatch:decisions", one.pk)
    for step in ("approve", "issue"):
        make(city, one, step)
    wanted = (after, reverse("dispatch:move", args=[one.pk, "restate"]), overdue.get_absolute_url(), "更正登记时间")
    for client in (officer, leader):
        for page in (text(client, "dispatch:decisions", one.pk), text(client, "dispatch:naming", name.pk)):
            assert [words for words in wanted if words not in page] == []
    own = text(bureau, "dispatch:naming", name.pk)
    assert [words in own for words in wanted] == [False, False, True, False]


def test_the_unit_reads_on_its_naming_which_item_counts_no_longer(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    clients = [browser(member(city, unit, "district_officer")) for unit in ("罗湖区政府", "福田区政府")]
    pks = [name_of(one, unit).pk for unit in ("罗湖区政府", "福田区政府")]
    said = f"所依据的{late[0].number}，按更正后的记录不再计为逾期。是否不再点名，由市安委办决定。"
    assert said not in text(clients[0], "dispatch:naming", pks[0])
    restate(city, one, late[0])
    pages = [text(client, "dispatch:naming", pk) for client, pk in zip(clients, pks, strict=True)]
    assert [said in pages[0], "不再计为逾期" in pages[1]] == [True, False]


def test_what_became_of_many_earlier_items_is_folded(city: City, round_at: RoundAt) -> None:
    for _place in range(6):
        hazard(city, "罗湖区", PAST)
    first = before_it(city, round_at)
    for step in ("draft", "approve", "issue"):
        make(city, first, step)
    one = round_at("close")
    page = text(browser(member(city, "市安委办", "office_officer")), "dispatch:page", one.pk)
    summary = page.rpartition("上期点名事项办理情况（")[2].partition("</summary>")[0]
    assert "".join(summary.rpartition("<summary>")[2].split()) == "未办结6项"


def test_all_that_comes_out_otherwise_is_ticked_and_leaving_something_out_is_asked_once(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    corrected(late[0])
    officer = browser(member(city, "市安委办", "office_officer"))
    form = text(officer, "dispatch:move", one.pk, "restate")
    boxes = [box.partition(">")[0] for box in form.split("<input") if 'name="measures"' in box]
    assert len(boxes) > 1 and [box for box in boxes if "checked" not in box] == []
    given = {"measures": [whole(one)], "reason": "罗湖区补报整改"}
    refused = send(officer, "dispatch:move", one.pk, "restate", status=422, **given)
    assert "没有勾选的：" in refused and "上报重大事故隐患" in refused.partition("没有勾选的：")[2]
    assert "罗湖区补报整改</textarea>" in refused and "本年逾期未整改”已重述" not in refused
    kept = [box.partition(">")[0] for box in refused.split("<input") if 'name="measures"' in box]
    assert [f'value="{whole(one)}"' in box for box in kept if "checked" in box] == [True]
    send(officer, "dispatch:move", one.pk, "restate", only_these="on", **given)
    form = text(officer, "dispatch:move", one.pk, "restate")
    rest = [box.partition("value=")[2].split('"')[1] for box in form.split("<input") if 'name="measures"' in box]
    assert len(rest) == len(boxes) - 1
    send(officer, "dispatch:move", one.pk, "restate", measures=rest, reason="其余各项")
    assert "没有可重述的" in text(officer, "dispatch:move", one.pk, "restate")


def test_a_correction_leads_to_its_round_whoever_sees_that(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("issue")
    restate(city, one, late[0])
    act(city, one, "correct", "approve_correction", "issue_correction")
    clients = [
        browser(member(city, unit, role))
        for unit, role in (("市安委办", "office_officer"), ("罗湖区政府", "district_officer"))
    ]
    address = reverse("dispatch:page", args=[one.pk])
    for document in (one.bulletin_id, corrections(one)[0].document_id):
        pages = [text(client, "documents:page", document) for client in clients]
        assert [f'href="{address}">到本期页面：2024年10月上半月调度' in page for page in pages] == [True, False]
