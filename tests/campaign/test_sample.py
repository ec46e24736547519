"""A half-month's reports drawn and checked: a draw that can be repeated, by nobody of the reporting unit, to an end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import Cast, sampled, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign.models import Sample, SampledReport
from zhiben.campaign.operations import draw_sample, framed, usual_size
from zhiben.campaign.queries import Tally, checks_waiting, rows_of, tallies
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.draw import draw
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.periods import half_month_of
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

OFFICE, LEAD = "市安委办", "市住房建设"
PERIOD = half_month_of(date(2024, 10, 1))


@pytest.fixture
def office(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, OFFICE)


def reported(city: City, count: int, *, lead: str = LEAD, nil: bool = False) -> None:
    """So many tasks of a unit, each with a report for the first half of October."""
    cast = Cast(city, lead)
    with clock.at(clock.day_start(PERIOD.first)):
        for _ in range(count):
            one = task(city, lead=lead)
            facts = {} if nil else {"text": "已逐家排查并建立台账"}
            with scope(cast.lead):
                perform(one, "nil" if nil else "report", cast.lead, period=PERIOD.first, **facts)


def drawn(city: City, office: Actor, **given: object) -> Sample:
    with scope(office):
        return draw_sample(city.unit(OFFICE).pk, PERIOD, actor=office, **given)  # type: ignore[arg-type]


def rows(sample: Sample, office: Actor) -> list[SampledReport]:
    with scope(office):
        return list(rows_of(sample))


def test_sample_is_the_draw_of_its_frame_and_seed(city: City, office: Actor) -> None:
    reported(city, 6)
    sample = drawn(city, office, seed="20241016", size=3)
    frame = sample.frame.split("\n")
    again = draw(frame, seed="20241016", size=3)
    assert (len(frame), sample.digest) == (6, again.digest)
    names = [f"{row.report.task.number} {row.report.unit.name}" for row in rows(sample, office)]
    assert tuple(names) == again.drawn
    entry = AuditEntry.objects.get(verb="draw_sample")
    assert (entry.actor, again.digest in entry.facts, "20241016" in entry.facts) == (office.id, True, True)


def test_frame_has_no_nil_returns_and_only_the_offices_own_territory(city: City, office: Actor) -> None:
    reported(city, 2)
    reported(city, 1, nil=True)
    reported(city, 1, lead="龙华区")
    district = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(office):
        whole = framed(city.unit(OFFICE).pk, PERIOD)
    with scope(district):
        part = framed(city.unit("龙华区安委办").pk, PERIOD)
    assert (len(whole), [name.split()[1] for name in part]) == (3, ["龙华区"])


@pytest.mark.parametrize(("reports", "size"), [(5, 5), (20, 20), (399, 20), (401, 21), (1000, 50)])
def test_usual_size_is_a_share_but_at_least_twenty(reports: int, size: int) -> None:
    assert usual_size(reports) == size


def test_what_cannot_be_drawn_is_refused(city: City, office: Actor) -> None:
    with pytest.raises(Refused, match="没有可以抽查的报送"):
        drawn(city, office)
    reported(city, 2)
    with pytest.raises(Incomplete, match="最多可抽2份"):
        drawn(city, office, size=3)
    with scope(office), pytest.raises(Refused, match="还没有结束"):
        draw_sample(city.unit(OFFICE).pk, half_month_of(clock.today()), actor=office)
    stranger = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(stranger), pytest.raises(NotAllowed):
        draw_sample(city.unit(OFFICE).pk, PERIOD, actor=stranger)
    drawn(city, office)
    with pytest.raises(Conflict, match="本期已抽取过样本"):
        drawn(city, office)


def test_insufficient_report_goes_back_to_the_unit_and_is_checked_again(city: City, office: Actor) -> None:
    row = rows(sampled(city, OFFICE, office), office)[0]
    lead = Cast(city).lead
    with scope(office):
        perform(row, "ask_more", office, note="缺照片")
    with scope(lead):
        assert [(str(one.record), one.step) for one in checks_waiting(lead)] == [(str(row), "补充佐证")]
        perform(row, "supplement", lead, supplement="照片见附件")
        assert checks_waiting(lead) == []
    with scope(office):
        assert [str(one.record) for one in checks_waiting(office)] == ["2024年10月上半月报送抽查还有1份待核查"]
        perform(row, "confirm", office, note="属实")
    assert (row.state, row.supplement, row.note) == ("true", "照片见附件", "属实")


def test_nobody_checks_the_own_units_report(city: City, office: Actor) -> None:
    row = rows(sampled(city, OFFICE, office), office)[0]
    both = Actor(office.id, office.name, (*office.grants, *Cast(city).lead.grants))
    with scope(both), pytest.raises(NotAllowed, match="核查人不得属于报送单位"):
        perform(row, "confirm", both)


def test_tally_counts_what_was_found_and_how_sure_it_is(city: City, office: Actor) -> None:
    reported(city, 5)
    sample = drawn(city, office)
    found = rows(sample, office)
    with scope(office):
        for row, move in zip(found, ("confirm", "confirm", "refute", "ask_more"), strict=False):
            perform(row, move, office, note="已核")
        tally = tallies([sample])[sample.pk]
    assert (tally.drawn, tally.checked, tally.settled) == (5, 4, 3)
    assert (tally.percent("true"), tally.percent("untrue")) == (200 / 3, 100 / 3)
    within = tally.within
    assert within is not None
    # Wilson's interval of 2 in 3 by hand: 20.8 % to 93.9 %.
    assert (round(within.low, 3), round(within.high, 3)) == (0.208, 0.939)
    assert (Tally(3, {"drawn": 3}).within, Tally(3, {}).percent("true")) == (None, None)


# Pages


@pytest.fixture
def desk(city: City) -> Client:
    return browser(city.person(Role.OFFICE_OFFICER, OFFICE))


def test_sample_is_drawn_and_checked_on_its_pages(city: City, desk: Client) -> None:
    reported(city, 3)
    page = text(desk, "campaign:samples")
    assert "默认抽5%，至少20份" in page and "2024年10月上半月" in page and "2024年10月下半月" not in page
    given = {"office": city.unit(OFFICE).pk, "period": "2024-10-01", "size": 2, "seed": "公开数字88"}
    send(desk, "campaign:samples", **given)
    with unscoped(reason="a test reads"):
        sample = Sample.objects.get()
        row = rows_of(sample)[0]
    page = text(desk, "campaign:sample", sample.pk)
    assert sample.digest in page and "公开数字88" in page and "0 / 2" in page and "3份报送" in page
    frame = desk.get(reverse("campaign:frame", args=[sample.pk]))
    assert frame.content.decode() == sample.frame
    assert "已逐家排查并建立台账" in text(desk, "campaign:check", row.pk)
    send(desk, "campaign:check_move", row.pk, "refute", note="台账不符")
    assert "不属实" in text(desk, "campaign:check", row.pk)
    assert "1 / 2" in text(desk, "campaign:sample", sample.pk) and "1 / 2" in text(desk, "campaign:samples")


def test_too_large_a_sample_is_told_at_its_field(city: City, desk: Client) -> None:
    reported(city, 1)
    given = {"office": city.unit(OFFICE).pk, "period": "2024-10-01", "size": 9}
    assert "最多可抽1份" in send(desk, "campaign:samples", status=422, **given)


def test_unit_sees_of_a_sample_its_own_rows_and_how_it_was_drawn(city: City, office: Actor) -> None:
    reported(city, 1)
    reported(city, 2, lead="市交通运输")
    sample = drawn(city, office, seed="公开数字88")
    own = next(row for row in rows(sample, office) if row.report.unit.name == LEAD)
    lead = browser(city.person(Role.DEPARTMENT_OFFICER, LEAD))
    assert "待核查" in text(lead, "campaign:check", own.pk)
    assert "报送抽查" in text(lead, "campaign:page", own.report.task_id)
    page = text(lead, "campaign:sample", sample.pk)
    assert (own.report.task.number in page, "市交通运输" in page) == (True, False)
    assert [one in page for one in (sample.digest, "公开数字88", "3份报送", "您看得到的（1 / 3份）")] == [True] * 4
    frame = reverse("campaign:frame", args=[sample.pk])
    assert (frame in page, lead.get(frame).status_code) == (False, 404)
    listed = text(lead, "campaign:samples")
    assert ("共抽3份，只列您看得到的1份" in listed, "0 / 1" in listed, "抽取一期" in listed) == (True, True, False)


def test_unit_of_which_nothing_was_drawn_is_told_so_and_sees_no_sample(city: City, office: Actor) -> None:
    sample = sampled(city, OFFICE, office)
    stranger = browser(city.person(Role.DEPARTMENT_OFFICER, "市交通运输"))
    text(stranger, "campaign:sample", sample.pk, status=404)
    text(stranger, "campaign:check", rows(sample, office)[0].pk, status=404)
    assert "您看得到的报送没有被抽到过" in text(stranger, "campaign:samples")
    assert clock.today() - timedelta(days=1) == PERIOD.last
