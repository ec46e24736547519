"""A city's small year of which every figure can be worked out by hand, and its people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from tests.factories.accidents import Bureau, many_cases
from tests.factories.campaign import task
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.campaign.operations import IndicatorDraft, found_campaign, set_indicator
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard
from zhiben.orgs.vocab import Role

LAST = date(2024, 10, 15)
"""The day until which the year is told."""
MORNING = datetime(2024, 10, 16, 9, tzinfo=clock.TZ)


@dataclass
class Year:
    """龙华 has two major hazards, one of them closed, 南山 has one; 市住房建设 leads two tasks, one of them finished,
    市消防救援 one that is late; this year four accidents with five dead, the year before two with one; a target for the
    rate and one for the number of hazards."""

    city: City
    bureau: Bureau
    running: Hazard
    elsewhere: Hazard

    closed: Hazard = field(init=False)

    def office(self, name: str = "市安委办") -> UnitCard:
        """An office."""
        return orgs.unit(self.city.unit(name).pk)


def on(month: int, day: int, year: int = 2024) -> datetime:
    """Nine in the morning."""
    return datetime(year, month, day, 9, tzinfo=clock.TZ)


def another(here: Cast) -> Hazard:
    """One more that is being put right."""
    return hazard(here, "rectifying", found=clock.today())


def small_year() -> Year:
    """The year, as its records stand on 16 October 2024."""
    found = _without_the_closed()
    with clock.at(on(3, 1)):
        found.closed = hazard(Cast(found.city), "closed", found=date(2024, 3, 1))
    return found


@replayed
def _without_the_closed() -> Year:
    """All but the hazard that is closed, which cannot be written without its way."""
    with clock.at(on(3, 1)):
        built = city()
        bureau = Bureau(built)
        here, there = Cast(built), Cast(built, district="南山区", street="粤海街道")
    with clock.at(on(4, 1)):
        running = hazard(here, "rectifying", found=date(2024, 4, 1))
        elsewhere = hazard(there, "rectifying", found=date(2024, 4, 1))
    with clock.at(on(5, 6)):
        _tasks_and_targets(built)
    with clock.at(on(10, 1)):
        days = (date(2024, 1, 5), date(2024, 1, 20), date(2024, 6, 2), date(2024, 6, 3))
        drafts = [bureau.draft(occurred_on=day, deaths=1 + (day.day == 3)) for day in days]
        drafts += [bureau.draft(occurred_on=date(2023, 5, 2)), bureau.draft(occurred_on=date(2023, 5, 3), deaths=0)]
        drafts.append(bureau.draft(occurred_on=date(2023, 12, 2)))
        many_cases(drafts, by=bureau.office)
    return Year(built, bureau, running, elsewhere)


def _tasks_and_targets(built: City) -> None:
    task(built, "done", lead="市住房建设", due=date(2024, 12, 31))
    task(built, lead="市住房建设", due=date(2024, 12, 31))
    task(built, lead="市消防救援", due=date(2024, 6, 30))
    officer = built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(officer):
        campaign = found_campaign(built.unit("市安委办").pk, actor=officer)
        action = campaign.actions.get(position=1)
        rate = IndicatorDraft("整改率", "%", measure="D1.rate", targets={2024: Decimal(95), 2025: Decimal(98)})
        found = IndicatorDraft("排查数", "项", measure="D1.reported", targets={2024: Decimal(2)})
        for draft in (rate, found):
            set_indicator(action, draft, actor=officer)
