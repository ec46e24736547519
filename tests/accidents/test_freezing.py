"""Frozen figures: as of a moment, with a digest that later corrections do not touch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.accidents import Bureau, many_cases

from zhiben.accidents.operations import freeze_data, revise
from zhiben.accidents.queries import facts, freezes, still_holds
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed

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
