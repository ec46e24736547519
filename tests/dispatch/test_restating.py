"""重述: a frozen figure frozen anew as of the same cut, beside the old one, dated and reasoned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from unittest.mock import patch

import pytest
from django.urls import reverse
from tests.dispatch.city import City, member
from tests.dispatch.facts import hazard, moved
from tests.factories.pages import browser, send, text

from zhiben.dispatch import operations, recounting, restating
from zhiben.dispatch.models import Round
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit import verify
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.measures import frozen
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused

RoundAt = Callable[..., Round]
PAST = date(2024, 9, 30)
OVERDUE = "hazards.overdue"


def whole(one: Round) -> int:
    return FrozenMeasure.objects.get(bundle=one.bundle, measure=OVERDUE, slice="").pk


def corrected(record: Hazard) -> None:
    """It comes out that the hazard was put right within the period."""
    rows = StateInterval.objects.filter(machine="hazard", record=record.pk)
    rows.delete()
    since = datetime(2024, 9, 2, 9, tzinfo=clock.TZ)
    StateInterval.objects.create(machine="hazard", record=record.pk, state="declared", since=since)


@pytest.fixture
def late(city: City) -> list[Hazard]:
    return [hazard(city, "罗湖区", PAST), hazard(city, "福田区", PAST)]


def told(one: Round) -> list[tuple[str, str, str]]:
    return [(found.was, found.now, found.reason) for found in restating.restatements(one)]


def broken(one: Round) -> list[str]:
    return [found.why for found in verify().mismatched if (found.model, found.record) == ("dispatch.round", one.pk)]


@pytest.mark.parametrize("upto", ["close", "draft", "approve", "issue"])
def test_a_figure_is_frozen_anew_beside_the_old_one(
    city: City, round_at: RoundAt, late: list[Hazard], upto: str
) -> None:
    one = round_at(upto)
    before, state = frozen(one.bundle)[OVERDUE, ""], one.state
    corrected(late[0])
    with scope(city.officer):
        operations.restate(one, whole(one), reason="罗湖区补报整改", actor=city.officer)
    anew = frozen(f"{one.bundle}-r1")[OVERDUE, ""]
    assert (one.state, anew.numerator, anew.as_of) == (state, 1, before.as_of)
    after = frozen(one.bundle)[OVERDUE, ""]
    assert (after.numerator, after.sha256) == (2, before.sha256)
    assert told(one) == [("2", "1", "罗湖区补报整改")]
    assert broken(one) == []


def test_a_second_restatement_stands_beside_the_first(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("close")
    for record, reason in zip(late, ("其一", "其二"), strict=True):
        corrected(record)
        with scope(city.officer):
            operations.restate(one, whole(one), reason=reason, actor=city.officer)
    assert told(one) == [("2", "1", "其一"), ("1", "0", "其二")]
    FrozenMeasure.objects.filter(bundle=f"{one.bundle}-r1", slice="").update(numerator=2)
    assert broken(one) == [f"冻结的{OVERDUE}等1项指标与重述时不符"]


def test_an_entry_of_one_figure_that_notes_a_single_bundle_is_read(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("close")
    corrected(late[0])
    with scope(city.officer):
        operations.restate(one, whole(one), reason="罗湖区补报", actor=city.officer)
    [line] = [line for line in audit.of(one) if line.verb == "restate"]
    older = replace(line, facts={**line.facts, "instead_of": one.bundle})
    with patch.object(audit, "of", return_value=[older]):
        assert told(one) == [("2", "1", "罗湖区补报")]


def test_what_comes_out_the_same_is_not_restated(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("close")
    moved(late[0], "declared", datetime(2024, 10, 16, 8, tzinfo=clock.TZ))
    with scope(city.officer), pytest.raises(Refused, match="无需重述"):
        operations.restate(one, whole(one), reason="再算一遍", actor=city.officer)
    assert (told(one), frozen(f"{one.bundle}-r1")) == ([], {})


def test_a_page_with_nothing_to_restate_says_what_to_do(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("close")
    officer = browser(member(city, "市安委办", "office_officer"))
    said = text(officer, "dispatch:move", one.pk, "restate")
    assert "没有可重述的" in said and "更正登记时间" in said
    assert f'value="{whole(one)}"' not in said


def test_several_figures_are_restated_at_once_each_told_by_itself(
    city: City, round_at: RoundAt, late: list[Hazard]
) -> None:
    one = round_at("issue")
    corrected(late[0])
    with scope(city.officer):
        found = recounting.differing(one)
        operations.restate(one, *(each.frozen for each in found), reason="罗湖区补报", actor=city.officer)
        assert recounting.differing(one) == []
    names = {each.standing.measure for each in found}
    assert OVERDUE in names and len(names) > 1
    assert {each.measure for each in restating.restatements(one)} == names
    assert one.mistakes == len(names)
    assert broken(one) == []


def test_a_figure_of_another_round_is_not_restated(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one, other = round_at("close"), round_at("close", office="福田区安委办")
    corrected(late[0])
    with scope(city.officer), pytest.raises(Refused, match="没有冻结该指标"):
        operations.restate(one, whole(other), reason="张冠李戴", actor=city.officer)


def test_only_the_offices_officer_restates(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("close")
    corrected(late[0])
    stranger = city.actor("福田区安委办", "office_officer")
    with scope(stranger), pytest.raises(NotFound):
        operations.restate(one, whole(one), reason="越权", actor=stranger)
    with scope(city.leader), pytest.raises(NotAllowed):
        operations.restate(one, whole(one), reason="越权", actor=city.leader)


def test_the_page_offers_it_and_shows_old_and_new(city: City, round_at: RoundAt, late: list[Hazard]) -> None:
    one = round_at("close")
    corrected(late[0])
    officer = browser(member(city, "市安委办", "office_officer"))
    assert "重述后" not in text(officer, "dispatch:page", one.pk)
    form = text(officer, "dispatch:move", one.pk, "restate")
    assert f'value="{whole(one)}"' in form and "（现为2，重新计算为1）" in form
    assert f'href="{late[0].get_absolute_url()}"' in form and f'href="{late[1].get_absolute_url()}"' not in form
    send(officer, "dispatch:move", one.pk, "restate", status=422, measures=whole(one))
    given = {"measures": whole(one), "only_these": "on", "reason": "罗湖区补报整改"}
    send(officer, "dispatch:move", one.pk, "restate", **given)
    page = text(officer, "dispatch:page", one.pk)
    assert [word in page for word in ("重述后", "罗湖区补报整改")] == [True, True]
    other = browser(member(city, "福田区安委办", "office_officer"))
    assert other.get(reverse("dispatch:page", args=[one.pk])).status_code == 404
