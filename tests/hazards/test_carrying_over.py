"""An installation that has hazards already gets the catalogue, and loses nothing of what they were judged by."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.factories.hazards import CITED, cast_in_city, hazard

from zhiben.foundation import guards
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Criterion, Hazard
from zhiben.hazards.queries.criteria import Catalogue
from zhiben.kernel import clock


def migrate(target: str = "") -> None:
    """As the command does, which takes the guards down before it and puts them up again behind it, save those that keep
    rows."""
    for guard in guards.registered() if target else ():
        guard.take_down(connection)
    executor = MigrationExecutor(connection)
    targets = [("hazards", target)] if target else executor.loader.graph.leaf_nodes()  # what stands on it went too
    executor.migrate(targets)
    if not target:
        for guard in guards.registered():
            if not guard.keeps_rows:
                guard.put_up(connection)


@pytest.mark.slow  # every step of every room, back and forth
@pytest.mark.django_db(transaction=True)
def test_each_text_becomes_a_clause_to_be_looked_at() -> None:
    cast = cast_in_city()
    closed, verified, same = hazard(cast, "closed"), hazard(cast, "verified"), hazard(cast, "rectifying")
    reported, general = hazard(cast), hazard(cast)
    cast.step(general, "verify", level="general", criterion="本单位制度")
    with unscoped(reason="a test writes what was cited before there was a catalogue"):
        Hazard.objects.filter(pk=verified.pk).update(criterion="建质规〔2024〕5号")
    migrate("0001_initial")
    migrate()
    with unscoped(reason="a test reads"):
        cited = dict(Hazard.objects.values_list("pk", "clause__summary"))
    assert cited == {
        closed.pk: CITED,
        same.pk: CITED,
        verified.pk: "建质规〔2024〕5号",
        reported.pk: None,
        general.pk: None,
    }
    carried = Criterion.objects.filter(mark="carried").order_by("pk")
    assert [(one.code, one.trust.label) for one in carried] == [
        ("JL-1", "沿用旧记录，待核对"),
        ("JL-2", "沿用旧记录，待核对"),
    ]
    assert len(Catalogue().in_force(clock.today())) == 65
