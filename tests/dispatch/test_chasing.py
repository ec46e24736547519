"""Chasing: one text a unit from what stands now, one message a person, kept word for word, and not sent twice without
saying so; the pages of a week for whom they are."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from tests.dispatch.city import NOW, City, build, member
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_situation import MONDAY, WEEK_42, closed_week, compared, difference
from tests.factories.pages import browser, send, text

from zhiben.campaign.models import KeyTask
from zhiben.dispatch import chasing, operations
from zhiben.dispatch.models import Chasing, Round, SituationLine
from zhiben.dispatch.queries import situation
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox.models import Notice
from zhiben.inbox.operations import audiences
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import operations as orgs
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.reconcile.models import Discrepancy

TEXT = """【周催办】市住房建设局：共2项（2024年第42周调度，2024年10月21日）
重点任务逾期未办结1项：
1. {task}；期限2024年10月12日；已逾期9天
2024年10月上半月进展未报，也未作零报告1项：
1. {task}
请抓紧办理，并在系统中更新。"""


@pytest.fixture
def week(city: City) -> Round:
    """The week before, closed, with a late task that nobody reported on and a late hazard."""
    task(city, "市住房建设局", date(2024, 10, 12))
    hazard(city, "福田区", date(2024, 10, 10))
    with clock.at(MONDAY):
        return closed_week(city)


def test_each_unit_gets_one_text_of_what_stands_now(city: City, week: Round) -> None:
    with clock.at(MONDAY), scope(city.officer):
        first, second = chasing.due_now(week)
    named = str(KeyTask._unfiltered().get())
    assert (first.name, first.count, first.text) == ("市住房建设局", 2, TEXT.format(task=named))
    assert (second.name, second.count) == ("福田区政府", 1)


SOON = """【周催办】市住房建设局：共2项（2024年第42周调度，2024年10月16日）
即将到期2项：
1. 报送2024年10月上半月进展：{task}；期限2024年10月18日
2. 处理台账差异：差异1；期限2024年10月19日
请抓紧办理，并在系统中更新。"""


def test_what_is_not_due_is_told_apart_or_not_at_all_and_not_ticked(city: City) -> None:
    """A report that may still be filed, a difference due in three days; another one due later is left out."""
    named = task(city, "市住房建设局", date(2024, 12, 1))
    one = compared(city)
    for number, due in ((1, date(2024, 10, 19)), (2, date(2024, 10, 20))):
        row = difference(city, one, number, due)
        with unscoped(reason="a test moves the stage"):
            Discrepancy.objects.filter(pk=row.pk).update(unit=city.units["市住房建设局"], state="assigned")
    week = operations.open_round("week", WEEK_42, office=city.units["市安委办"].pk, at=NOW)
    with clock.at(NOW):
        with scope(city.officer):
            [found] = chasing.due_now(week)
        office = browser(member(city, "市安委办", "office_officer"))
        boxes = [
            re.findall(r'name="unit" value="\d+"\s+(checked)?', text(office, "dispatch:chase", week.pk, query=asked))
            for asked in ("", "?ticks=all", "?ticks=none")
        ]
    assert (found.text, found.soon, boxes) == (SOON.format(task=named), 2, [[""], ["checked"], [""]])
    with clock.at(NOW + timedelta(days=4)), scope(city.officer):
        [found] = chasing.due_now(week)
        assert (found.count, found.soon) == (3, 1)


def test_each_person_gets_one_message_and_a_second_sending_is_asked_for(city: City, week: Round) -> None:
    with clock.at(MONDAY):
        office = browser(member(city, "市安委办", "office_officer"))
        bureau = member(city, "市住房建设局", "department_officer")
        orgs.grant(bureau, "district_officer", unit=city.units["福田区政府"], actor=SYSTEM, valid_from=date(2024, 1, 1))
        units = [city.units[name].pk for name in ("市住房建设局", "福田区政府")]
        shown = text(office, "dispatch:chase", week.pk)
        assert "市住房建设局" in shown and "福田区政府" in shown
        send(office, "dispatch:chase", week.pk, unit=units, sent_before=0)
        rows = list(Chasing._unfiltered().order_by("unit").values_list("unit", "batch", "told"))
        assert rows == [(unit, 1, 1) for unit in sorted(units)]
        title = "2024年第42周调度催办：本单位有逾期、未报或即将到期的事项，请查看并抓紧办理"
        assert list(Notice.objects.values_list("person", "title")) == [(bureau.pk, title)]
        found = text(browser(bureau), "dispatch:chased")
        assert found.count("【周催办】") == 2
        again = send(office, "dispatch:chase", week.pk, status=422, unit=units, sent_before=1)
        assert "本周已发送过催办" in again
        stale = send(office, "dispatch:chase", week.pk, status=409, unit=units, sent_before=0, once_more="on")
        assert "刚由他人发送" in stale
        send(office, "dispatch:chase", week.pk, unit=units, sent_before=1, once_more="on")
        assert Notice.objects.filter(person=bureau).count() == 2
        assert "已发送2次" in text(office, "dispatch:chase", week.pk)


def test_what_was_sent_from_last_weeks_page_is_told_on_this_weeks_and_ticks_stay(city: City, week: Round) -> None:
    """Both would send what stands now. A refused sending comes back with the boxes as they were."""
    with clock.at(MONDAY):
        office = browser(member(city, "市安委办", "office_officer"))
        chosen, left_out = (city.units[name].pk for name in ("市住房建设局", "福田区政府"))
        with unscoped(reason="a test reads"):
            this_week = Round.objects.get(cycle="week", period_first=date(2024, 10, 21), office=city.units["市安委办"])
        send(office, "dispatch:chase", week.pk, unit=[chosen], sent_before=0)
        again = send(office, "dispatch:chase", this_week.pk, status=422, unit=[chosen], sent_before=1)
        assert "本周已发送过催办" in again
        html = office.post(reverse("dispatch:chase", args=[this_week.pk]), {"unit": chosen, "sent_before": 1})
        boxes = re.findall(r'name="unit" value="(\d+)"\s+(checked)?', html.content.decode())
        assert sorted(boxes) == sorted([(str(chosen), "checked"), (str(left_out), "")])
        send(office, "dispatch:chase", this_week.pk, unit=[chosen], sent_before=1, once_more="on")
        rows = Chasing._unfiltered().order_by("pk").values_list("round", "batch", "unit")
        assert list(rows) == [(week.pk, 1, chosen), (this_week.pk, 1, chosen)]
    with clock.at(MONDAY + timedelta(days=7)), scope(city.officer):
        assert situation.sent_this_week(this_week) == []


def test_who_stands_in_is_counted_among_the_told_and_the_sender_is_not(
    city: City, week: Round, django_assert_num_queries: Any
) -> None:
    with clock.at(MONDAY):
        bureau = member(city, "市住房建设局", "department_officer")
        deputy = member(city, "市交通运输局", "department_officer")
        sender = member(city, "市安委办", "office_officer")
        orgs.grant(
            sender, "department_officer", unit=city.units["市住房建设局"], actor=SYSTEM, valid_from=date(2024, 1, 1)
        )
        orgs.substitute(bureau, deputy, first=date(2024, 10, 20), last=date(2024, 10, 25), actor=actor_of(bureau.pk))
        with scope(actor_of(sender.pk)):
            [row] = operations.chase(week, [city.units["市住房建设局"].pk], sent_before=0, actor=actor_of(sender.pk))
        asked = [city.units[name].pk for name in ("市住房建设局", "市交通运输局", "福田区政府")]
        with django_assert_num_queries(2):
            found = audiences(asked, ["department_officer"], without=sender.pk)
    assert found == {asked[0]: {bureau.pk, deputy.pk}, asked[1]: {deputy.pk}}
    assert (row.told, set(Notice.objects.values_list("person", flat=True))) == (2, {bureau.pk, deputy.pk})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_learns_of_the_other(settings: Any, tmp_path: Path) -> None:
    """From two pages, to two units: no row of either is like one of the other's."""
    settings.MEDIA_ROOT = tmp_path
    with clock.at(NOW):
        city = build()
        task(city, "市住房建设局", date(2024, 10, 12))
        task(city, "市交通运输局", date(2024, 10, 12))
    with clock.at(MONDAY):
        last = closed_week(city)
        with unscoped(reason="a test reads"):
            this = Round.objects.get(cycle="week", period_first=date(2024, 10, 21), office=last.office)
    together = Barrier(2)

    def sends(one: Round, unit: str) -> str:
        try:
            with clock.at(MONDAY), scope(city.officer):
                together.wait()
                operations.chase(one, [city.units[unit].pk], sent_before=0, actor=city.officer)
        except Conflict as conflict:
            return conflict.text
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(sends, (last, this), ("市住房建设局", "市交通运输局")))
    assert sorted(told) == ["", "本周催办刚由他人发送，请刷新后查看"]
    assert Chasing._unfiltered().count() == 1


def test_only_the_offices_officer_sends(city: City, week: Round) -> None:
    units = [city.units["市住房建设局"].pk]
    with clock.at(MONDAY), scope(city.leader), pytest.raises(NotAllowed):
        operations.chase(week, units, sent_before=0, actor=city.leader)
    with clock.at(MONDAY), scope(city.officer):
        operations.chase(week, units, sent_before=0, actor=city.officer)
        with pytest.raises(Conflict):
            operations.chase(week, units, sent_before=0, actor=city.officer)


def test_week_shows_lights_lines_and_the_records_behind(city: City, week: Round) -> None:
    with clock.at(MONDAY):
        office = browser(member(city, "市安委办", "office_officer"))
        page = text(office, "dispatch:week", week.pk)
        for said in ("底数清", "无从证明", "进度明", "市住房建设局未报1项", "情况准", "绿灯的条件", "福田区政府"):
            assert said in page
        behind = text(office, "dispatch:week_unit", week.pk, city.units["市住房建设局"].pk)
        assert "任务逾期（1）" in behind and "未报（1）" in behind
        assert "2024年第42周调度" in text(office, "dispatch:list", query="?cycle=week")
        SituationLine._unfiltered().filter(unit_name="福田区政府").update(hazards_overdue=0, hazards_done=1)
        shown = [text(office, "dispatch:week", week.pk, query=query) for query in ("", "?units=all")]
        behind_district = reverse("dispatch:week_unit", args=[week.pk, city.units["福田区政府"].pk])
        assert [behind_district in page.split("各单位情况（2个单位）")[1] for page in shown] == [False, True]
        stranger: Person = member(city, "市交通运输局", "department_officer")
        for name in ("dispatch:week", "dispatch:chase"):
            text(browser(stranger), name, week.pk, status=404)
        assert "没有收到催办" in text(browser(stranger), "dispatch:chased")
