"""Schemes: what is refused before it is published, and that what is published never changes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.factories.appraisal import DISTRICTS, RATE, TRAINING, Appraisers, drafted

from zhiben.appraisal import operations, queries
from zhiben.appraisal.models import Indicator, Scheme
from zhiben.appraisal.operations import IndicatorDraft, SchemeDraft
from zhiben.appraisal.queries.measuring import measures_for
from zhiben.appraisal.vocab import Audience, Better, Kind
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused


def scheme_of(office: Appraisers, **given: Any) -> Scheme:
    draft = SchemeDraft("街道考评", 2024, Audience.STREETS, **given)
    with scope(office.officer):
        return operations.draft_scheme(draft, office=office.desk.office, actor=office.officer)


def test_the_example_shares_come_to_a_hundred(office: Appraisers) -> None:
    with scope(office.officer):
        draft = SchemeDraft("示例方案", 2024, Audience.DEPARTMENTS)
        made = operations.draft_scheme(draft, office=office.desk.office, actor=office.officer, example=True)
        rows = [(one.name, one.weight) for one in queries.indicators_of(made)]
    assert rows == [
        ("事故防控", 20),
        ("重大事故隐患整改", 25),
        ("重点任务完成", 20),
        ("检查执法", 15),
        ("宣传培训", 8),
        ("数据质量和时效", 7),
        ("创新", 5),
    ]
    assert office.move(made, "publish", office.leader).state == "published"


def test_shares_that_come_to_less_are_refused_with_the_sum(office: Appraisers) -> None:
    with scope(office.officer):
        training = office.indicator(TRAINING)
        operations.change_indicator(
            training, replace(operations.draft_of(training), weight=Decimal("24.5")), actor=office.officer
        )
    with pytest.raises(Refused) as refusal:
        office.move(office.scheme, "publish", office.leader)
    assert refusal.value.text == "各项权重合计应为100，现为99.5，还差0.5"


def test_a_leader_publishes_and_units_take_part(office: Appraisers) -> None:
    with pytest.raises(NotAllowed):
        office.move(office.scheme, "publish")
    actor = office.districts["龙华区"]
    with scope(actor):
        assert list(queries.all_schemes()) == []
    office.published()
    with scope(actor):
        assert [one.pk for one in queries.all_schemes()] == [office.scheme.pk]
    with scope(office.city.actor("department_officer", "市住房建设")):
        assert list(queries.all_schemes()) == []


def test_what_is_published_never_changes(office: Appraisers) -> None:
    scheme, training = office.published(), office.indicator(TRAINING)
    draft = operations.draft_of(training)
    with scope(office.officer):
        for act in (
            lambda: operations.change_indicator(training, replace(draft, weight=Decimal(1)), actor=office.officer),
            lambda: operations.add_indicator(scheme, replace(draft, name="另一项"), actor=office.officer),
            lambda: operations.drop_indicator(training, actor=office.officer),
            lambda: operations.drop_veto_rule(queries.veto_rules_of(scheme)[0], actor=office.officer),
        ):
            with pytest.raises(Refused, match="方案已发布"):
                act()
        assert Indicator.objects.get(pk=training.pk).weight == 25


def test_a_change_is_a_new_version_which_takes_the_old_ones_place(office: Appraisers) -> None:
    scheme = office.published()
    with scope(office.officer):
        second = operations.new_version(scheme, actor=office.officer)
        with pytest.raises(Refused, match="新版已在起草"):
            operations.new_version(scheme, actor=office.officer)
        assert (second.edition, len(queries.indicators_of(second)), len(queries.veto_rules_of(second))) == (2, 5, 2)
    office.move(second, "publish", office.leader)
    with scope(office.officer):
        states = {one.edition: one.state for one in queries.all_schemes().filter(name=scheme.name)}
    assert states == {1: "superseded", 2: "published"}


def test_no_version_changes_what_is_being_scored(office: Appraisers) -> None:
    office.taken(office.assessed(), "scored")
    with scope(office.officer):
        second = operations.new_version(office.scheme, actor=office.officer)
    with pytest.raises(NotAllowed, match="计分标准不能中途改变"):
        office.move(second, "publish", office.leader)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"kind": Kind.AUTO}, {"measure", "best"}),
        ({"kind": Kind.AUTO, "measure": "A2.actions", "worst": Decimal(0), "best": Decimal(9)}, {"measure"}),
        ({"kind": Kind.AUTO, "measure": "nothing", "worst": Decimal(0), "best": Decimal(9)}, {"measure"}),
        ({"worst": Decimal(100), "best": Decimal(60)}, {"best"}),
        ({"better": Better.LESS, "worst": Decimal(60), "best": Decimal(100)}, {"best"}),
        ({"kind": Kind.DEDUCTION}, {"per_item"}),
        ({"weight": Decimal(0)}, {"weight"}),
        ({"name": RATE}, {"name"}),
        ({"pillar": " "}, {"pillar"}),
        (
            {"kind": Kind.AUTO, "measure": "D1.rate", "whole": "D1.reported", "worst": Decimal(0), "best": Decimal(9)},
            {"whole"},
        ),
    ],
)
def test_an_indicator_that_does_not_fit_is_refused(office: Appraisers, given: dict[str, Any], fields: set[str]) -> None:
    draft = replace(IndicatorDraft("一类", "一项", Kind.MANUAL, Decimal(5)), **given)
    with scope(office.officer), pytest.raises(Incomplete) as wrong:
        operations.add_indicator(office.scheme, draft, actor=office.officer)
    assert set(wrong.value.fields) == fields


def test_measures_are_offered_by_whom_they_can_tell_of(office: Appraisers) -> None:
    with scope(office.officer):
        found = {audience: {one.id for one in measures_for(audience)} for audience in Audience}
    for audience, told in (
        (Audience.DISTRICTS, {"D1.rate", "hazards.overdue", "A5.tasks"}),
        (Audience.STREETS, {"D1.rate", "C5.confirmed"}),
        (Audience.DEPARTMENTS, {"A5.tasks", "tasks.overdue", "tasks.missed"}),
    ):
        assert told <= found[audience]
    assert "A2.actions" not in found[Audience.DISTRICTS] | found[Audience.STREETS] | found[Audience.DEPARTMENTS]


def test_peer_groups_are_never_mixed(office: Appraisers) -> None:
    street, district = office.city.unit("民治街道").pk, office.city.unit("龙华区").pk
    with pytest.raises(Incomplete) as wrong:
        scheme_of(office, chosen=(street, district))
    assert list(wrong.value.fields) == ["chosen"]
    made = scheme_of(office, chosen=(street,))
    with scope(office.officer):
        units = queries.units_of(Audience.STREETS, made.office_id, made.chosen)
        everyone = queries.units_of(Audience.DISTRICTS, made.office_id)
        departments = queries.units_of(Audience.DEPARTMENTS, made.office_id)
    assert [one.name for one in units] == ["民治街道"]
    assert {one.name for one in everyone} == set(DISTRICTS)
    assert {one.name for one in departments} == {"市住房建设", "市应急管理", "市消防救援", "市交通运输"}


def test_grades_descend(office: Appraisers) -> None:
    with pytest.raises(Incomplete, match="请核对方案"):
        scheme_of(office, good=Decimal(95))


def test_only_an_officer_of_the_office_drafts(office: Appraisers) -> None:
    for actor in (office.leader, office.districts["龙华区"], office.city.actor("office_officer", "龙华区安委办")):
        with scope(actor), pytest.raises(NotAllowed):
            drafted(actor, office.desk.office, "别的方案")


def test_a_district_runs_its_own(office: Appraisers) -> None:
    officer = office.city.actor("office_officer", "龙华区安委办")
    own = office.city.unit("龙华区安委办").pk
    with scope(officer):
        made = operations.draft_scheme(SchemeDraft("龙华区街道考评", 2024, Audience.STREETS), office=own, actor=officer)
        assert [one.name for one in queries.units_of(Audience.STREETS, own)] == ["民治街道"]
    with scope(office.officer):
        assert made.pk in {one.pk for one in queries.all_schemes()}
    with scope(office.city.actor("office_officer", "南山区安委办")):
        assert list(queries.all_schemes()) == []
