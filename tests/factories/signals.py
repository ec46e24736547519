"""Signals about hazards of the tests."""

from __future__ import annotations

from dataclasses import replace

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import begin_many
from zhiben.foundation.scope import unscoped
from zhiben.hazards.models import Hazard, Signal, SignalSubject
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM


def signal_about(hazard: Hazard, *people: int, kind: str = "text", district: bool = True) -> Signal:
    """An open signal about a hazard and some people, on the desk of the district's office or of the city's."""
    place = replace(hazard.coordinates.territory, street=0, site=0)
    made = Signal(
        kind=kind,
        matter=f"{hazard.pk} {sorted(people)}",
        summary="2处场所的整改措施文字相同或相近",
        reasons=["2段文字，相似度1.0"],
        score=0.8,
        unit_id=hazard.responsible_unit_id,
        found_at=clock.now(),
    )
    made.place_at(place if district else replace(place, district=0))
    named = [("hazards.hazard", hazard.pk), *(("orgs.person", one) for one in people)]
    with unscoped(reason="test data"), audit.batch():
        begin_many([made], SYSTEM)
        insert([SignalSubject(signal=made, model=model, record=record) for model, record in named])
    return made
