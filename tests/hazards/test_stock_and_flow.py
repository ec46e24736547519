"""Stock and flow side by side: over the turn of the year, with the exceptions, and every number opened to its rows."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser, text

from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension, decide_request
from zhiben.hazards.queries import flow
from zhiben.hazards.queries.flow import NEW, STOCK, Look
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.TZ)


TURN = at(2025, 1, 1, 0)
"""24:00 of 31 December, and 0:00 of 1 January."""


def counted(as_of: datetime, year: int, *keys: str) -> dict[str, tuple[int, ...]]:
    """Some lines of both sides."""
    with unscoped(reason="test"):
        found = {side: flow.counts(Look(as_of, year, side)) for side in (STOCK, NEW)}
    return {side: tuple(lines[key] for key in keys) for side, lines in found.items()}


@pytest.fixture
def turned() -> list[Hazard]:
    """One found on 30 December and closed on 5 January, one found on 31 December and rejected on 2 January, one found
    on the first day of the new year, and one of the old year that was entered in the new one."""
    with clock.at(at(2024, 12, 30)):
        cast = cast_in_city()
        mended = hazard(cast, "reported", found=date(2024, 12, 30))
        cast.step(mended, "verify", due=date(2025, 1, 4))
        cast.step(mended, "start")
    with clock.at(at(2024, 12, 31, 23)):
        none = hazard(cast, "reported", found=date(2024, 12, 31))
    with clock.at(TURN):
        fresh = hazard(cast, "reported", found=date(2025, 1, 1))
    with clock.at(at(2025, 1, 2)):
        cast.step(none, "reject", cast.department)
        late = hazard(cast, "reported", found=date(2024, 12, 31))
    with clock.at(at(2025, 1, 5)):
        cast.bring(mended, "closed")
    return [mended, none, fresh, late]


def test_year_turns_between_one_moment_and_itself(turned: list[Hazard]) -> None:
    lines = ("valid", "closed", "open", "overdue")
    with clock.at(at(2025, 1, 7)):
        assert {
            "31 December, 24:00": counted(TURN, 2024, *lines),
            "1 January, 0:00": counted(TURN, 2025, *lines),
            "4 January, 24:00": counted(at(2025, 1, 5, 0), 2025, *lines),
            "6 January": counted(at(2025, 1, 6), 2025, *lines),
        } == {
            "31 December, 24:00": {STOCK: (0, 0, 0, 0), NEW: (2, 0, 2, 0)},
            "1 January, 0:00": {STOCK: (2, 0, 2, 0), NEW: (0, 0, 0, 0)},
            "4 January, 24:00": {STOCK: (2, 0, 2, 1), NEW: (1, 0, 1, 0)},
            "6 January": {STOCK: (2, 1, 1, 0), NEW: (1, 0, 1, 0)},
        }


def test_lines_of_open_hazards_add_up_on_every_day_of_the_turn(turned: list[Hazard]) -> None:
    with clock.at(at(2025, 1, 8)):
        for day in (30, 31, 32, 33, 34, 35, 36, 37):
            as_of = at(2024, 12, 30, 0) + (at(2025, 1, 1) - at(2024, 12, 31)) * (day - 30)
            sides = counted(as_of, 2025, "valid", "closed", "open", "waiting", "not_due", "overdue")
            for valid, closed, still, waiting, not_due, overdue in sides.values():
                assert (closed + still, waiting + not_due + overdue) == (valid, still)


def test_numbers_begin_anew_with_the_year_in_which_it_was_found(turned: list[Hazard]) -> None:
    assert [one.number for one in turned] == ["YH2024-00001", "YH2024-00002", "YH2025-00001", "YH2024-00003"]


@pytest.fixture
def unusual() -> Cast:
    """One of the old year that was extended, sent back, closed and reopened; one of the new year that came back at the
    place of another."""
    with clock.at(at(2024, 6, 1)):
        cast = cast_in_city()
        old = hazard(cast, "reported", found=date(2024, 6, 1))
        cast.step(old, "verify", due=date(2024, 7, 1))
        cast.step(old, "start")
        with scope(cast.enterprise):
            asked = ask_extension(
                old, due=date(2024, 8, 1), reason="配件未到", interim_control="停用", actor=cast.enterprise
            )
        with scope(cast.department):
            decide_request(asked, grant=True, reason="同意", actor=cast.department)
            old.refresh_from_db()
    with clock.at(at(2024, 7, 20)):
        cast.step(old, "declare")
        cast.sign(old, "send_back")
        with unscoped(reason="test"):
            old.refresh_from_db()
        cast.bring(old, "closed")
    with clock.at(at(2025, 2, 1)):
        hazard(cast, "verified", found=date(2025, 2, 1))
        cast.step(old, "reopen", due=date(2025, 3, 1))
    return cast


def test_exceptions_are_told_as_of_the_day(unusual: Cast) -> None:
    lines = ("reopened", "sent_back", "extended", "listed", "relapsed", "once_closed", "come_back")
    with clock.at(at(2025, 2, 2)):
        assert counted(at(2024, 7, 1), 2024, *lines) == {STOCK: (0,) * 7, NEW: (0, 0, 1, 0, 0, 0, 0)}
        assert counted(at(2025, 1, 1), 2025, *lines) == {STOCK: (0, 1, 1, 0, 0, 1, 0), NEW: (0,) * 7}
        assert counted(at(2025, 2, 2), 2025, *lines) == {
            STOCK: (1, 1, 1, 0, 0, 1, 1),
            NEW: (0, 0, 0, 0, 1, 0, 0),
        }


def test_bands_tell_how_long_open_hazards_have_been_known(unusual: Cast) -> None:
    here = unusual.site.district
    with clock.at(at(2025, 2, 2)), unscoped(reason="test"):
        assert flow.ages(at(2025, 2, 2)) == {here: {"30": 1, "90": 0, "180": 0, "365": 1, "more": 0}}
        assert flow.ages(clock.day_end(date(2024, 7, 1))) == {here: {"30": 1, "90": 0, "180": 0, "365": 0, "more": 0}}
        assert flow.ages(clock.day_end(date(2024, 7, 2))) == {here: {"30": 0, "90": 1, "180": 0, "365": 0, "more": 0}}


@pytest.fixture
def officer(unusual: Cast) -> Client:
    return browser(unusual.city.person(Role.OFFICE_OFFICER, "龙华区安委办"))


def numbers(page: str) -> list[tuple[str, int]]:
    """Every number of the page that leads somewhere: the query behind it, and what it says."""
    found = re.findall(r'href="/hazards/flow/rows/\?([^"]*)">([\d,]+)</a>', page)
    return [(query.replace("&amp;", "&"), int(count)) for query, count in found]


def test_every_number_of_the_page_opens_as_many_rows(officer: Client, unusual: Cast) -> None:
    with clock.at(at(2025, 2, 3)):
        found = numbers(text(officer, "hazards:flow", query="?as_of=2025-02-02"))
        opened = []
        for query, _count in found:
            page = text(officer, "hazards:flow_rows", query=f"?{query}")
            told = re.search(r"背后的记录（(\d+)条）", page)
            opened.append((query, int(told[1]) if told else -1))
    assert len(found) > 40
    assert opened == found


def test_page_draws_bands_and_map_and_needs_no_script(officer: Client) -> None:
    with clock.at(at(2025, 2, 3)):
        page = text(officer, "hazards:flow")
    assert page.count('src="data:image/svg+xml,') == 2
    assert "示意图" in page


def test_stranger_counts_nothing(unusual: Cast) -> None:
    stranger = browser(unusual.city.person(Role.OFFICE_OFFICER, "福田区安委办"))
    with clock.at(at(2025, 2, 3)):
        page = text(stranger, "hazards:flow")
    assert {count for _query, count in numbers(page)} == {0}
    assert districts(page) == [("福田区", 0)]


def districts(page: str) -> list[tuple[str, int]]:
    """The areas of the table of ages, each with its sum."""
    rows = re.findall(r'<th scope="row">(\S+?)</th>(.*?)</tr>', page, re.DOTALL)
    return [(name, numbers(row)[-1][1]) for name, row in rows if name != "合计"]


def test_districts_without_open_hazards_are_told_with_none(unusual: Cast) -> None:
    office = browser(unusual.city.person(Role.OFFICE_OFFICER, "市安委办"))
    with clock.at(at(2025, 2, 3)):
        page = text(office, "hazards:flow")
    found = districts(page)
    assert [name for name, _sum in found] == [card.short_name for card in orgs.districts()]
    assert {name: count for name, count in found if count} == {"龙华区": 2}


def test_rates_have_one_decimal_and_tell_what_they_are_shares_of(officer: Client) -> None:
    with clock.at(at(2025, 2, 3)):
        page = text(officer, "hazards:flow")
    assert "回潮 ÷ 曾经销号（有效隐患中，截至时点曾经销号的）" in page
    assert {len(decimals) for decimals in re.findall(r"\d\.(\d+)%（", page)} == {1}


def test_number_of_none_counts_no_rows(officer: Client) -> None:
    with clock.at(at(2025, 2, 3)):
        page = text(officer, "hazards:flow_rows", query="?side=new&what=closed&as_of=2025-01-01")
    assert ("没有记录" in page, "第0至0条" in page) == (True, False)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?as_of=昨天", 422),
        ("?as_of=2999-01-01", 422),
        ("?as_of=1900-01-01", 422),
        ("?year=1990", 422),
        ("?year=abcd", 422),
    ],
)
def test_day_or_year_that_is_none_is_refused_above_the_form(officer: Client, query: str, status: int) -> None:
    name, _, asked = query.lstrip("?").partition("=")
    with clock.at(at(2025, 2, 3)):
        page = text(officer, "hazards:flow", query=query, status=status)
        assert page.count('class="alert alert-danger"') == 1
        assert re.findall(r' name="(as_of|year)" value="([^"]+)"', page) == [(name, asked)]
        assert officer.get(reverse("hazards:flow_rows") + query).status_code == status


def test_number_that_is_none_of_the_page_is_not_found(officer: Client) -> None:
    with clock.at(at(2025, 2, 3)):
        for query in ("?band=31", "?district=999999", "?district=x"):
            assert officer.get(reverse("hazards:flow_rows") + query).status_code == 404
