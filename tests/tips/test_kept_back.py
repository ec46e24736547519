"""What PostgreSQL itself shows of tips, with the managers' filter out of the way: offices see them, a unit those that
it is to verify, the enterprise that one is about none."""

from __future__ import annotations

import pytest
from tests.factories.past_filter import shown
from tests.factories.tips import Hotline

from zhiben.foundation.scope import scope
from zhiben.tips.models import PublicTip, Verification, Word

pytestmark = [pytest.mark.django_db, pytest.mark.served]


def test_the_database_shows_a_tip_to_whom_the_filter_shows_it(hotline: Hotline) -> None:
    received, verifying, true = (hotline.tip(state).pk for state in ("received", "verifying", "answered"))
    everything = {received, verifying, true}
    seen = {
        hotline.officer: everything,
        hotline.city_office: everything,
        hotline.elsewhere: set(),
        hotline.department: {verifying, true},
        hotline.district: {verifying, true},
        hotline.fire: set(),
        hotline.street: set(),
        hotline.enterprise: set(),
    }
    for actor, tips in seen.items():
        with scope(actor):
            assert shown(PublicTip) == set(PublicTip.objects.values_list("pk", flat=True)) == tips, actor.name
            for beside in (Verification, Word):
                of_tips = set(beside._unfiltered().filter(pk__in=shown(beside)).values_list("tip", flat=True))
                assert of_tips <= tips, (actor.name, beside)
