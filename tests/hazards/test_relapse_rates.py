"""How often closed hazards were back at a second look: by unit, with an interval, and not where too few were seen."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.hazards import Cast, cast_in_city, hazard
from tests.factories.pages import browser

from zhiben.foundation.inserting import insert
from zhiben.foundation.scope import scope
from zhiben.hazards import queries
from zhiben.hazards.models import LookDraw, SecondLook
from zhiben.hazards.vocab import FEWEST_LOOKS
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
RELAPSED = 3


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


def looked(cast: Cast, states: str) -> None:
    """Second looks at one closed hazard after another: h held, r relapsed, d still drawn, c cancelled."""
    named = {"h": "held", "r": "relapsed", "d": "drawn", "c": "cancelled"}
    today = clock.today()
    office = cast.city.unit("龙华区安委办")
    draw = LookDraw(office=office, first=today, last=today, percent=100, seed="1", frame="", digest="")
    draw.drawn_by, draw.drawn_at = cast.office.id, clock.now()
    draw.place_at(office.coordinates)
    insert([draw])
    one = hazard(cast, "closed")
    for number, letter in enumerate(states, start=1):
        told = {"looked_by": cast.colleague.id, "looked_at": clock.now(), "conclusion": f"第{number}次"}
        row = SecondLook(hazard=one, draw=draw, position=number, attempt_no=1, state=named[letter])
        row.changed_at = clock.now()
        for name, value in told.items() if letter in "hr" else ():
            setattr(row, name, value)
        insert([row])


def lines(actor: Actor) -> list[tuple[int, int, int]]:
    with scope(actor):
        return [(line.unit, line.looks, line.relapsed) for line in queries.relapse_lines()]


def test_only_looks_that_have_told_count_and_a_rate_has_its_interval(cast: Cast) -> None:
    looked(cast, "hhhhhhhrrr" + "dc")
    unit = cast.city.unit("民治街道").pk
    assert lines(cast.office) == [(unit, FEWEST_LOOKS, RELAPSED)]
    with scope(cast.office):
        (line,) = queries.relapse_lines()
    assert line.rate == pytest.approx(0.3)
    assert line.interval is not None
    assert (round(line.interval.low, 3), round(line.interval.high, 3)) == (0.108, 0.603)


def test_of_too_few_looks_no_rate_is_told(cast: Cast) -> None:
    looked(cast, "hhhhhhrrr")
    with scope(cast.office):
        (line,) = queries.relapse_lines()
    assert (line.looks, line.rate, line.interval) == (9, None, None)
    page = browser(cast.office).get(reverse("hazards:relapses")).content.decode()
    assert "不足10次，不算" in page and "33.3%" not in page


def test_the_page_tells_the_rate_and_the_looks_behind_it(cast: Cast) -> None:
    looked(cast, "hhhhhhhrrr")
    unit = cast.city.unit("民治街道").pk
    client = browser(cast.office)
    page = client.get(reverse("hazards:relapses")).content.decode()
    assert all(words in page for words in ("民治街道", "30.0%", "10.8%—60.3%"))
    behind = client.get(reverse("hazards:relapses"), {"unit": unit}).content.decode()
    assert behind.count("第") >= 10 and "第10次" in behind
    assert client.get(reverse("hazards:relapses"), {"unit": "x"}).status_code == 200


def test_a_stranger_sees_no_line(cast: Cast) -> None:
    looked(cast, "hr")
    assert lines(cast.city.actor(Role.DISTRICT_OFFICER, "南山区")) == []
