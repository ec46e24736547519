"""Frozen figures: as of a moment, with a digest that later corrections do not touch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.accidents import Bureau, code, many_cases

from zhiben.accidents.models import AccidentCase, Code, DataFreeze
from zhiben.accidents.operations import freeze_data, revise, revise_code, set_ways
from zhiben.accidents.queries import facts, freezes, still_holds
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def test_frozen_figures_stay_what_later_is_corrected(bureau: Bureau) -> None:
    now = clock.now()
    case, _other = many_cases(
        [bureau.draft(deaths=harm, occurred_on=clock.today() - timedelta(days=4)) for harm in (2, 0)],
        by=bureau.office,
        at=now - timedelta(days=2),
    )
    with scope(bureau.office):
        one = freeze_data("五年分析（2024年）", as_of=now - timedelta(days=1), actor=bureau.office)
        assert (one.cases, one.dead) == (2, 2)
        revise(case, deaths=3, reason="伤员死亡", actor=bureau.office)
        bureau.step(case, "void", reason="不属生产安全事故")
        assert (still_holds(one), [row.pk for row in freezes()]) == (True, [one.pk])
        assert [row.dead for row in facts()] == [0]
        assert facts().sha256 != one.sha256
    with scope(bureau.elsewhere):
        assert freezes() == []


def test_freezing_takes_a_name_a_moment_gone_by_and_an_office(bureau: Bureau) -> None:
    now = clock.now()
    with scope(bureau.office):
        for title, as_of, field in (("", now, "title"), ("明天", now + timedelta(days=1), "as_of")):
            with pytest.raises(Incomplete) as refused:
                freeze_data(title, as_of=as_of, actor=bureau.office)
            assert list(refused.value.fields) == [field]
    with scope(bureau.department), pytest.raises(NotAllowed):
        freeze_data("某", as_of=now, actor=bureau.department)


def frozen_district(bureau: Bureau) -> tuple[AccidentCase, DataFreeze]:
    now = clock.now()
    days = {"occurred_on": clock.today() - timedelta(days=4)}
    drafts = [bureau.draft(types=("19", ""), **days), bureau.draft(street="粤海街道", **days)]
    case, _other = many_cases(drafts, by=bureau.office, at=now - timedelta(days=2))
    with scope(bureau.district_office):
        return case, freeze_data("龙华", as_of=now - timedelta(days=1), actor=bureau.district_office)


def test_districts_freeze_holds_for_the_city_and_after_a_case_has_moved(bureau: Bureau) -> None:
    case, one = frozen_district(bureau)
    assert (one.cases, one.dead) == (1, 1)
    with scope(bureau.office):
        assert still_holds(one)
        revise(case, territory=bureau.city.territories["粤海街道"].pk, reason="地点更正", actor=bureau.office)
        assert still_holds(one)
    with scope(bureau.district_office):
        assert facts().rows == ()
        assert still_holds(one)
        again = freeze_data("再次", as_of=one.as_of, actor=bureau.district_office)
    assert again.sha256 == one.sha256


def test_second_post_of_who_freezes_adds_no_rows(bureau: Bureau) -> None:
    _case, one = frozen_district(bureau)
    other = bureau.city.actor(Role.OFFICE_OFFICER, "市安委办")
    both = replace(bureau.district_office, grants=(*bureau.district_office.grants, *other.grants))
    with scope(both):
        assert len(facts()) == 2
        assert freeze_data("两职", as_of=one.as_of, actor=both).sha256 == one.sha256


def test_codes_and_ways_that_change_later_leave_a_freeze_as_it_was(bureau: Bureau) -> None:
    case, one = frozen_district(bureau)
    with scope(bureau.office):
        old = Code.objects.get(pk=code("type-1986", "19"))
        before = facts(as_of=one.as_of)
        new = revise_code(Code.objects.get(pk=code("type-2025", "23")), label="另名", actor=bureau.office)
        assert still_holds(one)
        set_ways(old, [new.pk], by_hand=False, actor=bureau.office)
        assert still_holds(one)
        assert [row.type for row in facts(as_of=one.as_of)] == [row.type for row in before]
        assert {row.case: (row.type, row.type_label) for row in facts()}[case.pk] == ("23", "另名")
        assert "另名" not in str(facts(as_of=one.as_of).rows)
