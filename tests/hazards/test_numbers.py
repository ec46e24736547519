"""The figures of the hazard ledger from records, as of any moment; and who sees which rows of them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.factories.hazards import Cast, cast_in_city, hazard

from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft, enter_many
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound
from zhiben.kernel.measure import Cut
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
NAMES = (
    "D1.reported",
    "D1.rectified",
    "D1.rate",
    "C5.confirmed",
    "C5.reverified",
    "C5.stock",
    "C5.stock_closed",
    "hazards.entered",
    "hazards.on_time",
    "hazards.not_due",
    "hazards.overdue",
    "hazards.waiting",
)


def day(month: int, number: int, hour: int = 9) -> datetime:
    return datetime(2024, month, number, hour, tzinfo=clock.TZ)


def figures(as_of: datetime) -> dict[str, tuple[int, int | None]]:
    known = measure.registered()
    found = {name: evaluate(known[name], Cut(as_of)) for name in NAMES}
    return {name: (one.numerator, one.denominator) for name, one in found.items()}


@pytest.fixture
def told() -> Cast:
    """One of 2023 closed in January; of 2024: one closed in March after being late, one waiting for its review, one
    overdue, one rejected."""
    with clock.at(datetime(2023, 12, 1, 9, tzinfo=clock.TZ)):
        cast = cast_in_city()
        old = hazard(cast, "rectifying", found=date(2023, 11, 20))
    with clock.at(day(1, 10)):
        _finish(cast, old)
    with clock.at(day(2, 1)):
        late = hazard(cast, "reported", found=date(2024, 1, 30))
        cast.step(late, "verify", due=date(2024, 2, 20))
        cast.sign(late, "confirm")
        cast.step(late, "start")
    with clock.at(day(3, 1)):
        _finish(cast, late)
    with clock.at(day(4, 1)):
        waiting = hazard(cast, "reported", found=date(2024, 4, 1))
        cast.step(waiting, "verify", due=date(2024, 4, 30))
        cast.step(waiting, "start")
        cast.step(waiting, "declare")
        overdue = hazard(cast, "reported", found=date(2024, 4, 1))
        cast.step(overdue, "verify", due=date(2024, 4, 15))
        hazard(cast, "rejected", found=date(2024, 4, 1))
    return cast


def _finish(cast: Cast, record: Hazard) -> None:
    cast.step(record, "declare")
    cast.sign(record, "review")
    cast.step(record, "accept")
    cast.step(record, "close")


def test_figures_come_from_records(told: Cast) -> None:
    with unscoped(reason="test"):
        assert figures(day(5, 1)) == {
            "D1.reported": (3, None),
            "D1.rectified": (1, None),
            "D1.rate": (1, 3),
            "C5.confirmed": (1, 3),
            "C5.reverified": (1, 1),
            "C5.stock": (1, None),
            "C5.stock_closed": (1, None),
            "hazards.entered": (4, None),
            "hazards.on_time": (0, 1),
            "hazards.not_due": (0, None),
            "hazards.overdue": (1, None),
            "hazards.waiting": (1, None),
        }


def test_an_earlier_day_gives_what_was_true_then(told: Cast) -> None:
    with unscoped(reason="test"):
        then = figures(day(2, 21))
        assert then["D1.reported"] == (1, None)
        assert then["D1.rate"] == (0, 1)
        assert (then["hazards.overdue"], then["hazards.not_due"]) == ((1, None), (0, None))
        before = figures(day(2, 20, 23))
        assert (before["hazards.overdue"], before["hazards.not_due"]) == ((0, None), (1, None))
        assert figures(day(1, 9))["C5.stock_closed"] == (0, None)


def test_a_day_ends_at_24_oclock(told: Cast) -> None:
    with unscoped(reason="test"):
        assert figures(clock.day_end(date(2024, 4, 14)))["hazards.overdue"] == (0, None)
        assert figures(clock.day_end(date(2024, 4, 15)))["hazards.overdue"] == (1, None)


def test_reopening_changes_what_follows_and_nothing_before(told: Cast) -> None:
    with unscoped(reason="test"), clock.at(day(5, 2)):
        closed = Hazard.objects.get(state="closed", found_on__year=2024)
        with pytest.raises(Incomplete, match="整改期限不能早于今天"):
            told.step(closed, "reopen")
        told.step(closed, "reopen", due=date(2024, 6, 30))
        after = figures(day(5, 3))
        assert (after["D1.rate"], after["C5.reverified"]) == ((0, 3), (0, 0))
        assert figures(day(5, 1))["D1.rate"] == (1, 3)
        assert figures(day(5, 1))["C5.reverified"] == (1, 1)


def test_a_deadline_extended_later_was_still_the_old_one_then(told: Cast) -> None:
    from zhiben.hazards.operations import ask_extension, decide_request

    with unscoped(reason="test"):
        with clock.at(day(6, 1)):
            record = hazard(told, "reported", found=date(2024, 6, 1))
            told.step(record, "verify", due=date(2024, 6, 10))
            told.step(record, "start")
        with clock.at(day(6, 9)):
            asked = ask_extension(
                record, due=date(2024, 7, 1), reason="配件", interim_control="停用", actor=told.enterprise
            )
        with clock.at(day(6, 12)):
            decide_request(asked, grant=True, actor=told.department)
        assert record.pk in [h.pk for h in queries.overdue(day(6, 11))]
        assert record.pk not in [h.pk for h in queries.overdue(day(6, 13))]
        assert record.pk in [h.pk for h in queries.overdue(day(7, 2))]


def test_a_stranger_counts_nothing(told: Cast) -> None:
    stranger = told.city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(stranger):
        assert set(figures(day(5, 1)).values()) <= {(0, None), (0, 0)}
        assert queries.by_district(Cut(day(5, 1))) == []
        assert list(queries.overdue(day(5, 1))) == []


def test_the_districts_add_up(told: Cast) -> None:
    with unscoped(reason="test"):
        lines = queries.by_district(Cut(day(5, 1)))
    assert [(line.name, line.valid, line.rectified, line.overdue) for line in lines] == [("龙华区", 3, 1, 1)]


def test_somebody_elses_site_is_not_found(told: Cast) -> None:
    given = Draft(title="堵塞通道", site=told.site.pk, found_on=date(2024, 5, 1))
    stranger = told.city.actor(Role.STREET_OFFICER, "粤海街道")
    with scope(stranger), pytest.raises(NotFound):
        enter_many([given], actor=stranger)
    auditor = told.city.actor(Role.AUDITOR, "市安委办")
    with scope(auditor), pytest.raises(NotAllowed):
        enter_many([given], actor=auditor)


def test_numbers_run_on_per_year(told: Cast) -> None:
    with unscoped(reason="test"):
        numbers = list(Hazard.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == ["YH2023-00001", "YH2024-00001", "YH2024-00002", "YH2024-00003", "YH2024-00004"]
