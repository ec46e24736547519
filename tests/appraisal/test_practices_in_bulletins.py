"""Practices that the office has approved are offered where the good practice of a bulletin is written: to those who may
read them, with the words to insert, and as plain words whatever they look like."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

from django.test import Client
from django.urls import reverse
from tests.appraisal.test_honours import practice
from tests.factories.appraisal import Appraisers
from tests.factories.orgs import Role
from tests.web.reading import Page

from zhiben.appraisal import operations
from zhiben.appraisal.models import Practice
from zhiben.dispatch import examples
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch.models import Round
from zhiben.dispatch.vocab import Part
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person

WORDS = "“一楼一码”管外墙。龙华区：给每栋楼编码，隐患随手拍。"


def round_of(office: Appraisers, unit: str = "市安委办") -> Round:
    """A round of the half month of that unit's office, not stored."""
    period = half_month_of(clock.today())
    one = Round(office_id=office.city.unit(unit).pk, cycle="half_month", period_first=period.first)
    one.period_last = period.last
    one.place_at(office.city.unit(unit).coordinates)
    return one


def offered(one: Round, actor: Actor, part: Part = Part.PRACTICE) -> list[examples.Example]:
    """What the practices' shelf has for somebody who writes that part."""
    with scope(actor):
        return {shelf.key: rows for shelf, rows in examples.offered(one, part)}.get("appraisal.practices", [])


def told(office: Appraisers, title: str, text: str) -> Practice:
    """A practice of 龙华区 that the office has approved."""
    actor, unit = office.districts["龙华区"], office.city.unit("龙华区").pk
    with scope(actor):
        one = operations.tell_practice(title, text, unit=unit, office=office.desk.office, action=None, actor=actor)
    office.move(one, "grant")
    return one


def drafted(office: Appraisers) -> Round:
    """The drafted round of the last half month, for pages."""
    period = previous(half_month_of(clock.today()))
    with scope(SYSTEM):
        one = dispatch.open_round("half_month", period, office=office.desk.office)
    for move in ("collect", "close", "draft"):
        with scope(office.officer):
            perform(one, move, office.officer)
    return one


def page_of(office: Appraisers, one: Round, part: str, *, take: bool = False) -> str:
    client = Client()
    client.force_login(Person.objects.get(pk=office.officer.id))
    address = reverse("dispatch:section", args=[one.pk, part])
    if take:
        assert client.post(address, {"act": "take"}).status_code == 302
    return client.get(address).content.decode()


def test_only_what_was_approved_is_offered_and_only_to_good_practice(office: Appraisers) -> None:
    one, here = practice(office), round_of(office)
    assert offered(here, office.officer) == []
    office.move(one, "grant")
    (found,) = offered(here, office.officer)
    assert (found.text, found.beneath, found.number) == ("“一楼一码”管外墙", ("龙华区",), "")
    assert (found.sentence, found.address) == (WORDS, one.get_absolute_url())
    assert offered(here, office.officer, Part.NAMED) == [] and offered(here, office.officer, Part.NEXT) == []


def test_the_newest_stand_first(office: Appraisers) -> None:
    told(office, "甲", "做法一。")
    told(office, "乙", "做法二。")
    assert [one.text for one in offered(round_of(office), office.officer)] == ["乙", "甲"]


def test_a_district_is_offered_what_the_city_approved_and_a_street_nothing(office: Appraisers) -> None:
    told(office, "甲", "做法一。")
    below = round_of(office, "龙华区安委办")
    keeper = office.city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    assert [one.text for one in offered(below, keeper)] == ["甲"]
    assert offered(below, office.city.actor(Role.STREET_OFFICER, "粤海街道")) == []


def test_another_district_s_own_library_is_not_offered(office: Appraisers) -> None:
    """Somebody with an office in each of two districts reads both, and writes for one."""
    city, keeper = office.city, office.city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(keeper):
        given = {"unit": city.unit("南山区").pk, "office": city.unit("南山区安委办").pk, "action": None}
        one = operations.tell_practice("南山做法", "只在南山。", **given, actor=keeper)
        perform(one, "grant", keeper)
    both = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    both = replace(both, grants=(*both.grants, *keeper.grants))
    assert [one.text for one in offered(round_of(office, "南山区安委办"), both)] == ["南山做法"]
    assert offered(round_of(office, "龙华区安委办"), both) == []
    assert [one.text for one in offered(round_of(office), office.officer)] == ["南山做法"]


def test_the_editor_offers_them_with_unit_and_words_to_insert(office: Appraisers) -> None:
    told(office, "“一楼一码”管外墙", "给每栋楼编码，隐患随手拍。")
    one = drafted(office)
    read = page_of(office, one, "practice")
    assert Page(read).faults == []
    assert "从经验做法中选例" in read and "data-with" not in read.partition("从经验做法中选例")[2]
    page = page_of(office, one, "practice", take=True)
    shelf = page.partition("从经验做法中选例")[2].partition("从督导问题中选例")[0]
    assert Page(page).faults == []
    assert "龙华区" in shelf and f'data-with="{WORDS}"' in unescape(shelf)
    assert "从经验做法中选例" not in page_of(office, one, "named")
    with scope(office.officer):
        dispatch.write_section(one, Part.PRACTICE, WORDS, actor=office.officer)
    assert WORDS in page_of(office, one, "practice")


def test_the_editor_says_where_there_are_none(office: Appraisers) -> None:
    page = page_of(office, drafted(office), "practice")
    assert ("还没有经安委办采用的经验做法" in page, "本期没有印发督导文书" in page) == (True, True)
    assert Page(page).faults == []


def test_somebody_s_words_are_neither_markup_nor_figures(office: Appraisers) -> None:
    told(office, '<script>alert(1)</script>"甲', '"><img src=x onerror=alert(1)>共{{hazards.waiting}}项')
    one = drafted(office)
    page = page_of(office, one, "practice", take=True)
    assert Page(page).faults == []
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;共｛｛hazards.waiting｝｝项" in page
    (found,) = offered(one, office.officer)
    with scope(office.officer):
        row = dispatch.write_section(one, Part.PRACTICE, found.sentence, actor=office.officer)
    assert row.text.endswith("共｛｛hazards.waiting｝｝项")
