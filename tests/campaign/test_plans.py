"""Plans are founded, written, put to the units that they name, reviewed, issued and revised, each step by whom it is
for; who is not named does not see them before they are issued."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.factories.orgs import City
from tests.factories.plans import Planners, fresh

from zhiben.campaign import queries
from zhiben.campaign.models import Consultation, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations import MeasureDraft, drafts_of, found_plan, revise_plan, set_measures
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Participation, unfiltered
from zhiben.inbox import queries as inbox
from zhiben.inbox.models import Notice
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.orgs.models import Unit
from zhiben.orgs.vocab import Role


@pytest.fixture
def planners(city: City) -> Planners:
    return Planners(city)


def test_plan_is_named_by_what_it_is_of(planners: Planners) -> None:
    found = [planners.master(state="drafted"), planners.of_district(), planners.of_sector()]
    assert [str(plan) for plan in found] == [
        "安全生产治本攻坚三年行动总体方案",
        "龙华区安全生产治本攻坚三年行动子方案",
        "房屋建筑施工领域安全生产治本攻坚三年行动子方案",
    ]
    with scope(planners.officer):
        assert [group[0] for group in queries.groups(queries.lines(queries.plans()))] == [
            "总体方案",
            "区子方案",
            "行业领域子方案",
        ]
    assert verify().ok


def test_what_has_a_plan_gets_no_second_one(planners: Planners) -> None:
    planners.of_sector()
    for kind, again in (("sector", planners.of_sector), ("master", planners.master)):
        if kind == "master":
            again()
        with pytest.raises(Conflict):
            again()


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"kind": "district"}, ["territory"]),
        ({"kind": "sector"}, ["sector"]),
        ({"kind": "master", "owner": 99_999}, ["owner"]),
    ],
)
def test_plan_of_nothing_is_refused(planners: Planners, given: dict[str, object], fields: list[str]) -> None:
    owner = int(str(given.get("owner", planners.unit("市安委办"))))
    with scope(planners.officer), pytest.raises(Incomplete) as refusal:
        found_plan(planners.campaign, str(given["kind"]), owner=owner, actor=planners.officer)
    assert (list(refusal.value.fields), Plan._unfiltered().count()) == (fields, 0)


def test_a_unit_founds_its_own_plan_and_no_other(planners: Planners) -> None:
    sector = planners.city.sectors["房屋建筑施工"].pk
    stranger = planners.other
    with scope(stranger), pytest.raises(NotAllowed):
        found_plan(planners.campaign, "sector", owner=planners.unit("市住房建设"), sector=sector, actor=stranger)
    with scope(stranger), pytest.raises(NotAllowed):
        found_plan(planners.campaign, "master", owner=planners.unit("市应急管理"), actor=stranger)
    with scope(planners.officer):
        plan = found_plan(
            planners.campaign, "sector", owner=planners.unit("市住房建设"), sector=sector, actor=planners.officer
        )
        with pytest.raises(NotAllowed):
            set_measures(plan.versions.get(), [planners.measure()], actor=planners.officer)


def _version(plan: Plan) -> PlanVersion:
    return PlanVersion._unfiltered().select_related("plan__campaign", "plan__current").get(plan=plan)


def test_measures_are_replaced_each_keeping_its_row(planners: Planners) -> None:
    first, second, third = (planners.measure(number) for number in "123")
    plan = planners.of_sector((first, second))
    version = _version(plan)
    rows = {one.measure.number: one.pk for one in MeasureWording._unfiltered().select_related("measure")}
    later = replace(second, text="改过的措施", assisting=())
    with scope(planners.department):
        set_measures(version, [later, third], actor=planners.department)
        assert drafts_of(version) == [later, third]
    now = {one.measure.number: one.pk for one in MeasureWording._unfiltered().select_related("measure")}
    assert (now["2"], sorted(now)) == (rows["2"], ["2", "3"])
    assert list(PlanMeasure._unfiltered().values_list("number", flat=True).order_by("number")) == ["2", "3"]
    facts = json.loads(AuditEntry.objects.filter(verb="set_measures").latest("seq").facts)
    assert (facts["added"], facts["removed"]) == (["3"], ["1"])
    assert facts["changed"] == {
        "2": {"text": ["第2条：对重大事故隐患动态清零", "改过的措施"], "assisting": [list(second.assisting), []]}
    }


def _wrong(planners: Planners, case: str) -> MeasureDraft:
    unit = planners.unit("市住房建设")
    return planners.measure(
        **{
            "early": {"due": date(2023, 12, 31)},
            "late": {"due": date(2027, 1, 1)},
            "foreign action": {"action": 99_999},
            "foreign upper": {"upper": 99_999},
            "two leads": {"assisting": (unit,)},
            "no text": {"text": ""},
            "long number": {"number": "1" * 21},
            "gone unit": {"lead_unit": 99_999},
        }[case]
    )


@pytest.mark.parametrize(
    ("case", "place"),
    [
        ("early", "1.due"),
        ("late", "1.due"),
        ("foreign action", "1.action"),
        ("foreign upper", "1.upper"),
        ("two leads", "1.assisting"),
        ("no text", "1.text"),
        ("long number", "1.number"),
        ("gone unit", "1.lead_unit"),
    ],
)
def test_wrong_measure_is_refused_with_its_place(planners: Planners, case: str, place: str) -> None:
    version = _version(planners.of_sector())
    with scope(planners.department), pytest.raises(Incomplete) as refusal:
        set_measures(version, [_wrong(planners, case)], actor=planners.department)
    assert list(refusal.value.fields) == [place]
    assert [one.text for one in MeasureWording._unfiltered()] == ["第1条：对重大事故隐患动态清零"]


def test_number_given_twice_is_refused(planners: Planners) -> None:
    version = _version(planners.of_sector())
    with scope(planners.department), pytest.raises(Incomplete) as refusal:
        set_measures(version, [planners.measure(), planners.measure()], actor=planners.department)
    assert refusal.value.fields == {"2.number": "编号“1”重复"}


def test_unit_that_ends_before_the_due_day_is_refused(planners: Planners) -> None:
    version = _version(planners.of_sector())
    Unit.objects.filter(pk=planners.unit("市消防救援")).update(valid_to=date(2024, 12, 1))
    with scope(planners.department), pytest.raises(Incomplete) as refusal:
        set_measures(version, [planners.measure(text="改过的措施")], actor=planners.department)
    assert refusal.value.fields == {"1.assisting": "“市消防救援”届时已不存在"}
    with scope(planners.department):
        set_measures(version, [planners.measure(due=date(2024, 11, 30))], actor=planners.department)


def test_measure_carries_out_one_of_the_master_plan_in_force_and_none_of_its_own(planners: Planners) -> None:
    plan = planners.of_sector()
    own = PlanMeasure._unfiltered().get()
    drafted = planners.master(state="drafted")
    above = PlanMeasure._unfiltered().filter(plan=drafted).order_by("pk")[0]
    version = _version(plan)
    with scope(planners.department):
        for upper in (own.pk, above.pk):
            with pytest.raises(Incomplete) as refusal:
                set_measures(version, [planners.measure(upper=upper)], actor=planners.department)
            assert list(refusal.value.fields) == ["1.upper"]
    planners.bring(_version(drafted), "issued", planners.officer)
    with scope(planners.department):
        set_measures(version, [planners.measure(upper=above.pk)], actor=planners.department)
    planners.bring(version, "issued", planners.department)
    own = PlanMeasure._unfiltered().get(pk=own.pk)
    assert own.upper_id == above.pk
    with scope(planners.officer):
        assert [one.measure_id for one in queries.lower_measures(above)] == [own.pk]


def test_named_units_are_asked_and_told_and_see_the_draft(planners: Planners) -> None:
    plan = planners.of_sector((planners.measure(assisting=(planners.unit("市应急管理"),)),), state="drafted")
    version, asked = _version(plan), planners.other
    with scope(asked):
        assert (list(Plan.objects.all()), list(beside(PlanVersion))) == ([], [])
    planners.bring(version, "consulting", planners.department)
    with scope(asked):
        assert list(beside(PlanVersion)) == [version]
        line = inbox.waiting_for(asked)[0]
        assert (line.step, line.due, line.address) == ("反馈意见", version.reply_by, version.get_absolute_url())
    assert [one.unit.name for one in Consultation._unfiltered()] == ["市应急管理"]
    told = Notice.objects.filter(kind="campaign.plan_asked")
    assert list(told.values_list("person", flat=True)) == [asked.id]
    stranger = planners.city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    with scope(stranger):
        assert (list(Plan.objects.all()), inbox.waiting_for(stranger)) == ([], [])


def test_opinion_is_dealt_with_before_the_plan_goes_to_review(planners: Planners) -> None:
    version = _version(planners.of_sector(state="drafted"))
    planners.bring(version, "consulting", planners.department)
    one = Consultation._unfiltered().get()
    with scope(planners.department), pytest.raises(NotAllowed):
        perform(version, "submit", planners.department)
    planners.answer(one, "object", opinion="期限太短")
    assert Notice.objects.filter(kind="campaign.plan_objected", person=planners.department.id).count() == 1
    with scope(planners.department):
        with pytest.raises(NotAllowed):
            perform(version, "submit", planners.department)
        found = Consultation.objects.get()
        assert inbox.waiting_for(planners.department)[0].step == "处理意见"
        perform(found, "answer", planners.department, adopted="partly", answer="放宽到年底")
        perform(version, "submit", planners.department)
    one = Consultation._unfiltered().get()
    assert (one.state, one.opinion, one.adopted_shown, version.state) == (
        "answered",
        "期限太短",
        "部分采纳",
        "reviewing",
    )


def test_silence_lapses_once_the_day_has_passed(planners: Planners) -> None:
    version = _version(planners.of_sector(state="drafted"))
    planners.bring(version, "consulting", planners.department)
    with clock.at(clock.now() + timedelta(days=8)), scope(planners.department):
        perform(version, "submit", planners.department)
    assert (Consultation._unfiltered().get().state, version.state) == ("lapsed", "reviewing")


def test_what_was_recalled_is_put_to_the_units_anew(planners: Planners) -> None:
    version = _version(planners.of_sector(state="drafted"))
    planners.bring(version, "consulting", planners.department)
    planners.answer(Consultation._unfiltered().get(), "object", opinion="漏了责任")
    with scope(planners.department):
        perform(version, "recall", planners.department, reason="按意见修改")
        set_measures(version, [planners.measure(text="补上责任")], actor=planners.department)
    planners.bring(version, "consulting", planners.department)
    rounds = list(Consultation._unfiltered().order_by("round").values_list("round", "state"))
    assert rounds == [(1, "objected"), (2, "asked")]
    with scope(planners.department), pytest.raises(NotAllowed):
        perform(version, "submit", planners.department)


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda p, v: perform(v, "consult", p.department, reply_by=clock.today() - timedelta(days=1)), Incomplete),
        (
            lambda p, v: (
                set_measures(v, [], actor=p.department) and perform(v, "consult", p.department, reply_by=clock.today())
            ),
            Refused,
        ),
    ],
)
def test_consultation_needs_time_and_something_to_say(
    planners: Planners, break_it: Callable[[Planners, PlanVersion], object], error: type[Refused]
) -> None:
    version = _version(planners.of_sector(state="drafted"))
    with scope(planners.department), pytest.raises(error):
        break_it(planners, version)
    assert Consultation._unfiltered().count() == 0


def test_issued_plan_is_read_by_districts_and_named_units_and_counted(planners: Planners) -> None:
    before = clock.now()
    plan = planners.master()
    district = planners.city.actor(Role.DISTRICT_OFFICER, "南山区")
    stranger = planners.city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    for actor, seen in ((district, [plan]), (planners.department, [plan]), (stranger, [])):
        with scope(actor):
            assert list(Plan.objects.all()) == seen
    version = plan.current
    assert version is not None
    assert (version.state, version.document_no, version.issued_on) == ("issued", "示例〔2024〕1号", clock.today())
    known = measure.registered()
    later = clock.now() + timedelta(seconds=1)
    with scope(planners.officer):
        counted = [
            evaluate(known[f"A1.{kind}"], Cut(at)).numerator
            for at in (before, later)
            for kind in ("master", "district", "sector")
        ]
    assert counted == [0, 0, 0, 1, 0, 0]
    assert verify().ok


@pytest.mark.parametrize("days", [1, -1])
def test_issue_day_is_neither_to_come_nor_before_the_last_one(planners: Planners, days: int) -> None:
    plan = planners.master()
    version = _revised(planners, plan, [planners.measure("1"), planners.measure("2")])
    planners.bring(version, "reviewing", planners.officer)
    with scope(planners.leader), pytest.raises(Incomplete) as refusal:
        perform(version, "issue", planners.leader, issued_on=clock.today() + timedelta(days=days))
    assert list(refusal.value.fields) == ["issued_on"]


def _revised(planners: Planners, plan: Plan, measures: list[MeasureDraft]) -> PlanVersion:
    with scope(planners.officer):
        version = revise_plan(plan, reason="年度调整", actor=planners.officer)
        set_measures(version, measures, actor=planners.officer)
    return version


def test_revision_copies_what_is_in_force_and_supersedes_it(planners: Planners) -> None:
    plan = planners.master()
    first = plan.current
    assert first is not None
    with scope(planners.officer):
        version = revise_plan(plan, reason="年度调整", actor=planners.officer)
        assert drafts_of(version) == drafts_of(first)
        with pytest.raises(Refused):
            revise_plan(plan, reason="再改", actor=planners.officer)
        set_measures(version, [planners.measure("2", text="改过"), planners.measure("3")], actor=planners.officer)
    with scope(planners.city.actor(Role.DISTRICT_OFFICER, "南山区")):
        assert list(beside(PlanVersion)) == [first]
    planners.bring(version, "issued", planners.officer)
    first = PlanVersion._unfiltered().get(pk=first.pk)
    assert (fresh(plan).current, first.state, version.state) == (version, "superseded", "issued")
    dropped = dict(PlanMeasure._unfiltered().values_list("number", "dropped"))
    assert dropped == {"1": True, "2": False, "3": False}
    with scope(planners.officer):
        assert sorted(one.measure.number for one in queries.present_wordings().select_related("measure")) == ["2", "3"]
        told = queries.compared(first, version)
    assert ([one.number for one in told.added], [one.number for one in told.removed], told.same) == (["3"], ["1"], 0)
    assert [(one.number, [column.label for column in one.altered]) for one in told.changed] == [("2", ["措施"])]
    assert "".join(text for _how, text in told.changed[0].altered[0].left) == "第2条：对重大事故隐患动态清零"
    assert "".join(text for _how, text in told.changed[0].altered[0].right) == "改过"


def test_only_a_draft_is_written(planners: Planners) -> None:
    plan = planners.of_sector(state="consulting")
    with scope(planners.department), pytest.raises(Refused) as refusal:
        set_measures(_version(plan), [planners.measure()], actor=planners.department)
    assert "征求意见" in refusal.value.text


def test_dropped_plan_is_drafted_again_from_what_it_said(planners: Planners) -> None:
    plan = planners.of_sector()
    with scope(planners.department):
        perform(_version(plan), "drop", planners.department, reason="写错行业")
        version = revise_plan(fresh(plan), reason="重新起草", actor=planners.department)
        assert (version.number, [draft.number for draft in drafts_of(version)]) == (2, ["1"])
    moment: datetime = version.changed_at
    assert (moment, unfiltered(Participation).filter(model="campaign.plan").count()) == (clock.now(), 0)
