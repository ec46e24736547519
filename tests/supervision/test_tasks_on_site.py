"""Reports on key tasks that were drawn for checking, checked on a visit: those of the units on whose ground the site
lies, agreement per unit, and the office's check settled by what was seen."""

from __future__ import annotations

import pytest
from tests.factories.campaign import sampled
from tests.factories.checklists import checklist, fresh
from tests.factories.supervision import OFFICE, Ground, drawn, goers, ground, signed, visited

from zhiben.campaign import queries as campaign
from zhiben.campaign.models import SampledReport
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Round, TaskCheck, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def one(built: Ground) -> Round:
    return drawn(built)


@pytest.fixture
def visit(built: Ground, one: Round) -> Visit:
    return visited(built, one)


@pytest.fixture
def report(built: Ground) -> SampledReport:
    """Of the city's department of the sites' line."""
    sample = sampled(built.built, OFFICE, built.keeper)
    with scope(built.keeper):
        return sample.rows.get()


def checked(visit: Visit, report: SampledReport, verdict: str, who: int = 0, **said: str) -> TaskCheck:
    actor = goers(visit)[who]
    with scope(actor):
        return operations.check_task(fresh(visit), report.pk, verdict, actor=actor, **said)


def test_reports_of_units_on_whose_ground_the_site_lies_are_to_be_checked(
    built: Ground, visit: Visit, report: SampledReport
) -> None:
    sampled(built.built, OFFICE, built.keeper, lead="市交通运输", back=2)
    here = sampled(built.built, OFFICE, built.keeper, lead="龙华区", back=3)
    sampled(built.built, OFFICE, built.keeper, lead="南山区", back=4)
    with scope(built.keeper):
        there = here.rows.get().pk
    with scope(goers(visit)[0]):
        assert {row.pk for row in queries.tasks_to_check(fresh(visit))} == {report.pk, there}


def test_a_report_checked_on_site_counts_as_last_seen(visit: Visit, report: SampledReport) -> None:
    first = checked(visit, report, "agrees", key="k1")
    assert checked(visit, report, "agrees", key="k1").pk == first.pk
    with pytest.raises(Conflict):
        checked(visit, report, "differs", key="k1", note="没有台账")
    with pytest.raises(Incomplete) as refusal:
        checked(visit, report, "differs")
    assert refusal.value.fields == {"note": "与报送不一致的，请写明现场的情况"}
    checked(visit, report, "differs", who=1, note="现场没有台账")
    with scope(goers(visit)[0]):
        (row,) = queries.tasks_checked(fresh(visit)).values()
    assert (row.verdict, row.note, row.person) == ("differs", "现场没有台账", goers(visit)[1].id)


def test_agreement_is_told_by_unit_with_its_interval(built: Ground, one: Round, report: SampledReport) -> None:
    for street, verdict, note in (("民治街道", "differs", "没有台账"), ("粤海街道", "agrees", "")):
        checked(visited(built, one, street), report, verdict, note=note)
    other = sampled(built.built, OFFICE, built.keeper, back=2)
    with scope(built.keeper):
        more = other.rows.get()
    checked(visited(built, one, "南园街道"), more, "differs", note="没有排查")
    with scope(built.keeper):
        rows, units = queries.agreement_in(one)
    assert len(rows) == 3
    assert [(each.name, each.true, each.settled) for each in units] == [("市住房建设", 1, 2)]
    assert (round(units[0].within.low, 3), round(units[0].within.high, 3)) == (0.095, 0.905)


def test_office_settles_the_report_by_what_was_seen(
    built: Ground, one: Round, visit: Visit, report: SampledReport
) -> None:
    row = checked(visit, report, "differs", note="现场没有台账")
    with scope(built.keeper), pytest.raises(Refused):
        operations.settle_task(queries.task_check_of(one, row.pk), actor=built.keeper)
    signed(visit)
    with scope(built.leader), pytest.raises(NotAllowed):
        operations.settle_task(queries.task_check_of(one, row.pk), actor=built.leader)
    with scope(built.keeper):
        operations.settle_task(queries.task_check_of(one, row.pk), actor=built.keeper)
        settled = campaign.check_of(report.pk)
        (unit,) = campaign.agreement_of_units([settled])
    assert (settled.state, settled.note.endswith("与报送不一致。现场没有台账")) == ("untrue", True)
    assert (unit.name, unit.true, unit.settled, round(unit.within.high, 2)) == ("市住房建设", 0, 1, 0.79)
    with scope(goers(visit)[0]), pytest.raises(Refused):
        operations.check_task(fresh(visit), report.pk, "agrees", actor=goers(visit)[0])


@pytest.mark.parametrize("settled", [True, False])
def test_a_visit_by_which_a_report_was_settled_is_not_void(
    built: Ground, one: Round, visit: Visit, report: SampledReport, *, settled: bool
) -> None:
    row = checked(visit, report, "agrees")
    signed(visit)
    with scope(built.keeper):
        if settled:
            operations.settle_task(queries.task_check_of(one, row.pk), actor=built.keeper)
        else:
            perform(campaign.check_of(report.pk), "refute", built.keeper, note="台账是补的")
        if not settled:
            assert perform(fresh(visit), "void", built.keeper, reason="走错门").state == "void"
            return
        with pytest.raises(Refused, match="已按这次检查的现场核对办理"):
            perform(fresh(visit), "void", built.keeper, reason="走错门")


def test_visits_that_saw_it_differently_are_for_the_office_to_weigh(
    built: Ground, one: Round, visit: Visit, report: SampledReport
) -> None:
    checked(visit, report, "differs", note="现场没有台账")
    other = visited(built, one, "粤海街道")
    row = checked(other, report, "agrees")
    signed(other)
    with scope(built.keeper), pytest.raises(Refused) as refusal:
        operations.settle_task(queries.task_check_of(one, row.pk), actor=built.keeper)
    assert refusal.value.text == "几次现场核对的结果不一致，请到“报送抽查”里写明情况办理"


def test_a_round_tells_each_item_and_each_department(built: Ground, one: Round) -> None:
    list_of_sites, of_departments = (
        checklist(built),
        checklist(built, "示例三管三必须", sectors=(), about="of_departments"),
    )
    for street, verdict in (("民治街道", "fails"), ("粤海街道", "meets")):
        visit = visited(built, one, street)
        actor = goers(visit)[0]
        with scope(actor):
            for each in (list_of_sites, of_departments):
                item = each.editions.get().items.get(position=2)
                operations.answer_item(fresh(visit), item.pk, verdict, actor=actor)
    with scope(built.keeper):
        told = queries.item_tallies(one)
        assert queries.departments_in(one) == [("市住房建设", 2, 1)]
    assert [
        (title, [(row.item.position, row.meets, row.fails, row.without) for row in rows]) for title, rows in told
    ] == [
        ("示例施工检查表（第1版）", [(2, 1, 1, 0)]),
        ("示例三管三必须（第1版）", [(2, 1, 1, 0)]),
    ]
