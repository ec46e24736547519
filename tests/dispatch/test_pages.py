"""The pages of dispatch as people see them, and as strangers do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.dispatch.city import City, member, more_bureaus
from tests.dispatch.facts import task

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.vocab import Part
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel.periods import week_of

pytestmark = pytest.mark.either

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)


def browser(city: City, unit: str = "市安委办", role: str = "office_officer") -> Client:
    client = Client()
    client.force_login(member(city, unit, role))
    return client


def text(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def state_of(one: Round) -> str:
    with unscoped(reason="a test reads"):
        return queries.round_of(one.pk).state


def test_list_shows_the_rounds_of_ones_scope(city: City, round_at: RoundAt) -> None:
    round_at()
    assert "2024年10月上半月调度" in text(browser(city), "dispatch:list")
    assert "2024年10月上半月调度" not in text(browser(city, "福田区安委办"), "dispatch:list")


def test_list_reads_no_bulletin(city: City, round_at: RoundAt) -> None:
    round_at("draft")
    client = browser(city)
    for name in ("dispatch:list", "overview:home"):
        with CaptureQueriesContext(connection) as asked:
            assert "2024年10月上半月" in text(client, name)
        assert [one["sql"] for one in asked if "paper_json" in one["sql"]] == [], name


def test_stranger_finds_neither_round_nor_bulletin_nor_rows(city: City, round_at: RoundAt) -> None:
    one = round_at("draft")
    stranger = browser(city, "福田区安委办", "office_leader")
    text(stranger, "dispatch:page", one.pk, status=404)
    text(stranger, "dispatch:bulletin", one.pk, status=404)
    text(stranger, "dispatch:rows", one.pk, "A5.tasks", "all", status=404)
    text(stranger, "documents:page", one.bulletin_id, status=404)
    text(stranger, "documents:pdf", one.bulletin_id, status=404)


def test_open_round_offers_collecting_and_shows_no_figures_yet(city: City, round_at: RoundAt) -> None:
    one = round_at()
    page = text(browser(city), "dispatch:page", one.pk)
    assert reverse("dispatch:move", args=[one.pk, "collect"]) in page
    assert "本期尚未关闭" in page


def test_round_of_a_week_leads_to_its_lights(city: City) -> None:
    week = operations.open_round("week", week_of(date(2024, 10, 8)), office=city.units["市安委办"].pk)
    answer = browser(city).get(reverse("dispatch:page", args=[week.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("dispatch:week", args=[week.pk]))


def test_moves_go_by_their_forms(city: City, round_at: RoundAt) -> None:
    one = round_at()
    client = browser(city)
    for move, state in (("collect", "collecting"), ("close", "closed"), ("draft", "drafted")):
        answer = client.post(reverse("dispatch:move", args=[one.pk, move]))
        assert (answer.status_code, state_of(one)) == (302, state)


def test_closed_round_leads_from_every_figure_to_its_rows(city: City, round_at: RoundAt) -> None:
    late = task(city, "市住房建设局", PAST)
    one = round_at("close")
    client = browser(city)
    page = text(client, "dispatch:page", one.pk)
    for name in one.declared.measures:
        address = reverse("dispatch:rows", args=[one.pk, name, "all"])
        assert address in page
        text(client, "dispatch:rows", one.pk, name, "all")
    for address in set(re.findall(r'href="(/rounds/\d+/rows/[^"]+)"', page)):
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    assert late.title in text(client, "dispatch:rows", one.pk, "tasks.overdue", "all")
    assert "市住房建设局" in page and late.title in page


def test_round_stays_readable_when_its_cycle_takes_up_another_measure(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", PAST)
    one = round_at("draft")
    with unscoped(reason="a test takes back what was frozen"):
        FrozenMeasure.objects.filter(bundle=one.bundle, measure="tasks.not_overdue_rate").delete()
    client = browser(city)
    for name in ("dispatch:page", "dispatch:bulletin", "dispatch:comparison", "dispatch:judged"):
        assert "未逾期率" not in text(client, name, one.pk)


def test_rows_page_says_how_many_one_may_not_see(city: City, round_at: RoundAt) -> None:
    task(city, "市住房建设局", PAST)
    one = round_at("close")
    client = browser(city, role="auditor")
    assert "不在您的可见范围内" not in text(client, "dispatch:rows", one.pk, "A5.tasks", "all")


def test_unknown_figure_is_not_found(city: City, round_at: RoundAt) -> None:
    text(browser(city), "dispatch:rows", round_at("close").pk, "nothing", "all", status=404)


def test_bulletin_stands_beside_its_evidence(city: City, round_at: RoundAt) -> None:
    late = task(city, "市住房建设局", PAST)
    for name in more_bureaus(city, 12):
        task(city, name, PAST)
    one = round_at("draft")
    page = text(browser(city), "dispatch:bulletin", one.pk)
    before = page.partition('<article class="paper"')[0]
    assert [part for part in Part if reverse("dispatch:section", args=[one.pk, part.value]) not in before] == []
    assert "：13个单位</summary>" in "".join(before.split())
    assert "点名通报表中所列的13个单位要逐项说明原因" in page and "补报：市住房建设局" not in page
    for words in ("安全生产治本攻坚三年行动简报", "六、下一步要求", "建议文字", late.title):
        assert words in page
    assert reverse("dispatch:rows", args=[one.pk, "D1.rate", "all"]) in page


@pytest.mark.parametrize(("unit", "role", "status"), [("市交通运输局", "department_officer", 404)])
def test_bureau_has_no_business_with_the_rounds_page(
    city: City, round_at: RoundAt, unit: str, role: str, status: int
) -> None:
    text(browser(city, unit, role), "dispatch:page", round_at("issue").pk, status=status)


def test_issued_bulletin_reaches_the_bureau_as_page_and_file(city: City, round_at: RoundAt) -> None:
    one = round_at("issue")
    bureau = browser(city, "市交通运输局", "department_officer")
    assert "第1期（总第1期）" in text(bureau, "documents:page", one.bulletin_id)
    answer = bureau.get(reverse("documents:pdf", args=[one.bulletin_id]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    assert (answer["Content-Type"], content[:5]) == ("application/pdf", b"%PDF-")


def test_draft_can_be_looked_at_as_pdf(city: City, round_at: RoundAt) -> None:
    one = round_at("draft")
    answer = browser(city).get(reverse("documents:pdf", args=[one.bulletin_id]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_usual_distribution_is_shown_before_issuing_and_may_be_changed(city: City, round_at: RoundAt) -> None:
    task(city, "福田区一街道办事处", PAST)
    one = round_at("approve")
    client = browser(city)
    page = text(client, "dispatch:page", one.pk)
    assert "分发单位（6个），印发前核对" in page
    assert "福田区一街道办事处" in page
    form = text(client, "dispatch:move", one.pk, "issue")
    assert all(f"{name}" in form for name in ("发：", "市住房建设局", "深汕特别合作区政府"))
    client.post(reverse("dispatch:move", args=[one.pk, "issue"]), {"distribution": "发：市住房建设局"})
    with unscoped(reason="a test reads"):
        names = [row.name for row in queries.bulletin_of(queries.round_of(one.pk)).deliveries.order_by("pk")]
    assert names == ["市住房建设局", "福田区一街道办事处"]
    assert "印发前核对" not in text(client, "dispatch:page", one.pk)


def test_move_as_json_tells_the_new_state(city: City, round_at: RoundAt) -> None:
    one = round_at("approve")
    client = browser(city)
    answer = client.post(
        reverse("dispatch:move", args=[one.pk, "issue"]),
        data={"distribution": "发：市交通运输局"},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["state"]) == (200, "issued")


def test_withdrawn_issue_says_why_wherever_it_is_read(city: City, round_at: RoundAt) -> None:
    one = round_at("issue")
    with scope(city.leader):
        operations.withdraw_issue(one, reason="数据有误", correction="表1应为3项", actor=city.leader)
    client = browser(city)
    for name, pk in (("dispatch:page", one.pk), ("dispatch:bulletin", one.pk), ("documents:page", one.bulletin_id)):
        assert text(client, name, pk).count("印发已撤回。原因：数据有误；更正说明：表1应为3项") == 1, name
