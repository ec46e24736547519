"""Objections within their window, decided by a leader who did not score; an upheld one leaves the old score beside the
new one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from tests.factories.appraisal import RATE, TRAINING, Appraisers
from tests.factories.pages import browser, text

from zhiben.appraisal import operations, queries
from zhiben.appraisal.models import Card, Objection
from zhiben.appraisal.queries import recomputing
from zhiben.appraisal.queries.runs import cards_waiting, objections_waiting, runs_waiting
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused

AFTER = datetime(2024, 12, 24, 9, 0, tzinfo=clock.TZ)
"""The window ends at 17:30 of the fifth working day after 16 December, the 23rd."""


def test_an_upheld_objection_puts_the_score_right_beside_the_old_one(office: Appraisers) -> None:
    run = office.told()
    one = office.said_no(run)
    office.move(one, "accept", points=23, opinion="补计三分")
    office.move(one, "uphold", office.leader)
    with scope(office.officer):
        kept = queries.scores_on(office.card(run))
        told = [(score.scoring.number, score.shown, bool(score.scoring.why)) for score in kept]
        assert told == [(2, "77.25", True), (1, "74.25", False)]
        assert all(recomputing.recomputed(score).agrees for score in kept)
        row = next(row for row in recomputing.recomputed(kept[0]).rows if row.indicator.name == TRAINING)
        assert (row.ground_shown, row.correction and row.correction.points) == ("申诉更正", Decimal("23.00"))
        # The others keep what they had.
        others = [score.shown for score in queries.scores_on(office.card(run, "南山区"))]
    assert others == ["60.00～100.00", "60.00～100.00"]


def test_another_units_card_does_not_say_why_a_score_was_put_right(office: Appraisers) -> None:
    run = office.told()
    one = office.said_no(run)
    office.move(one, "accept", points=23, opinion="补计三分")
    office.move(one, "uphold", office.leader)
    addresses = [office.card(run, unit).get_absolute_url() for unit in ("龙华区", "南山区")]
    pages = [browser(office.officer).get(address).content.decode() for address in addresses]
    with scope(office.officer):
        why = queries.scores_on(office.card(run))[0].scoring.why
    assert [f">{why}<" in page for page in pages] == [True, False]
    assert ["其他单位的得分有更正" in page for page in pages] == [False, True]


def test_whoever_scored_or_looked_at_it_does_not_decide(office: Appraisers) -> None:
    run = office.told()
    one = office.said_no(run)
    office.move(one, "accept", points=23, opinion="补计三分")
    with pytest.raises(NotAllowed):
        office.move(one, "uphold")
    with scope(office.leader):
        stands = Objection.objects.select_related("card__run__scheme", "indicator").get(pk=one.pk)
        stands.card.run.scored_by = office.leader.id
        assert not Objection.machine.by_name["uphold"].may(office.leader, stands).allowed
        assert Objection.machine.by_name["uphold"].may(office.second, stands).allowed


def test_a_dismissed_objection_says_why_and_changes_nothing(office: Appraisers) -> None:
    run = office.told()
    one = office.said_no(run, name=RATE)
    office.move(one, "reject", opinion="口径如此")
    with pytest.raises(Incomplete):
        office.move(one, "dismiss", office.leader)
    office.move(one, "dismiss", office.leader, decision="与冻结记录一致")
    with scope(office.officer):
        assert len(queries.scores_on(office.card(run))) == 1


def test_no_more_points_than_there_are(office: Appraisers) -> None:
    one = office.said_no(office.told())
    with pytest.raises(Incomplete) as wrong:
        office.move(one, "accept", points=26, opinion="超过满分")
    assert wrong.value.fields == {"points": "应在0至25分之间"}


def test_units_object_within_the_window_only(office: Appraisers) -> None:
    run = office.taken(office.assessed(), "scored")
    with pytest.raises(Refused, match="不在申诉期内"):
        office.said_no(run)
    office.move(run, "tell", office.leader)
    assert clock.to_the_minute(run.objections_until) == "2024-12-23 17:30"
    with clock.at(AFTER), pytest.raises(Refused, match="2024-12-23 17:30"):
        office.said_no(run)
    office.said_no(run)
    with pytest.raises(Refused, match="已有一件申诉"):
        office.said_no(run)


def test_nobody_objects_for_another(office: Appraisers) -> None:
    run = office.told()
    for actor in (office.districts["南山区"], office.officer):
        with scope(office.officer):
            card, row = office.card(run), office.indicator(TRAINING)
        with scope(actor), pytest.raises(NotAllowed):
            operations.raise_objection(card, row, "替别人申诉", actor=actor)


def test_nothing_is_decided_while_an_objection_is_open(office: Appraisers) -> None:
    run = office.told()
    one = office.said_no(run)
    with clock.at(AFTER):
        with pytest.raises(NotAllowed, match="还有申诉没有处理"):
            office.move(run, "decide", office.leader)
        office.move(one, "take_back", office.districts["龙华区"])
        assert office.move(run, "decide", office.leader).state == "decided"


def test_a_stranger_sees_no_objection(office: Appraisers) -> None:
    one = office.said_no(office.told())
    for actor, seen in (
        (office.districts["龙华区"], 1),
        (office.officer, 1),
        (office.districts["南山区"], 0),
        (office.city.actor("department_officer", "龙华区住房建设"), 0),
    ):
        with scope(actor):
            assert Objection.objects.filter(pk=one.pk).count() == seen


def test_what_waits_for_whom(office: Appraisers) -> None:
    run, district = office.opened(), office.districts["龙华区"]
    with scope(district):
        assert [(one.record.unit_name, one.step) for one in cards_waiting(district, 9)] == [("龙华区", "提交自评")]
    with scope(office.officer):
        assert [one.step for one in runs_waiting(office.officer, 9)] == ["计分"]
        assert cards_waiting(office.officer, 9) == []
    office.taken(run, "told")
    one = office.said_no(run)
    with scope(office.officer):
        assert [found.step for found in objections_waiting(office.officer, 9)] == ["拟采纳"]
    with scope(office.leader):
        assert objections_waiting(office.leader, 9) == []
    office.move(one, "accept", points=23, opinion="补计三分")
    with scope(office.leader):
        assert [found.step for found in objections_waiting(office.leader, 9)] == ["同意采纳并更正"]
    with scope(district):
        assert Card.objects.get().unit_name == "龙华区"


def test_who_answers_an_objection_reads_what_is_said_and_proposed(office: Appraisers) -> None:
    run = office.told()
    objection = office.said_no(run)
    office.move(objection, "accept", points=Decimal(22), opinion="台账属实")
    page = text(browser(office.leader), "appraisal:objection_move", objection.pk, "uphold")
    shown = ["还有两处台账没有计入", "20.00", "台账属实", "22.00"]
    assert [word in page for word in shown] == [True, True, True, True]
