"""The queue of accident supervision: what raises a signal and why, that raising again raises nothing, that answers are
used, and who must not see it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.factories.accident_supervision import NEW, NOW, Desk, desk_with_past
from tests.factories.accidents import many_cases
from tests.factories.pages import browser

from zhiben.accidents.models import AccidentCase
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Study
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role
from zhiben.supervision import jobs, operations
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.models import AccidentSignal
from zhiben.supervision.operations.raising import Raised, raise_all
from zhiben.supervision.queries import signals

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@pytest.fixture
def watched() -> Desk:
    with clock.at(NOW):
        return desk_with_past()


def triggers(one: AccidentSignal) -> list[str]:
    return [reason["trigger"] for reason in one.reasons]


def test_a_case_of_a_new_kind_waits_with_its_reasons_and_the_nearest_case(watched: Desk) -> None:
    with clock.at(NOW):
        case = watched.accident()
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
    assert (one.state, one.subject, one.case_id) == ("waiting", f"case:{case.pk}", case.pk)
    assert triggers(one) == ["code", "text"]
    assert one.told["nearest"]["number"] and 0 <= one.told["similarity"] < 0.5
    assert any("锂电池" in NEW[first:last] for first, last in one.told["unseen"])
    assert "锂电池" not in f"{one.title} {one.told}"
    kept = Study._unfiltered().get(pk=one.study)
    assert (kept.name, kept.unit, kept.counted) == ("new-types", watched.office, 59)


def test_raising_again_raises_nothing(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        first = watched.taken_up()
        assert {one.kind for one in first} == {"new_type", "blind_spot"}
        assert watched.taken_up() == []
        (one,) = watched.of(SignalKind.NEW_TYPE)
        watched.answer(one, "not_new", reason="去年处置过同类火灾")
        assert watched.taken_up() == []


def test_some_kinds_are_taken_up_alone(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        with scope(watched.officer):
            new = operations.take_up(watched.office, kinds=(SignalKind.NEW_TYPE,), actor=watched.officer)
            others = operations.take_up(watched.office, actor=watched.officer)
    assert ({one.kind for one in new}, {one.kind for one in others}) == ({"new_type"}, {"blind_spot"})


def test_an_answer_makes_the_like_known(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
        watched.answer(one, "not_new", reason="去年处置过同类火灾")
        watched.accident(date(2024, 9, 20), narrative=NEW.replace("三轮车", "两轮车"))
        assert [each.kind for each in watched.taken_up()] == []
        watched.answer(one, "wait_again", reason="核对后收回")
        (again,) = [each for each in watched.taken_up() if each.kind == SignalKind.NEW_TYPE]
    assert "text" in triggers(again)


def test_a_combination_that_grows_is_one_signal_with_its_cases(watched: Desk) -> None:
    days = [date(2024, 5, 1) + timedelta(days=3 * number) for number in range(50)]
    with clock.at(NOW):
        many_cases(
            [watched.bureau.draft(occurred_on=day, narrative="", types=("09", "")) for day in days],
            by=watched.bureau.office,
        )
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
        assert triggers(one) == ["growth"] and one.subject.startswith("growth:")
        assert len(one.told["cases"]) >= 50
        page = browser(watched.officer).get(one.get_absolute_url()).content.decode()
        assert f"近半年这样的事故（{len(one.told['cases'])}起）" in page
        watched.answer(one, "not_new", reason="开工项目多了一倍")
        assert [each.kind for each in watched.taken_up()] == []
        assert {row["case"] for row in one.told["cases"]} <= signals.nothing_new(watched.office)


def test_a_narrative_is_shown_to_those_who_may_read_the_case(watched: Desk) -> None:
    with clock.at(NOW):
        case = watched.accident()
        district = watched.bureau.city.unit("龙华区安委办").pk
        raised = operations.take_up(district, actor=SYSTEM)
        (one,) = [each for each in raised if each.subject == f"case:{case.pk}"]
        client = browser(watched.bureau.city.actor(Role.OFFICE_OFFICER, "龙华区安委办"))
        assert "换电柜" in client.get(one.get_absolute_url()).content.decode()
        elsewhere = watched.bureau.city.territories["南山区"].pk
        AccidentCase._unfiltered().filter(pk=case.pk).update(district=elsewhere, street=0)
        page = client.get(one.get_absolute_url()).content.decode()
    assert "浓烟涌入夹层" not in page and "这起事故不在您的范围内" in page


def test_another_office_s_answer_is_its_own(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
        watched.answer(one, "not_new", reason="去年处置过同类火灾")
        district = watched.bureau.city.unit("龙华区安委办").pk
        raised = operations.take_up(district, actor=SYSTEM)
    assert {each.kind for each in raised} >= {"new_type"}


def test_short_and_pasted_narratives_are_listed_apart(watched: Desk) -> None:
    with clock.at(NOW):
        short = watched.accident(narrative="着火了")
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
        assert triggers(one) == ["code"]
        with scope(watched.officer):
            told = signals.narratives_of(signals.latest_study("new-types", watched.office))
    assert [each.pk for each in told.short] == [short.pk]
    assert len(told.templates) == 8  # the usual ones of the last half-year, all written alike


def test_a_signal_is_merged_into_one_that_stands(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        watched.accident(date(2024, 9, 20))
        watched.taken_up()
        one, other = watched.of(SignalKind.NEW_TYPE)
        for wrong in ("0", "甲", str(one.pk)):
            with pytest.raises(Incomplete) as refused:
                watched.answer(one, "merge", into=wrong, reason="同一家公司")
            assert list(refused.value.fields) == ["into"]
        merged = watched.answer(one, "merge", into=str(other.pk), reason="同一家公司")
        with pytest.raises(Incomplete):
            watched.answer(other, "merge", into=str(one.pk), reason="同一家公司")
    assert (merged.state, merged.into_id, merged.answer) == ("merged", other.pk, "同一家公司")


def test_an_alert_keeps_its_figures_and_its_outcome_counts(watched: Desk) -> None:
    with clock.at(NOW):
        for _one in range(12):
            watched.accident(date(2024, 10, 9), narrative="", types=("09", ""))
        watched.taken_up()
        alerts = watched.of(SignalKind.ALERT)
        assert alerts
        told = alerts[0].told
        assert {"series", "period", "observed", "expected", "limit", "method"} <= told.keys()
        assert told["observed"] > told["expected"]
        with pytest.raises(NotAllowed):
            watched.answer(alerts[0], "not_new", reason="不是新类型")
        watched.answer(alerts[0], "confirm", reason="确有上升")
        with scope(watched.officer):
            found = signals.precision_of(signals.alerts(watched.officer))
    assert (found.confirmed, found.false_alarm, found.judged, found.waiting) == (1, 0, 1, len(alerts) - 1)


def test_the_budget_is_a_default_that_an_office_changes(watched: Desk) -> None:
    with clock.at(NOW), scope(watched.officer):
        assert signals.budget_of(watched.office) == 2.0
        with pytest.raises(Incomplete):
            operations.set_alert_budget(watched.office, Decimal(0), actor=watched.officer)
        operations.set_alert_budget(watched.office, Decimal("0.5"), actor=watched.officer)
        operations.set_alert_budget(watched.office, Decimal("0.4"), actor=watched.officer)
        assert signals.budget_of(watched.office) == 0.4
        operations.take_up(watched.office, actor=watched.officer)
        study = signals.latest_study("warnings", watched.office)
        assert study is not None
        assert study.result["budget"]["per_month"] == 0.4
    other = watched.bureau.department
    with scope(other), pytest.raises(NotAllowed):
        operations.set_alert_budget(watched.office, Decimal(1), actor=other)


def test_the_queue_is_the_office_s_alone(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        (one, *_others) = watched.taken_up()
    city = watched.bureau.city
    for stranger in (
        watched.bureau.department,
        watched.bureau.district,
        watched.bureau.district_office,
        city.actor(Role.INSPECTOR, "市住房建设"),
    ):
        with scope(stranger):
            assert list(signals.signals()) == []
            with pytest.raises(NotFound):
                signals.signal_of(one.pk)
        with scope(stranger), pytest.raises(NotAllowed):
            operations.take_up(watched.office, actor=stranger)


def test_recommendations_are_looked_at_again_after_ten_months_and_late_after_twelve(watched: Desk) -> None:
    days = {"新近": date(2024, 1, 10), "到期": date(2023, 11, 20), "逾期": date(2023, 9, 1)}
    with clock.at(NOW):
        made = {}
        for name, approved in days.items():
            draft = watched.bureau.draft(occurred_on=date(2023, 7, 1), approved_on=approved, approval_no="示例批")
            made[name] = many_cases([draft], by=watched.bureau.office)[0].pk
        with scope(watched.officer):
            found = {one.case.pk: one for one in signals.follow_ups()}
            waits = {one.record.pk for one in signals.follow_ups_waiting(watched.officer, 500)}
        assert made["新近"] not in found
        assert (found[made["到期"]].is_overdue, found[made["到期"]].until) == (False, date(2024, 11, 20))
        assert found[made["逾期"]].is_overdue
    assert {made["到期"], made["逾期"]} <= waits


def test_every_day_the_ground_of_every_office_is_searched_once(watched: Desk) -> None:
    with clock.at(NOW):
        watched.accident()
        asked = jobs.take_up_daily.func()
        assert jobs.take_up_daily.func() == asked
        assert Job.objects.filter(key__startswith="accident-signals:").count() == asked > 1
        run_pending()
        assert [one.subject for one in watched.of(SignalKind.NEW_TYPE)]
        run_pending()
        assert len(watched.of(SignalKind.NEW_TYPE)) == 1


def test_an_accident_that_is_studied_waits_no_more_and_both_offices_are_told(watched: Desk) -> None:
    """The page of new types went on counting it, and nothing joined the city's signal and its district's."""
    with clock.at(NOW):
        watched.accident()
        watched.taken_up()
        (one,) = watched.of(SignalKind.NEW_TYPE)
        district = watched.bureau.city.unit("龙华区安委办").pk
        with scope(SYSTEM):
            told = Raised(SignalKind(one.kind), one.subject, one.title, one.study, one.case_id or 0, one.told)
            (other,) = raise_all(district, [told], actor=SYSTEM)
        client = browser(watched.officer)
        before = client.get(f"/insight/studies/{one.study}/").content.decode()
        assert "1起应请人研判" in before and "已开始研判" not in before
        watched.study(one)
        after = client.get(f"/insight/studies/{one.study}/").content.decode()
        assert "0起应请人研判" in after and "另有1起已开始研判" in after
        page = client.get(one.get_absolute_url()).content.decode()
        assert "其他单位对同一起事故的线索" in page and f'"{other.get_absolute_url()}">龙华区安委办' in page
        reader = browser(watched.bureau.city.actor(Role.OFFICE_OFFICER, "龙华区安委办"))
        page = reader.get(other.get_absolute_url()).content.decode()
        assert "市安委办 " in page and one.get_absolute_url() not in page
