"""A return from its making to its certification, corrected, sent back, nil, excused, withdrawn; and who may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.factories.returns import STREETS, Filing

from zhiben.foundation.lifecycle import offers, perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.orgs.vocab import Role
from zhiben.reporting import operations, queries
from zhiben.reporting.fields import Field
from zhiben.reporting.models import Return

pytestmark = pytest.mark.django_db

OPENED = datetime(2024, 10, 29, 0, 5, tzinfo=clock.TZ)
IN_TIME = datetime(2024, 11, 3, 23, 59, tzinfo=clock.TZ)
TOO_LATE = datetime(2024, 11, 4, tzinfo=clock.TZ)


@pytest.fixture
def owed(desk: Filing) -> Iterator[Return]:
    """What 民治街道 owes of October, due on 3 November; it is the 29th."""
    form = desk.issued()
    with clock.at(OPENED):
        desk.open()
        yield desk.owed(form)


def told(one: Return) -> tuple[str, str]:
    return one.state, one.standing.label


def test_the_clock_makes_one_return_for_each_unit_and_period(desk: Filing) -> None:
    form = desk.issued()
    before = datetime(2024, 10, 28, 23, 59, tzinfo=clock.TZ)
    made = []
    for moment in (before, OPENED, OPENED):
        with clock.at(moment):
            made.append(desk.open())
    assert made == [0, 3, 0]
    with scope(desk.officer):
        rows = [(one.unit.name, one.period_label, str(one.due)) for one in queries.returns()]
        assert rows == [(name, "2024年10月", "2024-11-03") for name in STREETS]
        assert {one.form_id for one in queries.returns()} == {form.pk}


def test_a_machine_switched_off_catches_up_and_a_form_dies_on_its_day(desk: Filing) -> None:
    form = desk.issued(ends_on=date(2024, 12, 30))
    with clock.at(datetime(2025, 2, 1, 9, tzinfo=clock.TZ)):
        assert desk.open() == 6  # October and November; December ends after the form does
    with scope(desk.officer):
        form.refresh_from_db()
        assert form.state == "ended"
    with clock.at(datetime(2025, 2, 1, 9, tzinfo=clock.TZ)):
        assert desk.open() == 0


def test_a_form_that_is_ended_early_asks_for_no_later_period(desk: Filing) -> None:
    form = desk.issued()
    with clock.at(datetime(2024, 11, 2, 9, tzinfo=clock.TZ)):
        assert desk.open() == 3
        with scope(desk.officer):
            perform(queries.form(form.pk), "end", desk.officer)
    with clock.at(datetime(2025, 1, 2, 9, tzinfo=clock.TZ)):
        assert desk.open() == 0
        assert told(desk.owed(form)) == ("due", "逾期未报")  # what was asked before is still owed


def test_a_return_is_told_and_certified(desk: Filing, owed: Return) -> None:
    with clock.at(IN_TIME):
        assert told(desk.owed(owed.form)) == ("due", "待报")
        desk.tell(owed, checked=12, faulty=3)
        assert told(desk.owed(owed.form)) == ("submitted", "按时")
        desk.move(owed, "certify")
    with clock.at(TOO_LATE):
        after = desk.owed(owed.form)
        assert told(after) == ("certified", "按时")
        assert after.official and after.official.values == {"checked": 12, "faulty": 3}


def test_lateness_is_derived_from_the_first_telling(desk: Filing, owed: Return) -> None:
    with clock.at(TOO_LATE):
        assert told(desk.owed(owed.form)) == ("due", "逾期未报")
        desk.tell(owed, checked=12, faulty=3)
        assert told(desk.owed(owed.form)) == ("submitted", "迟报")


def test_what_came_back_in_time_stays_in_time(desk: Filing, owed: Return) -> None:
    with clock.at(IN_TIME):
        desk.tell(owed, checked=12, faulty=3)
    with clock.at(TOO_LATE):
        desk.move(owed, "send_back", reason="数字与上报的不符")
        assert told(desk.owed(owed.form)) == ("returned", "退回未补")
        with scope(desk.clerks["民治街道"]):
            assert queries.values_of(queries.one_return(owed.pk)) == {"checked": 12, "faulty": 3}
        desk.tell(owed, checked=12, faulty=4)
        after = desk.owed(owed.form)
    assert (told(after), after.sent_back) == (("submitted", "按时"), 1)


def test_a_nil_return_is_one_act_and_is_not_empty(desk: Filing, owed: Return) -> None:
    with clock.at(IN_TIME):
        desk.nil(owed)
        assert told(desk.owed(owed.form)) == ("submitted", "零报告")
        assert told(desk.owed(owed.form, "粤海街道")) == ("due", "待报")


def test_checks_refuse_and_leave_nothing(desk: Filing, owed: Return) -> None:
    with pytest.raises(Incomplete) as refusal:
        desk.tell(owed, checked=2, faulty=3)
    assert refusal.value.fields == {"faulty": "存在问题场所数（3）不能大于检查场所数（2）"}
    with scope(desk.officer):
        assert (desk.owed(owed.form).state, queries.vintages_of(owed)) == ("due", [])


def test_a_leap_is_told_with_its_reason_only(desk: Filing, owed: Return) -> None:
    with clock.at(IN_TIME):
        desk.tell(owed, checked=10, faulty=0)
    with clock.at(datetime(2024, 11, 29, 9, tzinfo=clock.TZ)):
        desk.open()
        next_one = desk.owed(owed.form, period=1)
        with pytest.raises(Incomplete) as refusal:
            desk.tell(next_one, checked=16, faulty=0)
        assert refusal.value.fields == {"checked": "检查场所数上期为10，本期为16，变动超过50%，请说明原因"}
        desk.tell(next_one, {"checked": "开展专项行动", "faulty": "多写的"}, checked=16, faulty=0)
        after = desk.owed(owed.form, period=1)
    assert after.latest and after.latest.reasons == {"checked": "开展专项行动"}


def test_a_correction_keeps_the_old_version_readable(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    with clock.at(IN_TIME):
        desk.tell(owed, checked=12, faulty=3)
        desk.move(owed, "certify")
    with clock.at(TOO_LATE), scope(clerk):
        one = queries.one_return(owed.pk)
        operations.correct(one, {"checked": 12, "faulty": 2}, {}, reason="一处重复", actor=clerk)
        one = queries.one_return(owed.pk)
        assert (one.state, one.corrected) == ("submitted", True)
        assert one.shown_vintage and one.shown_vintage.values["faulty"] == 3  # until the new one is certified
    with clock.at(TOO_LATE):
        desk.move(owed, "certify")
    with scope(clerk):
        one = queries.one_return(owed.pk)
        assert one.shown_vintage and one.shown_vintage.values["faulty"] == 2
        rows = [(one.number, one.values["faulty"], one.correction) for one in queries.vintages_of(one)]
        assert rows == [(2, 2, "一处重复"), (1, 3, "")]


def test_a_correction_that_changes_nothing_is_refused(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    desk.tell(owed, checked=12, faulty=3)
    desk.move(owed, "certify")
    with scope(clerk), pytest.raises(Refused, match="没有要更正的"):
        operations.correct(queries.one_return(owed.pk), {"checked": 12, "faulty": 3}, {}, reason="核对", actor=clerk)


def test_more_than_the_platform_has_registered_needs_its_reason(desk: Filing) -> None:
    desk.city.site("民治街道")
    form = desk.issued((Field("seen", "检查场所数", register="sites"),), units=("民治街道",))
    with clock.at(OPENED):
        desk.open()
        one = desk.owed(form)
        with pytest.raises(Incomplete) as refusal:
            desk.tell(one, seen=2)
        assert refusal.value.fields == {"seen": "检查场所数（2）多于平台登记的场所（1），请核对，或说明原因"}
        desk.tell(one, {"seen": "一处还没有登记"}, seen=2)
        assert desk.owed(form).state == "submitted"


def test_the_database_keeps_one_return_a_unit_and_period_and_what_was_told(desk: Filing, owed: Return) -> None:
    with scope(desk.officer):
        twin = Return.objects.get(pk=owed.pk)
        twin.pk = None
        for wrong in (
            lambda: twin.save(force_insert=True),
            lambda: Return.objects.filter(pk=owed.pk).update(state="certified"),
            lambda: Return.objects.filter(pk=owed.pk).update(state="excused"),
            lambda: Return.objects.filter(pk=owed.pk).update(state="lost"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                wrong()


def test_a_reason_that_cannot_be_kept_is_none(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    with scope(clerk):
        operations.save_draft(
            queries.one_return(owed.pk), {"checked": 3}, {"checked": "坏\x00字", "faulty": " "}, actor=clerk
        )
    assert desk.owed(owed.form).draft == {"values": {"checked": 3}, "reasons": {}, "by": clerk.id}


def test_an_excused_return_says_why(desk: Filing, owed: Return) -> None:
    desk.move(owed, "excuse", reason="本期没有此项业务")
    with clock.at(TOO_LATE):
        after = desk.owed(owed.form)
    assert (told(after), after.excuse) == (("excused", "免报"), "本期没有此项业务")
    desk.move(owed, "withdraw_excuse_to_due", reason="误点")
    assert (desk.owed(owed.form).state, desk.owed(owed.form).excuse) == ("due", "")


def test_the_unit_takes_its_own_step_back_until_the_next_person_acted(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    desk.tell(owed, checked=12, faulty=3)
    desk.move(owed, "withdraw_submit_to_due", clerk, reason="漏填")
    after = desk.owed(owed.form)
    assert (after.state, after.told_at, after.latest) == ("due", None, None)
    with scope(clerk):
        assert queries.values_of(queries.one_return(owed.pk)) == {"checked": 12, "faulty": 3}
        assert queries.vintages_of(owed) == []
    desk.tell(owed, checked=13, faulty=3)
    desk.move(owed, "certify")
    with pytest.raises(Refused):
        desk.move(owed, "withdraw_submit_to_due", clerk, reason="漏填")
    desk.move(owed, "withdraw_certify", reason="误点")
    after = desk.owed(owed.form)
    assert (after.state, after.official) == ("submitted", None)


def test_the_office_takes_back_that_it_sent_a_return_back(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=12, faulty=3)
    desk.move(owed, "send_back", reason="误点")
    assert desk.owed(owed.form).sent_back == 1
    desk.move(owed, "withdraw_send_back", reason="误点")
    assert (desk.owed(owed.form).state, desk.owed(owed.form).sent_back) == ("submitted", 0)


def test_telling_is_for_the_unit_or_its_district_and_for_nobody_else(desk: Filing, owed: Return) -> None:
    others = {
        "the office that asks": desk.officer,
        "another street": desk.clerks["粤海街道"],
        "its district": desk.city.actor(Role.DISTRICT_OFFICER, "龙华区"),
        "its district's office": desk.city.actor(Role.OFFICE_OFFICER, "龙华区安委办"),
        "another district": desk.city.actor(Role.DISTRICT_OFFICER, "南山区"),
        "its district's department": desk.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
    }
    found: dict[str, Any] = {}
    for who, actor in others.items():
        with scope(actor):
            try:
                one = queries.one_return(owed.pk)
                operations.save_draft(one, {"checked": 1}, {}, actor=actor)
                found[who] = "tells"
            except NotAllowed:
                found[who] = "reads"
            except NotFound:
                found[who] = "sees nothing"
    assert found == {
        "the office that asks": "reads",
        "another street": "sees nothing",
        "its district": "tells",
        "its district's office": "tells",
        "another district": "sees nothing",
        "its district's department": "sees nothing",
    }


def test_a_submission_without_values_is_refused_at_the_door(desk: Filing, owed: Return) -> None:
    clerk = desk.clerks["民治街道"]
    with scope(clerk), pytest.raises(Refused, match="填报页"):
        perform(queries.one_return(owed.pk), "submit", clerk)


def test_a_withdrawn_form_asks_nobody_any_more(desk: Filing, owed: Return) -> None:
    with scope(desk.officer):
        form = queries.form(owed.form_id)
        assert [one.name for one in offers(form, desk.officer) if one.allowed] == ["end"]
    with scope(desk.leader):
        perform(queries.form(owed.form_id), "withdraw", desk.leader, reason="减负：与台账重复")
    clerk = desk.clerks["民治街道"]
    with scope(clerk):
        assert [row.record for row in queries.waiting_for(clerk)] == []
    with clock.at(TOO_LATE):
        assert told(desk.owed(owed.form)) == ("due", "报表已撤销")
        with pytest.raises(NotAllowed, match="不必再报"):
            desk.nil(owed)


def test_what_waits_for_whom(desk: Filing, owed: Return) -> None:
    clerk, stranger = desk.clerks["民治街道"], desk.city.actor(Role.STREET_OFFICER, "粤海街道")

    def waits(actor: Any) -> list[tuple[str, str]]:
        with scope(actor):
            return [(row.record.unit.name, row.step) for row in queries.waiting_for(actor)]

    with clock.at(OPENED):
        assert waits(clerk) == []  # due in five days
    with clock.at(IN_TIME):
        assert (waits(clerk), waits(stranger), waits(desk.officer)) == (
            [("民治街道", "报送")],
            [("粤海街道", "报送")],
            [],
        )
        desk.tell(owed, checked=12, faulty=3)
        assert (waits(clerk), waits(desk.officer)) == ([], [("民治街道", "核定")])
        desk.move(owed, "send_back", reason="核对")
        assert (waits(clerk), waits(desk.officer)) == ([("民治街道", "补正报送")], [])


def test_many_are_certified_and_chased_with_a_result_each(desk: Filing, owed: Return) -> None:
    desk.tell(owed, checked=12, faulty=3)
    with scope(desk.officer):
        rows = [desk.owed(owed.form, name) for name in ("民治街道", "粤海街道")]
        outcomes = operations.certify_many(rows, actor=desk.officer)
        assert [one.why for one in outcomes] == ["", "当前状态为“待报”，只有“已报送”时才能核定"]
        rows = [desk.owed(owed.form, name) for name in ("民治街道", "粤海街道")]
        assert [one.why for one in operations.chase_many(rows, actor=desk.officer)] == ["现为“已核定”，不必催报", ""]
        assert [one.why for one in operations.chase_many(rows[1:], actor=desk.officer)] == ["今天已催过"]
