"""The chains of the demonstration, a cell that need not be covered, and a sector that came up late, through the same
verbs as on the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.campaign import queries
from zhiben.campaign.operations import declare_not_applicable
from zhiben.demonstration import coverage_story
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import examples, operations
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

FOUNDED, EXCUSED, CAME_UP = date(2024, 1, 4), date(2024, 3, 5), date(2024, 9, 23)


class CoverageReplay:
    """What the coverage view shows beside plans and tasks."""

    def __init__(self, city: City) -> None:
        self.city = city

    def happenings(self) -> Iterator[Happening]:
        """In order of time: the chains before the plans that name their links."""
        yield Happening(_at(FOUNDED), self._chains)
        yield Happening(_at(EXCUSED), self._excuse)
        yield Happening(_at(CAME_UP), self._new_sector)

    def _chains(self) -> None:
        units = dict(zip((name for name, _line in examples.UNITS), self.city.leads, strict=True))
        with scope(self.city.officer):
            for position, (name, links) in enumerate(examples.CHAINS, start=1):
                names = [link for link, _holders in links]
                chain = operations.found_chain(
                    name, names, actor=self.city.officer, position=position, demonstration=True
                )
                for row, (_link, holders) in zip(chain.links.order_by("position"), links, strict=True):
                    for unit in holders:
                        operations.claim_link(row, units[unit], since=clock.today(), actor=self.city.officer)

    def _excuse(self) -> None:
        of, action = coverage_story.EXCUSED
        with scope(self.city.officer):
            campaign = queries.campaigns()[0]
            place = next(card.id for card in orgs.districts(self.city.id) if card.name == of)
            row = next(one for one in campaign.actions.all() if one.position == action)
            declare_not_applicable(
                campaign, queries.Spot(row.pk, territory=place), reason=coverage_story.EXCUSE, actor=self.city.officer
            )

    def _new_sector(self) -> None:
        line = operations.add_line(coverage_story.NEW_LINE)
        position = len(examples.SECTORS) + 1
        operations.add_sector(coverage_story.NEW_SECTOR, line=line, position=position, demonstration=True)


def links() -> dict[tuple[str, int], int]:
    """The links that measures stand for, by sector and action, as far as their chains are founded."""
    known = {(chain.name, link.name): link.id for chain in orgs.chains() for link in chain.links}
    return {key: known[names] for key, names in coverage_story.LINKS.items() if names in known}


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10, 5), clock.TZ)
