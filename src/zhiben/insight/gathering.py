"""What a report on five years is made of: the newest kept studies of a unit's ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zhiben.foundation.studies import Study
from zhiben.insight import queries
from zhiben.insight.questions import question_of
from zhiben.insight.texts import quoted
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import UnitKind

NEEDED = ("causes", "together", "preventable", "topics")
"""The questions that a report is made of, the first one without fail."""
STREETS = "street-risk"
LONG, SHORT = 15, 4
"""So many rows of a table, in the whole report and in a short one."""


@dataclass(frozen=True)
class Gathered:
    """What there is to report of a unit's ground: the newest study of each question that was asked, and by case the
    narratives that it quotes, as they stand."""

    unit: UnitCard
    studies: Mapping[str, Study]
    texts: Mapping[int, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """True for the office of a city, whose report tells everything."""
        at = self.unit.coordinates
        return self.unit.kind == UnitKind.COMMITTEE_OFFICE and not at.district

    @property
    def missing(self) -> list[str]:
        """The keys of needed questions that nobody has asked."""
        return [key for key in NEEDED if key not in self.studies]

    def found(self, key: str) -> Mapping[str, Any] | None:
        """The result of a question; None where it was not asked, or nothing can be said."""
        study = self.studies.get(key)
        return study.result if study and not study.result["refused"] else None

    @property
    def stands(self) -> bool:
        """True when there is anything to report."""
        return self.found(NEEDED[0]) is not None

    @property
    def rows(self) -> int:
        """So many rows of a table."""
        return LONG if self.whole else SHORT


def gathered(unit: UnitCard) -> Gathered:
    """The studies of a unit's ground, as far as the open scope shows them: of the same five years as the first one."""
    found = {key: queries.newest(question_of(key), unit.id) for key in (*NEEDED, STREETS)}
    first = found[NEEDED[0]]
    year = first.parameters["base_year"] if first else None
    same = {key: one for key, one in found.items() if one is not None and one.parameters.get("base_year") == year}
    one = Gathered(unit, same)
    topics = one.found("topics")
    return replace(one, texts=quoted([topic["typical"][0]["case"] for topic in topics["topics"]])) if topics else one
