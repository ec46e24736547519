"""Where somebody was is shown to those who were there and to the visiting office, kept once, and coarse after its
term; how far they were from the site stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories.supervision import Ground, drawn, goers
from tests.supervision.test_distance import arrived, built, page, target_in  # noqa: F401 - one ground for both

from zhiben.foundation import retention
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.vocab import Role
from zhiben.supervision.models import Visit, VisitMember
from zhiben.supervision.operations import Position

pytestmark = pytest.mark.django_db
THERE = Position(22.6012, 114.0004, 30)


def test_where_somebody_stood_is_for_the_team_and_the_office(built: Ground) -> None:  # noqa: F811
    visit = arrived(target_in(built, drawn(built)), THERE)
    for who in (built.keeper, goers(visit)[0]):
        assert "定位22.60120, 114.00040（误差30米）" in page(who, "visit", visit.pk)
    other = page(built.built.actor(Role.DISTRICT_OFFICER, "龙华区"), "visit", visit.pk)
    assert ("22.6012" in other, "114.0004" in other, "到场，离场所" in other) == (False, False, True)


def test_positions_become_coarse_after_their_term_and_the_distance_stays(built: Ground) -> None:  # noqa: F811
    visit = arrived(target_in(built, drawn(built)), THERE)
    distance = Visit._unfiltered().get(pk=visit.pk).distance
    with clock.at(clock.now() + timedelta(days=179)):
        assert retention.run()["whereabouts"].count == 0
    with clock.at(clock.now() + timedelta(days=181)):
        retention.hold("whereabouts", visit.pk, "调查", actor=SYSTEM)
        assert (retention.run()["whereabouts"].count, retention.run()["whereabouts"].held) == (0, 2)
        retention.lift(retention.holds()[0].id, actor=SYSTEM)
        assert (retention.run()["whereabouts"].count, retention.run()["whereabouts"].count) == (2, 0)
    for row in (Visit._unfiltered().get(pk=visit.pk), VisitMember._unfiltered().get(visit=visit.pk)):
        assert (row.latitude, row.longitude, row.distance) == (Decimal("22.60"), Decimal("114.00"), distance)
