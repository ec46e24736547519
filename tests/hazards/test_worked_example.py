"""The worked example of the handbook, lived through the verbs: every figure of its table is what the ledger tells, on
the day itself and looked back at from the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest
from tests.factories.hazards import Cast, cast_in_city, hazard

from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import ask_extension, ask_transfer, decide_request
from zhiben.hazards.queries import flow
from zhiben.hazards.queries.flow import EXCEPTIONS, LINES, NEW, RATES, STOCK, Look
from zhiben.kernel import clock

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "example.md"
COUNTED = ("valid", "closed", "open", "overdue")
SIDES = {"存量": STOCK, "增量": NEW}


Row = tuple[date, int, str, tuple[str, ...]]
"""As of the end of which day, from which year on, which side, and what the table prints of it."""


def printed() -> list[Row]:
    """The table of the handbook, checked against its own headings."""
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    labels = [LINES[key].label for key in COUNTED] + [one.label for one in RATES]
    assert cells[0] == ["截至（24时）", "划分", "", *labels, "例外", "刚发生的事"]
    return [
        (date(*map(int, re.findall(r"\d+", row[0]))), int(row[1]), SIDES[row[2]], tuple(row[3:13])) for row in cells[2:]
    ]


def told(day: date, year: int, side: str) -> tuple[str, ...]:
    """What the ledger tells of one side, as the table prints it."""
    with unscoped(reason="test"):
        found = flow.counts(Look(clock.day_end(day), year, side))
    unusual = "、".join(f"{LINES[key].label}{found[key]}" for key in EXCEPTIONS if found[key])
    return (*(str(found[key]) for key in COUNTED), *(flow.rate(one, found) for one in RATES), unusual or "—")


def live(cast: Cast) -> Iterator[date]:
    """The story, a day at a time; each day is told once all of it has happened."""
    with day_of(2024, 11, 1) as day:
        one = hazard(cast, "reported", found=date(2024, 11, 1))
        yield day
    with day_of(2024, 11, 2) as day:
        cast.step(one, "verify", due=date(2024, 11, 20))
        cast.sign(one, "confirm")
        cast.step(one, "start")
        yield day
    with day_of(2024, 11, 10) as day:
        transfer(cast, one)
        yield day
    with day_of(2024, 11, 15) as day:
        extend(cast, one, date(2024, 12, 10))
        yield day
    with day_of(2024, 12, 8) as day:
        finish(cast, one)
        yield day
    with day_of(2024, 12, 20) as day:
        cast.step(one, "reopen", cast.fire, due=date(2025, 1, 15))
        yield day
    with day_of(2024, 12, 31) as day:
        yield day
    with day_of(2025, 1, 15) as day:
        yield day
    with day_of(2025, 1, 20) as day:
        finish(cast, one)
        yield day
    with day_of(2025, 2, 10) as day:
        again = hazard(cast, "reported", found=date(2025, 2, 10))
        yield day
    with day_of(2025, 2, 11) as day:
        cast.step(again, "verify", due=date(2025, 2, 28))
        yield day
    with day_of(2025, 2, 25) as day:
        cast.step(again, "start")
        finish(cast, again, by_fire=False)
        yield day


class day_of:  # noqa: N801 - it reads as a sentence
    """A day, entered shortly before its end."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self.day = date(year, month, day)
        self.clock = clock.at(datetime.combine(self.day, time(23, 50), clock.TZ))

    def __enter__(self) -> date:
        self.clock.__enter__()
        return self.day

    def __exit__(self, *error: object) -> None:
        self.clock.__exit__(*error)  # type: ignore[arg-type]


def transfer(cast: Cast, one: Hazard) -> None:
    fire = cast.city.unit("龙华区消防救援").pk
    with scope(cast.department):
        asked = ask_transfer(one, to_unit=fire, reason="属消防设施", actor=cast.department)
    with scope(cast.fire):
        decide_request(asked, grant=True, reason="", actor=cast.fire)
        one.refresh_from_db()


def extend(cast: Cast, one: Hazard, due: date) -> None:
    with scope(cast.enterprise):
        asked = ask_extension(one, due=due, reason="配件未到", interim_control="停用", actor=cast.enterprise)
    with scope(cast.fire):
        decide_request(asked, grant=True, reason="同意", actor=cast.fire)
        one.refresh_from_db()


def finish(cast: Cast, one: Hazard, *, by_fire: bool = True) -> None:
    cast.step(one, "declare")
    cast.sign(one, "review")
    cast.step(one, "accept", cast.fire if by_fire else cast.department)
    cast.step(one, "close")


def test_every_figure_of_the_example_is_what_the_ledger_tells() -> None:
    rows = printed()
    with clock.at(datetime(2024, 11, 1, 8, tzinfo=clock.TZ)):
        cast = cast_in_city()
    days, then = [], []
    for day in live(cast):
        days.append(day)
        then += [(day, year, side, told(day, year, side)) for at, year, side, _ in rows if at == day]
    assert then == rows
    assert sorted({at for at, *_ in rows}) == days
    with clock.at(datetime(2025, 3, 1, 9, tzinfo=clock.TZ)):
        assert [(at, year, side, told(at, year, side)) for at, year, side, _ in rows] == rows


def test_example_leaves_out_only_sides_on_which_nothing_stands() -> None:
    shown = {(at, year, side) for at, year, side, _ in printed()}
    with clock.at(datetime(2024, 11, 1, 8, tzinfo=clock.TZ)):
        cast = cast_in_city()
    for _day in live(cast):
        pass
    with clock.at(datetime(2025, 3, 1, 9, tzinfo=clock.TZ)):
        for at, year in {(at, year) for at, year, _ in shown}:
            for side in (STOCK, NEW):
                assert (told(at, year, side)[0] != "0") == ((at, year, side) in shown)
