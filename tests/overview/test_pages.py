"""Home, figures with the rows behind them, and the ledger: each within the scope of who looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories.campaign import task
from tests.factories.hazards import FUTURE, Cast, hazard
from tests.factories.orgs import City
from tests.factories.orgs import city as build
from tests.factories.pages import browser, text

from zhiben.campaign.models import KeyTask
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import amend
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.lifecycle import HAZARD, REQUEST
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension
from zhiben.kernel import clock, measure
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.operations import substitute
from zhiben.orgs.queries import site_names
from zhiben.orgs.vocab import Role
from zhiben.overview import queries
from zhiben.overview.views import figures as figure_views
from zhiben.overview.views import home

pytestmark = pytest.mark.either

MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@pytest.fixture
def city(db: None) -> Iterator[City]:
    with clock.at(MORNING):
        yield build()


@pytest.fixture
def office(city: City) -> Client:
    return browser(city.person(Role.OFFICE_OFFICER, "市安委办"))


@pytest.fixture
def stranger(city: City) -> Client:
    """An office of a district without any hazard or task."""
    return browser(city.person(Role.OFFICE_OFFICER, "南山区安委办"))


def late_hazard(cast: Cast) -> Hazard:
    """A major hazard of 龙华 whose deadline was yesterday."""
    with clock.at(MORNING - timedelta(days=10)):
        one = hazard(cast, "verified")
    with unscoped(reason="a test lets a deadline pass"):
        amend([one], at=MORNING - timedelta(days=10), due=date(2024, 10, 15))
    return one


def shown(page: str, measure_id: str) -> str:
    """What a page says a figure is."""
    found = re.search(rf'href="{re.escape(reverse("overview:figure", args=[measure_id]))}[^"]*">([^<]*)<', page)
    assert found
    return found[1]


def card(page: str, measure_id: str) -> str:
    """What a card of the home page says."""
    start = page.index(f'href="{reverse("overview:figure", args=[measure_id])}"')
    found = re.search(r'zb-kpi-value">([^<]*)<', page[start:])
    assert found
    return found[1]


def test_home_counts_and_lists_within_scope(city: City, office: Client, stranger: Client) -> None:
    late = late_hazard(Cast(city))
    overdue = task(city, lead="龙华区住房建设", due=date(2024, 9, 30))
    page, other = text(office, "overview:home"), text(stranger, "overview:home")
    assert [card(page, name) for name in ("A5.tasks", "tasks.overdue", "D1.reported", "hazards.overdue")] == ["1"] * 4
    assert [card(other, name) for name in ("A5.tasks", "tasks.overdue", "D1.reported", "hazards.overdue")] == ["0"] * 4
    for one in (late, overdue):
        assert (one.get_absolute_url() in page, one.get_absolute_url() in other) == (True, False)
    assert ("龙华" in page.split("各区重大事故隐患")[1], "您的范围内没有重大隐患" in other) == (True, True)


def test_numbers_of_a_street_or_a_site_stand_under_its_own_name(city: City, office: Client) -> None:
    cast = Cast(city)
    late_hazard(cast)
    title, column = r'card-title">([^<]*重大事故隐患（本年[^<]*)</h2>', r'<th scope="col">([^<]*)</th>'
    part = rf'{title}.*?{column}.*?\?district=\d+">([^<]*)</a>'
    people = (office, *(browser(one) for one in (cast.department, cast.street, cast.enterprise)))
    told = [re.findall(part, text(one, "overview:home"), re.DOTALL) for one in people]
    districts = ("各区重大事故隐患（本年，只统计您的范围）", "区", "龙华区")
    own = ("重大事故隐患（本年，只统计您的范围）", "范围")
    assert told == [[districts], [districts], [(*own, "民治街道")], [(*own, site_names([cast.site.pk])[cast.site.pk])]]


def test_card_of_late_stock_stands_only_where_there_is_any(city: City, office: Client) -> None:
    address = reverse("overview:figure", args=["hazards.overdue_stock"])
    one = late_hazard(Cast(city))
    assert address not in text(office, "overview:home")
    with unscoped(reason="a test sets its stage"):
        Hazard.objects.filter(pk=one.pk).update(found_on=date(2023, 8, 1))
    page = text(office, "overview:home")
    assert (card(page, "hazards.overdue_stock"), card(page, "hazards.overdue")) == ("1", "0")


def test_home_shows_what_waits_for_this_person(city: City, office: Client) -> None:
    cast = Cast(city)
    one = hazard(cast)
    page = text(browser(cast.department), "overview:home")
    waiting = page.split("<main")[1].split("待我办理")[1].split("逾期未整改")[0]
    assert one.get_absolute_url() in waiting and "<strong>核定</strong>" in waiting
    assert "没有等您办理的事项" in text(browser(cast.street), "overview:home")


def test_home_reminds_of_reports_owed_around_the_turn_of_the_half_month(city: City) -> None:
    with clock.at(MORNING - timedelta(days=10)):
        task(city)
    task(city)
    bureau = browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    sentence = "2024年10月上半月还有1项任务未报"
    assert (sentence in text(bureau, "overview:home"), sentence in text(bureau, "overview:waiting")) == (True, True)
    with clock.at(MORNING + timedelta(days=6)):
        assert "未报" not in text(bureau, "overview:home")


def test_home_reminds_of_each_unit_one_reports_for(city: City) -> None:
    with clock.at(MORNING - timedelta(days=10)):
        task(city)
        task(city, lead="市消防救援")
    own, other = (city.person(Role.DEPARTMENT_OFFICER, name) for name in ("市住房建设", "市消防救援"))
    substitute(other, own, first=clock.today(), last=clock.today(), actor=SYSTEM)
    page = text(browser(own), "overview:home")
    linked = re.findall(r'href="/tasks/report/\?period=2024-10-01&amp;unit=(\d+)">', page)
    assert linked == [str(city.unit(name).pk) for name in ("市住房建设", "市消防救援")]


def test_who_stands_in_tells_the_own_from_the_colleagues(city: City) -> None:
    cast = Cast(city)
    one = hazard(cast)
    own = city.person(Role.DEPARTMENT_OFFICER, "市消防救援")
    away = Person.objects.get(pk=cast.department.id)
    substitute(away, own, first=clock.today(), last=clock.today(), actor=SYSTEM)
    client, found = browser(own), {}
    for query in ("", "?place=0", f"?place={away.pk}", "?place=x"):
        page = text(client, "overview:waiting", query=query)
        nav = page.split("按为谁办理查看")[1].split("</nav>")[0]
        assert re.findall(r">([^<]+)</a>", nav) == ["全部 1", "本人 0", f"代{away.name}办理 1"]
        found[query] = one.get_absolute_url() in page
    assert found == {"": True, "?place=0": False, f"?place={away.pk}": True, "?place=x": True}


def test_everything_that_waits_is_one_click_from_home(city: City, stranger: Client) -> None:
    cast = Cast(city)
    found = [hazard(cast) for _ in range(9)]
    asked = hazard(cast, "rectifying")
    with scope(cast.enterprise):
        ask_extension(
            asked, due=FUTURE + timedelta(days=9), reason="配件未到", interim_control="停用", actor=cast.enterprise
        )
    department = browser(cast.department)
    home = text(department, "overview:home")
    assert f'<a href="{reverse("overview:waiting")}">另有2件，查看全部</a>' in home
    page = text(department, "overview:waiting")
    assert "共10件" in page
    assert [page.count(f'href="{one.get_absolute_url()}"') for one in (*found, asked)] == [1] * 10
    main = page.split("<main")[1]
    assert re.findall(r'<a class="btn btn-sm" href="\?kind=[^"]*" >([^<]*)</a>', main) == [
        f"{HAZARD.title} 9",
        f"{REQUEST.title} 1",
    ]
    only = text(department, "overview:waiting", query=f"?kind={quote(REQUEST.title)}")
    assert [only.count(f'href="{one.get_absolute_url()}"') for one in (found[0], asked)] == [0, 1]
    other = text(stranger, "overview:waiting")
    assert "没有等您办理的事项" in other and "/hazards/" not in other.split("<main")[1]


def test_long_list_of_what_waits_comes_in_pages(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "WAITING", 2)
    cast = Cast(city)
    found = [hazard(cast) for _ in range(3)]
    pages = [text(browser(cast.department), "overview:waiting", query=f"?start={start}") for start in (0, 2)]
    shown = [[one.get_absolute_url() in page for one in found] for page in pages]
    assert shown == [[True, True, False], [False, False, True]]
    assert ["?start=2" in page for page in pages] == [True, False]


def test_published_figures_stand_in_the_order_of_their_ids(office: Client) -> None:
    page = text(office, "overview:figures")
    names = [name for name in measure.registered() if queries.PUBLISHED.match(name)]
    linked = re.findall(r'href="/figures/([^"/]+)/"', page)
    assert (sorted(linked), linked) == (sorted(names), sorted(linked))


@pytest.mark.parametrize("name", ["A5.tasks", "D1.reported", "D1.rate", "hazards.overdue", "tasks.overdue"])
def test_rows_behind_a_figure_are_those_in_scope(city: City, office: Client, stranger: Client, name: str) -> None:
    late_hazard(Cast(city))
    task(city, lead="龙华区住房建设", due=date(2024, 9, 30))
    query = "?side=denominator" if name == "D1.rate" else ""
    assert "背后的记录（1条）" in text(office, "overview:figure", name, query=query)
    other = text(stranger, "overview:figure", name, query=query)
    assert "背后的记录（0条）" in other and "没有记录" in other


def test_every_measure_has_a_page(city: City, office: Client) -> None:
    late_hazard(Cast(city))
    task(city)
    for name, one in measure.registered().items():
        page = text(office, "overview:figure", name, query="?side=denominator")
        assert one.title in page and one.formula in page


def test_figures_are_as_of_the_end_of_a_day(city: City, office: Client) -> None:
    cast = Cast(city)
    with clock.at(datetime(2024, 10, 10, 15, tzinfo=clock.TZ)):
        hazard(cast)
    assert shown(text(office, "overview:figures"), "D1.reported") == "1"
    days = {"2024-10-09": "0", "2024-10-10": "1", "2024-10-16": "1"}
    for day, value in days.items():
        page = text(office, "overview:figures", query=f"?as_of={day}")
        assert (day, shown(page, "D1.reported")) == (day, value)
        assert f'href="/figures/D1.reported/?as_of={day}"' in page and f'value="{day}"' in page
    before = text(office, "overview:figure", "D1.reported", query="?as_of=2024-10-09")
    assert "背后的记录（0条）" in before and "2024-10-10 00:00" in before


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2024-13-45", "“2024-13-45”不是日期，请按“2024-10-15”的样子填写"),
        ("昨天", "“昨天”不是日期，请按“2024-10-15”的样子填写"),
        ("2024-10-17", "2024年10月17日没有数据，请填写不晚于今天的日期"),
        ("9999-12-31", "9999年12月31日没有数据，请填写不晚于今天的日期"),
        ("0001-01-01", "1年1月1日没有数据，请填写不晚于今天的日期"),
    ],
)
def test_day_without_figures_is_refused_with_a_sentence(office: Client, day: str, sentence: str) -> None:
    for name, args in (("overview:figures", ()), ("overview:figure", ("D1.reported",))):
        assert sentence in text(office, name, *args, query=f"?as_of={day}", status=422)


def test_unknown_figure_is_not_found(office: Client) -> None:
    assert "没有这项指标" in text(office, "overview:figure", "D9.nothing", status=404)


def test_long_rows_come_in_pages(city: City, office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_views, "SHOWN", 1)
    first, second = task(city), task(city)
    page = text(office, "overview:figure", "A5.tasks", query="?as_of=2024-10-16")
    assert first.number in page and second.number not in page and "第1至1条，共2条" in page
    assert 'href="?side=numerator&amp;start=1&amp;as_of=2024-10-16"' in page
    rest = text(office, "overview:figure", "A5.tasks", query="?start=1")
    assert second.number in rest and "下一页" not in rest
    for start in ("x", "-1", "9" * 30):
        assert first.number in text(office, "overview:figure", "A5.tasks", query=f"?start={start}")


def entries(page: str) -> list[tuple[str, int]]:
    """Which records a ledger page speaks of, newest entry first."""
    return [(model, int(pk)) for model, pk in re.findall(r'href="/ledger/([a-z.]+)/(\d+)/"', page)]


def test_ledger_shows_only_entries_about_what_one_sees(city: City, office: Client, stranger: Client) -> None:
    cast = Cast(city)
    one = hazard(cast, "verified")
    mine = task(city, "drafted", lead="南山区住房建设")
    here, site = ("hazards.hazard", one.pk), ("orgs.site", cast.site.pk)
    assert entries(text(office, "overview:ledger")) == [("campaign.keytask", mine.pk), here, here, here, site]
    assert entries(text(stranger, "overview:ledger")) == [("campaign.keytask", mine.pk)]
    enterprise = browser(cast.enterprise)
    assert entries(text(enterprise, "overview:ledger")) == [here, here, here, site]


def test_records_ledger_tells_every_step(city: City, office: Client) -> None:
    cast = Cast(city)
    one = hazard(cast, "verified")
    page = text(office, "overview:record", "hazards.hazard", one.pk)
    assert one.get_absolute_url() in page and "上报 → 核定" in page and cast.department.name in page
    for entry in AuditEntry.objects.filter(model="hazards.hazard", record=one.pk):
        assert f'title="{entry.hash}"' in page


@pytest.mark.parametrize(
    ("model", "pk"), [("hazards.hazard", 10**9), ("hazards", 1), ("no.model", 1), ("orgs.person", 1), ("a.b.c", 1)]
)
def test_ledger_of_nothing_is_not_found(office: Client, model: str, pk: int) -> None:
    assert "没有找到该记录" in text(office, "overview:record", model, pk, status=404)


def test_ledger_of_what_stands_beside_a_hazard_keeps_the_scope(city: City, office: Client, stranger: Client) -> None:
    cast = Cast(city)
    one = hazard(cast, "verified")
    cast.sign(one, "confirm")
    with unscoped(reason="a test reads"):
        record = one.site_records.get()
    assert "会签" in text(office, "overview:record", "hazards.siterecord", record.pk)
    text(stranger, "overview:record", "hazards.siterecord", record.pk, status=404)


def test_stranger_finds_no_ledger_of_another_districts_record(city: City, stranger: Client) -> None:
    one = task(city, lead="龙华区住房建设")
    text(stranger, "overview:record", KeyTask._meta.label_lower, one.pk, status=404)


def test_future_deadline_is_nobodys_lateness(city: City, office: Client) -> None:
    assert hazard(Cast(city), "verified").due == FUTURE
    assert card(text(office, "overview:home"), "hazards.overdue") == "0"


@pytest.mark.django_db
def test_of_the_present_no_interval_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the clock that runs: a page is of one moment, and nothing lies ahead of it. How many mechanisms run is left
    out: it asks how the half-month before ended."""
    monkeypatch.delitem(measure._registry, "A4.mechanisms")
    built = build()
    hazard(Cast(built), "verified")
    looks = browser(built.person(Role.OFFICE_OFFICER, "市安委办"))
    for page in ("overview:home", "overview:figures"):
        with CaptureQueriesContext(connection) as queries_of_the_page:
            assert looks.get(reverse(page)).status_code == 200
        assert [one["sql"] for one in queries_of_the_page if "stateinterval" in one["sql"]] == [], page
