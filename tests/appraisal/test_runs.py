"""A run from its opening to its notice: what is frozen, what each district gets, and that it comes out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tests.factories.appraisal import CHECKED, NEW_WAYS, OVERDUE, RATE, SAID, TRAINING, Appraisers
from tests.factories.hazards import Cast, hazard
from tests.factories.pages import browser, text

from zhiben.appraisal import operations, papers, queries
from zhiben.appraisal.models import Card, Entry, Run, Score, Scoring
from zhiben.appraisal.operations import Said
from zhiben.appraisal.queries import recomputing
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.vocab import Kind
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused

PLACES = {"南山区": "粤海街道", "福田区": "南园街道"}
TRIED = {"龙华区": "74.25", "南山区": "60.00～100.00", "福田区": "25.00～65.00"}
"""南山区: 20 for nothing overdue, 25 and 15; 福田区: 20, 5, and nothing at 60 of 100. Their rate lacks."""


def scores(office: Appraisers, run: Run) -> dict[str, Score]:
    with scope(office.officer):
        return {one.card.unit_name: one for one in queries.scores_of(queries.scorings_of(run)[0])}


def test_districts_get_what_was_worked_out_by_hand(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    found = scores(office, run)
    assert {name: one.shown for name, one in found.items()} == TRIED
    assert {name: one.grade for name, one in found.items()} == {"龙华区": "passed", "南山区": "", "福田区": ""}
    # 龙华区 is behind 南山区 if that has all of its forty, and before it if nothing.
    assert {name: (one.first, one.last) for name, one in found.items()} == {
        "龙华区": (1, 2),
        "南山区": (1, 3),
        "福田区": (2, 3),
    }
    lines = {line["indicator"]: line["points"] for line in found["龙华区"].lines}
    assert {name: lines[office.indicator(name).pk] for name in (RATE, OVERDUE, TRAINING, CHECKED, NEW_WAYS)} == {
        RATE: "20.00",
        OVERDUE: "20.00",
        TRAINING: "20.00",
        CHECKED: "11.25",
        NEW_WAYS: "3.00",
    }


def test_no_place_stands_without_its_interval(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    for one in scores(office, run).values():
        assert one.rank_low <= one.first <= one.last <= one.rank_high
        assert one.rank_shown.endswith(f"（区间{one.rank_low}～{one.rank_high}）")


def test_the_best_on_everything_is_first_however_it_is_weighed(office: Appraisers) -> None:
    best = {TRAINING: Said(points=Decimal(25)), CHECKED: Said(value=Decimal(100))}
    some = {TRAINING: Said(points=Decimal(24)), CHECKED: Said(value=Decimal(99))}
    last = {TRAINING: Said(points=Decimal(5)), CHECKED: Said(value=Decimal(61))}
    for name, state in (("南山区", "declared"), ("福田区", "verified")):
        with clock.at(clock.now() - timedelta(days=1)):
            hazard(Cast(office.city, site=office.city.site(PLACES[name]), district=name), state)
    run = office.assessed({"南山区": best, "龙华区": some, "福田区": last})
    found = scores(office, office.taken(run, "scored"))
    assert {name: (one.first, one.rank_low, one.rank_high, one.band) for name, one in found.items()} == {
        "南山区": (1, 1, 1, "above"),
        "龙华区": (2, 2, 2, "level"),
        "福田区": (3, 3, 3, "below"),
    }


def test_nobody_is_better_than_equals(office: Appraisers) -> None:
    same = {TRAINING: Said(points=Decimal(20)), CHECKED: Said(value=Decimal(90))}
    with scope(office.officer):
        rate = office.indicator(RATE)
        draft = replace(operations.draft_of(rate), kind=Kind.DEDUCTION, measure="hazards.overdue", per_item=Decimal(1))
        operations.change_indicator(rate, draft, actor=office.officer)
    found = scores(office, office.taken(office.assessed(dict.fromkeys(PLACES | {"龙华区": ""}, same)), "scored"))
    assert {(one.rank_shown, one.band) for one in found.values()} == {("1（区间1～1）", "level")}


def test_a_score_comes_out_again_from_what_was_frozen(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with scope(office.officer):
        for one in queries.scores_on(office.card(run)):
            found = recomputing.recomputed(one)
            assert found.agrees
            assert (found.total.low, found.grade) == (Decimal("74.25"), "passed")
            told = {row.indicator.name: row.formula for row in found.rows}
    assert told[RATE] == "（数值－0）÷（100－0）×40分，不足零分值计0分，超过满分值计满分"
    assert told[OVERDUE] == "20分，每项扣5分，最多扣15分"


def test_a_touched_figure_shows(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with unscoped(reason="a test tampers"):
        bundle = f"appraisal-{run.pk}-1"
        row = FrozenMeasure.objects.get(measure="hazards.waiting", bundle=bundle, numerator=1, slice__gt="")
        FrozenMeasure.objects.filter(pk=row.pk).update(numerator=2)
    with scope(office.officer):
        found = recomputing.recomputed(queries.scores_on(office.card(run))[0])
    assert not found.agrees
    assert [row.indicator.name for row in found.rows if not row.agrees] == [RATE]


def test_later_records_change_no_score(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with clock.at(clock.now() + timedelta(hours=1)):
        hazard(office.cast, "verified")
    office.move(run, "rescore")
    with scope(office.officer):
        kept = [(one.scoring.number, one.shown) for one in queries.scores_on(office.card(run))]
        told = [one.scoring.number for one in reads.scores_told(office.card(run))]
    assert kept == [(2, "74.25"), (1, "74.25")]
    assert told == [2]


def test_the_records_behind_a_point_are_the_frozen_ones(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with scope(office.officer):
        score = queries.scores_on(office.card(run))[0]
        rate = office.indicator(RATE)
        assert [len(recomputing.records_behind(score, rate, side)) for side in ("numerator", "denominator")] == [1, 2]


def test_nothing_is_scored_before_the_cut(office: Appraisers) -> None:
    run = office.opened(last=clock.today())
    with pytest.raises(Refused, match="截止时点"):
        office.move(run, "score")


def test_who_scores_is_told_who_has_not_handed_in_or_is_not_assessed(office: Appraisers) -> None:
    run = office.opened()
    office.assess(run, "龙华区", SAID["龙华区"])
    with scope(office.officer):
        told = dict(papers.standing(queries.run_of(run.pk)))
    assert told == {
        "自评期限": f"{clock.in_words(run.self_by)}（未到）",
        "没有提交自评的": "3个：龙华区、南山区、福田区",
        "人工评分没有填完的": "2个：南山区、福田区",
    }
    page = text(browser(office.officer), "appraisal:run_move", run.pk, "score")
    assert [value in page for value in told.values()] == [True, True, True]


def test_the_cut_and_the_period_are_told_as_people_say_them(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with scope(office.officer):
        paper = papers.sheet_of(office.card(run), recomputing.recomputed(queries.scores_on(office.card(run))[0]))
    day = clock.in_words(run.last)
    assert run.cut_shown == f"{day}24时"
    told = (
        f"按《{run.scheme.name}》，{clock.in_words(run.first)}至{day}考评：得分74.25，等次合格，名次1～2（区间1～2）。"
    )
    assert paper.blocks[0].text == f"{told}数据截至{day}24时。"


def test_a_period_is_appraised_once(office: Appraisers) -> None:
    office.opened()
    with pytest.raises(Incomplete):
        office.opened()


def test_a_unit_says_what_it_thinks_of_itself_and_hands_it_in(office: Appraisers) -> None:
    run, actor = office.opened(), office.districts["龙华区"]
    training, rate, checked = (office.indicator(name).pk for name in (TRAINING, RATE, CHECKED))
    with scope(actor):
        card = Card.objects.select_related("run__scheme__office", "unit").get()
        with pytest.raises(Refused, match="还有指标没有自评"):
            office.move(card, "hand_in", actor)
        with pytest.raises(Incomplete) as wrong:
            operations.self_assess(card, {training: Said(points=Decimal(26))}, actor=actor)
        assert wrong.value.fields == {f"points-{training}": "应在0至25分之间"}
        said = {training: Said(points=Decimal(24)), checked: Said(points=Decimal(12)), rate: Said(note="一项在验收")}
        operations.self_assess(card, said, actor=actor)
        office.move(card, "hand_in", actor)
        with pytest.raises(Refused, match="自评已提交"):
            operations.self_assess(card, said, actor=actor)
    assert card.state == "handed_in"
    with scope(office.officer):
        kept = Entry.objects.filter(card=card).order_by("indicator__position")
        assert [(one.self_points, one.self_note) for one in kept] == [
            (None, "一项在验收"),
            (Decimal("24.00"), ""),
            (Decimal("12.00"), ""),
        ]
    # What counts is what the office says.
    assert run.state == "opened"


def test_the_office_is_told_where_what_it_filled_in_cannot_be(office: Appraisers) -> None:
    run = office.opened()
    checked, rate = office.indicator(CHECKED).pk, office.indicator(RATE).pk
    for said, fields in (
        ({checked: Said(numerator=Decimal(51), denominator=Decimal(50))}, {f"numerator-{checked}": "分子51大于分母50"}),
        ({checked: Said(numerator=Decimal(51))}, {f"denominator-{checked}": "分子、分母须同时填写"}),
        ({rate: Said(points=Decimal(9))}, {f"points-{rate}": "自动取数的指标不手工评分"}),
    ):
        with scope(office.officer), pytest.raises(Incomplete) as wrong:
            operations.assess(office.card(run), said, actor=office.officer)
        assert wrong.value.fields == fields
    office.assess(run, "南山区", {CHECKED: Said(value=Decimal("95.3"))})
    with pytest.raises(Incomplete, match="请核对") as mixed:
        office.assess(run, "龙华区", {CHECKED: Said(value=Decimal("0.953"))})
    assert list(mixed.value.fields) == [f"value-{checked}"]
    with scope(office.officer):
        assert Entry.objects.filter(card__run=run).count() == 1


def test_a_veto_forces_a_grade(office: Appraisers) -> None:
    run = office.assessed()
    card = office.card(run)
    with scope(office.officer):
        first, second = queries.veto_rules_of(run.scheme)
        event = operations.note_veto(card, first, on=date(2024, 11, 3), what="示例事故", actor=office.officer)
        with pytest.raises(Incomplete):
            operations.note_veto(card, second, on=date(2023, 11, 3), what="去年", actor=office.officer)
    office.taken(run, "scored")
    assert scores(office, run)["龙华区"].grade == "fail"
    with scope(office.officer):
        operations.strike_veto(event, "核实非责任事故", actor=office.officer)
    office.move(run, "rescore")
    assert scores(office, run)["龙华区"].grade == "passed"


def test_what_was_tried_before_anybody_was_told_is_no_score_put_right(office: Appraisers) -> None:
    run = office.taken(office.opened(), "scored")
    for unit, told in SAID.items():
        office.assess(run, unit, told)
    office.move(run, "rescore")
    office.move(run, "tell", office.leader)
    page = text(browser(office.districts["龙华区"]), "appraisal:card", office.card(run).pk)
    assert "74.25" in page
    assert [word in page for word in ("更正", "不完整", "各次得分")] == [False, False, False]


def test_units_know_their_score_once_they_are_told_and_only_their_own(office: Appraisers) -> None:
    run, actor = office.taken(office.assessed(), "scored"), office.districts["龙华区"]
    from zhiben.appraisal import policy

    with scope(actor):
        seen = Run.objects.select_related("scheme").get(pk=run.pk)
        assert not policy.sees_scores(actor, seen)
        assert [one.unit_name for one in queries.cards_of(seen)] == ["龙华区"]
    office.move(run, "tell", office.leader)
    with scope(actor):
        seen = Run.objects.select_related("scheme").get(pk=run.pk)
        assert policy.sees_scores(actor, seen)
        assert [one.card.unit_name for one in queries.scores_of(queries.scorings_of(seen)[0])] == ["龙华区"]
    stranger = office.city.actor("department_officer", "市住房建设")
    with scope(stranger):
        assert (Run.objects.count(), Card.objects.count(), Score.objects.count(), Scoring.objects.count()) == (
            0,
            0,
            0,
            0,
        )


def test_the_notice_makes_the_result_final(office: Appraisers) -> None:
    run = office.told()
    with pytest.raises(NotAllowed, match="申诉期未满"):
        office.move(run, "decide", office.leader)
    with clock.at(datetime(2024, 12, 24, 9, 0, tzinfo=clock.TZ)):
        office.move(run, "decide", office.leader)
        with scope(office.officer):
            written = papers.notice_of(run)
            document = operations.draft_notice(run, written, actor=office.officer)
        assert "龙华区\t74.25\t合格\t1～2（区间1～2）\t无明显差异" in written.body.splitlines()
        office.desk.taken(document, "issued")
        with scope(office.officer):
            run = queries.run_of(run.pk)
        assert run.state == "final"
        with scope(office.officer), pytest.raises(Refused, match="不撤回"):
            office.move(document, "withdraw_issue", office.leader, reason="有误", correction="更正")


def test_a_final_run_is_put_right_by_one_beside_it(office: Appraisers) -> None:
    run = final(office)
    with clock.at(datetime(2024, 12, 25, 9, 0, tzinfo=clock.TZ)):
        with scope(office.officer), pytest.raises(Incomplete):
            operations.restate(run, reason=" ", self_by=date(2024, 12, 30), actor=office.officer)
        with scope(office.officer):
            again = operations.restate(run, reason="漏计一起事故", self_by=date(2024, 12, 30), actor=office.officer)
        office.assess(again, "龙华区", {TRAINING: Said(points=Decimal(10))})
        office.move(again, "score")
    assert (scores(office, again)["龙华区"].shown, scores(office, run)["龙华区"].shown) == ("64.25", "74.25")
    with scope(office.officer):
        assert (queries.run_of(run.pk).state, str(again).endswith("（重新考评）")) == ("final", True)


def final(office: Appraisers) -> Run:
    """A run whose notice was issued on 24 December."""
    run = office.told()
    with clock.at(datetime(2024, 12, 24, 9, 0, tzinfo=clock.TZ)):
        office.move(run, "decide", office.leader)
        with scope(office.officer):
            document = operations.draft_notice(run, papers.notice_of(run), actor=office.officer)
        office.desk.taken(document, "issued")
    with scope(office.officer):
        return queries.run_of(run.pk)


def test_a_rate_is_taken_with_its_own_denominator(office: Appraisers) -> None:
    """Both hazards are confirmed by nobody: 0 of 2; the third is, by two people on site: 1 of 3 is 33.3333 %."""
    with clock.at(clock.now() - timedelta(days=1)):
        third = hazard(office.cast, "verified")
        office.cast.sign(third, "confirm")
    with scope(office.officer):
        rate = office.indicator(RATE)
        draft = replace(operations.draft_of(rate), measure="C5.confirmed", whole="", minimum=3)
        operations.change_indicator(rate, draft, actor=office.officer)
    run = office.taken(office.assessed(), "scored")
    with scope(office.officer):
        score = queries.scores_on(office.card(run))[0]
        found = next(row for row in recomputing.recomputed(score).rows if row.indicator.name == RATE)
        assert (found.line.told.numerator, found.line.told.denominator, found.line.points) == (1, 3, Decimal("13.33"))
        assert [len(recomputing.records_behind(score, rate, side)) for side in ("numerator", "denominator")] == [1, 3]
