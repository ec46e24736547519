"""Chasing: one text a unit for the filtered list, and reminders in the site, at most once a day each."""

from __future__ import annotations

import io
import json
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser, send, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries.chasing import chases
from zhiben.inbox.models import Notice
from zhiben.kernel import clock
from zhiben.orgs.models import GrantRow
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]
NOW = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def cast() -> Cast:
    with clock.at(NOW):
        return cast_in_city()


@pytest.fixture
def late(cast: Cast) -> Hazard:
    """Being rectified, six days over its due day of 10 October; 民治街道 answers for it."""
    with clock.at(NOW - timedelta(days=30)):
        one = hazard(cast, "reported", title="临边防护缺失")
        cast.step(one, "verify", due=date(2024, 10, 10))
        cast.step(one, "start")
    return one


@pytest.fixture
def officer(cast: Cast) -> Client:
    return browser(cast.city.person(Role.OFFICE_OFFICER, "龙华区安委办"))


def test_text_names_number_title_place_due_day_days_over_and_what_is_to_be_done(cast: Cast, late: Hazard) -> None:
    with clock.at(NOW), unscoped(reason="test"):
        fresh = cast.bring(cast.draft(title="配电箱缺锁"), "verified")
        waiting = hazard(cast, "declared")
        told = chases([fresh, late, waiting])
    place = str(cast.site.name)
    assert [(one.name, one.hazards, one.late) for one in told] == [("民治街道", (late, fresh), 1)]
    assert told[0].text.splitlines() == [
        "【催办】民治街道：事故隐患2项，其中逾期1项（2024年10月16日）",
        f"1. {late.number} 临边防护缺失；{place}；期限2024年10月10日；已逾期6天；请抓紧整改，完成后报整改完成",
        f"2. {fresh.number} 配电箱缺锁；{place}；期限{clock.in_words(fresh.due)}；请启动整改",
    ]


def test_page_has_a_text_to_copy_and_to_select(officer: Client, late: Hazard) -> None:
    with clock.at(NOW):
        page = text(officer, "hazards:chase")
        other = text(officer, "hazards:chase", query="?q=没有这样的")
    assert (page.count("data-copy="), page.count("<textarea"), page.count(late.number)) == (1, 1, 2)
    assert other.count("<textarea") == 0


def test_reminder_reaches_people_once_a_day_and_is_noted(cast: Cast, officer: Client, late: Hazard) -> None:
    unit = cast.city.unit("民治街道").pk
    with clock.at(NOW):
        first = send(officer, "hazards:chase", status=200, unit=unit, query="")
        again = send(officer, "hazards:chase", status=200, unit=unit, query="")
    told = Notice.objects.filter(kind="chase_hazards")
    assert [(one.person_id, one.title) for one in told] == [
        (cast.street.id, "请尽快整改：民治街道名下事故隐患1项，逾期1项")
    ]
    assert ("民治街道：已提醒1人（1项）" in first, "民治街道：今天已提醒过</li>" in again) == (True, True)
    entries = AuditEntry.objects.filter(verb="chase_hazards")
    assert [(one.record, json.loads(one.facts)) for one in entries] == [(late.pk, {"told": 1, "unit": unit})]
    with clock.at(NOW + timedelta(days=1)):
        send(officer, "hazards:chase", status=200, unit=unit, query="")
    assert told.all().count() == 2


def test_unit_without_people_is_told_so(cast: Cast, officer: Client, late: Hazard) -> None:
    unit = cast.city.unit("民治街道")
    GrantRow.objects.filter(unit=unit).delete()
    with clock.at(NOW):
        page = send(officer, "hazards:chase", status=200, unit=unit.pk, query="")
    assert "民治街道：该单位除您以外没有在岗人员，未提醒</li>" in page


def test_notice_leads_to_the_units_hazards(cast: Cast, officer: Client, late: Hazard) -> None:
    with clock.at(NOW):
        send(officer, "hazards:chase", status=200, unit=cast.city.unit("民治街道").pk, query="")
        address = Notice.objects.get(kind="chase_hazards").address
        page = browser(cast.street).get(address).content.decode()
    assert late.number in page


def test_only_ticked_units_of_the_filtered_list_are_reminded(cast: Cast, officer: Client, late: Hazard) -> None:
    with clock.at(NOW):
        send(officer, "hazards:chase", status=200, query="")
        send(officer, "hazards:chase", status=200, unit=cast.city.unit("民治街道").pk, query="q=没有这样的")
        send(officer, "hazards:chase", status=200, unit=cast.city.unit("粤海街道").pk, query="")
    assert not Notice.objects.filter(kind="chase_hazards").exists()


def test_street_reads_the_texts_and_sends_none(cast: Cast, late: Hazard) -> None:
    street = browser(cast.street)
    with clock.at(NOW):
        assert "发送站内提醒" not in text(street, "hazards:chase")
        answer = street.post(reverse("hazards:chase"), {"unit": cast.city.unit("民治街道").pk, "query": ""})
    assert answer.status_code == 403
    assert not Notice.objects.filter(kind="chase_hazards").exists()


def test_stranger_chases_nobody(cast: Cast, late: Hazard) -> None:
    stranger = browser(cast.city.person(Role.OFFICE_OFFICER, "福田区安委办"))
    with clock.at(NOW):
        send(stranger, "hazards:chase", status=200, unit=cast.city.unit("民治街道").pk, query="")
    assert not Notice.objects.filter(kind="chase_hazards").exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?unit=民治", True),
        ("?unit=粤海", False),
        ("?clause=GM-3(2)", True),
        ("?clause=第十号", False),
        ("?age=30", True),
        ("?age=31", True),
        ("?age=90", False),
        ("?late=1", True),
        ("?late=8", False),
        ("?late=7", True),
        ("?state=none&late=none&sort=none&street=none", True),
    ],
)
def test_list_is_narrowed_by_unit_clause_age_and_days_over(
    officer: Client, late: Hazard, query: str, found: bool
) -> None:
    with clock.at(NOW):
        assert (late.number in text(officer, "hazards:list", query=query)) == found


def test_list_is_narrowed_by_street(cast: Cast, officer: Client, late: Hazard) -> None:
    own, other = cast.city.territories["民治街道"].pk, cast.city.territories["粤海街道"].pk
    with clock.at(NOW):
        assert late.number in text(officer, "hazards:list", query=f"?street={own}")
        assert late.number not in text(officer, "hazards:list", query=f"?street={other}")


def test_list_is_ordered_as_asked_and_so_is_its_export(cast: Cast, officer: Client, late: Hazard) -> None:
    with clock.at(NOW), unscoped(reason="test"):
        fresh = cast.bring(cast.draft(title="配电箱缺锁"), "verified")
        orders = {}
        for sort in ("", "-due", "found_on", "-found_on", "number"):
            page = text(officer, "hazards:list", query=f"?sort={sort}")
            book = openpyxl.load_workbook(io.BytesIO(officer.get(reverse("hazards:export") + f"?sort={sort}").content))
            column = [row[0] for row in book.worksheets[0].iter_rows(values_only=True)]
            exported = [one for one in column if one in (late.number, fresh.number)]
            assert exported == sorted(exported, key=page.index)
            orders[sort] = [late.number, fresh.number] == exported
    assert orders == {"": True, "-due": False, "found_on": True, "-found_on": False, "number": True}
