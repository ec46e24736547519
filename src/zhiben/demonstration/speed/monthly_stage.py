"""The stage of the monthly analytics: the demonstration's city with accidents of 2019 to 2023 as its story tells them,
a year more of the same kind, and what every question is asked. All of it is 示例数据."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from zhiben.accidents import operations, queries
from zhiben.accidents.vocab import TYPE_1986
from zhiben.demonstration import accident_story, calendar, city
from zhiben.demonstration.accident_replay import AccidentReplay
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import scope
from zhiben.insight.questions import Asked, registered
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhiben.accidents.operations import Draft

AS_OF, SINCE, LISTED = date(2025, 1, 10), date(2024, 1, 1), 9
"""The day on which all is asked, and when so many streets were listed."""
SEED, OF_THE_YEAR_AFTER = 1, 2
ASKED_OF_FIVE_YEARS = ("street-risk", "nothing-done", "did-it-work", "causes", "together", "preventable", "topics")
ASKED_OF_ALL = ("new-types", "warnings")
QUESTIONS = (*ASKED_OF_FIVE_YEARS, *ASKED_OF_ALL)


@dataclass(frozen=True, slots=True)
class Stage:
    """Every question as it is put to the city's office; how many accidents there are."""

    asked: Mapping[str, Asked]
    accidents: int


def set_up() -> Stage:
    """In a new database of its own; the clock stands at `AS_OF` from then on, as far as the caller holds it there."""
    migrate()
    with clock.at(clock.day_start(calendar.BEGINS)):
        founded = city.found(Random("示例数据 测速"), secrets.token_urlsafe(9))  # noqa: S311 - no secret
    told = accident_story.tell(SEED)
    replay = AccidentReplay(founded, told)
    drafts = _drafts(replay)
    with scope(replay.office):
        operations.enter_many(drafts, actor=replay.office)
    replay.tell_sizes()
    office = orgs.unit(founded.office)
    given = {key: registered()[key].defaults(AS_OF) for key in QUESTIONS}
    given["did-it-work"] |= {"streets": "、".join(_listed()), "since": SINCE.isoformat()}
    return Stage({key: Asked(office.id, office.coordinates, AS_OF, one) for key, one in given.items()}, len(drafts))


def _drafts(replay: AccidentReplay) -> list[Draft]:
    """What departments knew by then; what was not approved by then is not finished."""
    last = accident_story.YEARS[-1]
    again = [one for one in accident_story.tell(OF_THE_YEAR_AFTER).accidents if one.on.year == last]
    after = [replace(one, on=one.on.replace(year=last + 1), number=one.number + 10_000) for one in again]
    known = [one for one in (*replay.told.accidents, *after) if one.known_on < AS_OF]
    types = {one.label: one.pk for one in queries.type_codes(TYPE_1986)}
    causes = {one.code: one.pk for one in queries.cause_codes()}
    drafts = [replay.draft_of(one, types, causes) for one in known]
    return [
        one if one.approved_on and one.approved_on < AS_OF else replace(one, approved_on=None, approval_no="")
        for one in drafts
    ]


def _listed() -> list[str]:
    """Streets whose name no other one has."""
    names = Counter(card.name for card in orgs.streets())
    return [name for name, times in names.items() if times == 1][:LISTED]
