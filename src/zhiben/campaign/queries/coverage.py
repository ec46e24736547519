"""Line, block and chain (条块链): what of the campaign is covered by the plans in force, cell by cell, and every gap.
Judged is only what a reader's grants cover whole; of the rest nothing can be said to be missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhiben.campaign.models import Campaign, CampaignAction, NotApplicable
from zhiben.campaign.queries.carried import MeasureCard, PlanCard, measure_cards, plan_cards, stray_tasks
from zhiben.campaign.vocab import GapKind, PlanKind
from zhiben.foundation.scope import current
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PAIR = re.compile(r"(action|territory|sector|link)-(\d{1,18})")
LISTED = 200
"""So many tasks without plan are listed one by one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell lies: an action in a district or a sector, or a link of a chain; ids, 0 where it has none."""

    action: int = 0
    territory: int = 0
    sector: int = 0
    link: int = 0

    @property
    def ids(self) -> dict[str, int]:
        """The ids that are set, by what they are of."""
        pairs = {"action": self.action, "territory": self.territory, "sector": self.sector, "link": self.link}
        return {name: value for name, value in pairs.items() if value}

    @property
    def key(self) -> str:
        """The spot as a piece of an address: action-3-territory-12."""
        return "-".join(f"{name}-{value}" for name, value in self.ids.items())

    @classmethod
    def of(cls, key: str) -> Spot:
        """The spot that a piece of an address means; none where it means nothing."""
        found = PAIR.findall(key)
        known = "-".join(f"{name}-{value}" for name, value in found) == key
        return cls(**{name: int(value) for name, value in found}) if known else cls()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing, or claimed twice: where it is, what it is, and the records that it concerns, by id or 0."""

    kind: GapKind
    where: str
    what: str
    spot: Spot = Spot()
    plan: PlanCard | None = None
    measure: int = 0
    task: int = 0


@dataclass(frozen=True, slots=True)
class Excuse:
    """Why a cell need not be covered, said by whom and when."""

    id: int
    reason: str
    person: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of the matrix. Where it is `excused` it has no gap for want of a measure."""

    spot: Spot
    measures: tuple[MeasureCard, ...] = ()
    gaps: tuple[Gap, ...] = ()
    excuse: Excuse | None = None

    @property
    def tasks(self) -> int:
        """How many tasks in force carry it out."""
        return sum(one.tasks for one in self.measures)


@dataclass(frozen=True, slots=True)
class Row:
    """A district or a sector with its plan, a cell for each action, and the gaps of the row as a whole."""

    id: int
    name: str
    plan: PlanCard | None
    cells: tuple[Cell, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def measures(self) -> int:
        """How many measures stand in its cells."""
        return sum(len(cell.measures) for cell in self.cells)

    @property
    def tasks(self) -> int:
        """How many tasks in force carry them out."""
        return sum(cell.tasks for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a chain with its holders and its cell."""

    card: orgs.LinkCard
    cell: Cell


@dataclass(frozen=True, slots=True)
class ChainRow:
    """A chain with its links in order."""

    card: orgs.ChainCard
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole view of one campaign, for one reader. `judged`: the reader's grants cover the campaign's whole ground;
    `unplaced`: so many measures say no action, and stand in no cell; `further`: so many more tasks without plan than
    are listed."""

    campaign: Campaign
    actions: tuple[CampaignAction, ...]
    blocks: tuple[Row, ...]
    lines: tuple[Row, ...]
    chains: tuple[ChainRow, ...]
    gaps: tuple[Gap, ...]
    judged: bool
    unplaced: int = 0
    further: int = 0

    @property
    def total(self) -> int:
        """How many gaps there are."""
        return len(self.gaps) + self.further

    def cell(self, spot: Spot) -> Cell | None:
        """The cell at a spot, if it is there for this reader."""
        cells = [cell for row in (*self.blocks, *self.lines) for cell in row.cells]
        cells += [link.cell for chain in self.chains for link in chain.links]
        return next((cell for cell in cells if cell.spot == spot), None)

    def row(self, spot: Spot) -> Row | None:
        """The row of a district or sector, if it is there for this reader and knows the spot's action."""
        rows = self.blocks if spot.territory else self.lines if spot.sector else ()
        found = next((row for row in rows if row.id == (spot.territory or spot.sector)), None)
        known = not spot.action or any(one.pk == spot.action for one in self.actions)
        return found if known and not spot.link and not (spot.territory and spot.sector) else None

    def name_of(self, spot: Spot) -> str:
        """What people call a cell; "" for one that is not there for this reader."""
        for chain in self.chains:
            for link in chain.links:
                if link.cell.spot == spot:
                    return f"{chain.card.name} · {link.card.name}"
        row = self.row(spot)
        action = next((str(one) for one in self.actions if one.pk == spot.action), "")
        return f"{row.name} · {action}" if row and action else ""

    def count(self, kind: GapKind) -> int:
        """How many gaps there are of a kind."""
        return sum(gap.kind == kind for gap in self.gaps) + (self.further if kind == GapKind.STRAY_TASK else 0)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a view is put together from."""

    actions: Sequence[CampaignAction]
    plans: Sequence[PlanCard]
    measures: Sequence[MeasureCard]
    excuses: Mapping[Spot, Excuse]
    units: Mapping[int, str]
    by_cell: Mapping[tuple[int, int], list[MeasureCard]]
    by_measure: Mapping[int, tuple[Gap, ...]]


def coverage_of(campaign: Campaign) -> Coverage:
    """The coverage view of a campaign for the reader of the open scope; as many queries however much there is."""
    base = orgs.unit(campaign.office_id).coordinates
    covers, whole = _covering(), _covering()(base)
    ground = _ground(campaign)
    blocks = tuple(
        _row(ground, Spot(territory=one.id), one.name, PlanKind.DISTRICT)
        for one in orgs.blocks(base)
        if covers(one.coordinates) and _visible(ground, territory=one.id)
    )
    answering = orgs.sector_lines()
    lines = tuple(
        _row(ground, Spot(sector=pk), name, PlanKind.SECTOR)
        for pk, name in orgs.sectors()
        if covers(_of_line(base, answering.get(pk, (0, 0)))) and _visible(ground, sector=pk)
    )
    chains = tuple(_chain(ground, card, judged=whole) for card in orgs.chains())
    stray, further = _stray(campaign)
    gaps = (*_of_the_whole(ground, judged=whole), *_listed(blocks, lines, chains), *stray)
    unplaced = sum(not one.action and not one.link for one in ground.measures)
    return Coverage(
        campaign, tuple(ground.actions), blocks, lines, chains, tuple(dict.fromkeys(gaps)), whole, unplaced, further
    )


def _covering() -> Callable[[Coordinates], bool]:
    opened = current()
    grants = opened.actor.reading_grants()
    return lambda place: opened.everything or any(grant.covers(place) for grant in grants)


def _of_line(base: Coordinates, levels: tuple[int, int]) -> Coordinates:
    return Coordinates(base.province, base.city, base.district, line=levels[0], subline=levels[1])


def _ground(campaign: Campaign) -> _Ground:
    plans = plan_cards(campaign.pk)
    measures = measure_cards(campaign.pk, plans)
    units = orgs.unit_names({unit for one in measures for unit in (one.lead, *one.leads)})
    by_cell: dict[tuple[int, int], list[MeasureCard]] = {}
    for one in measures:
        by_cell.setdefault((one.plan.id, one.action), []).append(one)
    actions = list(campaign.actions.order_by("position"))
    names = {one.pk: str(one) for one in actions}
    judged = {one.id: tuple(_of_measure(one, units, names)) for one in measures}
    return _Ground(actions, plans, measures, _excuses(campaign), units, by_cell, judged)


def _excuses(campaign: Campaign) -> dict[Spot, Excuse]:
    rows = NotApplicable.objects.filter(campaign=campaign, taken_back_at__isnull=True)
    return {
        Spot(row.action_id or 0, row.territory_id or 0, row.sector_id or 0, row.link_id or 0): Excuse(
            row.pk, row.reason, row.declared_by, row.declared_at
        )
        for row in rows
    }


def _visible(ground: _Ground, **at: int) -> bool:
    """Of a plan that the reader may not see nothing is said to be missing."""
    found = _plan(ground, **at)
    return found is None or found.seen


def _plan(ground: _Ground, *, territory: int = 0, sector: int = 0) -> PlanCard | None:
    return next((one for one in ground.plans if (one.territory, one.sector) == (territory, sector)), None)


def _row(ground: _Ground, at: Spot, name: str, kind: PlanKind) -> Row:
    """A district's or a sector's row. Without a plan in force it has one gap, and none for each of its cells."""
    plan = next(
        (one for one in ground.plans if (one.kind, one.territory, one.sector) == (kind, at.territory, at.sector)), None
    )
    if plan is None or not plan.in_force:
        cells = tuple(
            Cell(spot, excuse=ground.excuses.get(spot)) for spot in (_at(at, action) for action in ground.actions)
        )
        return Row(at.territory or at.sector, name, plan, cells, (_without_plan(kind, name, at, plan),))
    cells = tuple(_cell(ground, plan, _at(at, action), f"{name} · {action}") for action in ground.actions)
    elsewhere = tuple(
        gap for one in ground.by_cell.get((plan.id, 0), ()) for gap in ground.by_measure[one.id]
    )  # measures that say no action are in no cell, and are judged all the same
    return Row(at.territory or at.sector, name, plan, cells, elsewhere)


def _at(at: Spot, action: CampaignAction) -> Spot:
    return Spot(action.pk, at.territory, at.sector)


def _without_plan(kind: PlanKind, where: str, at: Spot, plan: PlanCard | None) -> Gap:
    what = GapKind.NO_PLAN.sentence
    if plan is not None and plan.prepared:
        what = N_("方案正在编制，还没有印发")
    return Gap(GapKind.NO_PLAN, f"{where} · {kind.label}", what, at, plan)


def _cell(ground: _Ground, plan: PlanCard, spot: Spot, where: str) -> Cell:
    found = tuple(ground.by_cell.get((plan.id, spot.action), ()))
    excuse = ground.excuses.get(spot)
    gaps = tuple(gap for one in found for gap in ground.by_measure[one.id])
    if not found and excuse is None:
        gaps = (Gap(GapKind.NO_MEASURE, where, GapKind.NO_MEASURE.sentence, spot, plan),)
    return Cell(spot, found, gaps, excuse)


def _of_measure(one: MeasureCard, units: Mapping[int, str], actions: Mapping[int, str]) -> Iterator[Gap]:
    """What a measure lacks, and who contests its lead. One of the master plan other plans may carry out."""
    where = f"{one.plan.title} · {one.number}"
    spot = Spot(one.action, one.plan.territory, one.plan.sector)
    general = one.plan.kind == PlanKind.MASTER
    if not one.lead:
        yield Gap(GapKind.NO_OWNER, where, N_("措施没有责任单位：{text}").format(text=one.text), spot, one.plan, one.id)
    if not one.tasks and not (general and one.lowered):
        drafted = N_("（已拟稿{count}项，尚未下达）").format(count=one.drafted) if one.drafted else ""
        what = N_("措施没有已下达的任务：{text}").format(text=one.text)
        yield Gap(GapKind.NO_TASK, where, what + drafted, spot, one.plan, one.id)
    if contesting := [unit for unit in one.leads if one.contested_by(unit)]:
        others = "、".join(units[unit] for unit in contesting)
        what = N_("措施由{lead}牵头，任务却由未列入措施的{others}牵头").format(lead=units[one.lead], others=others)
        yield Gap(GapKind.TWO_LEADS, where, what, spot, one.plan, one.id)


def _chain(ground: _Ground, card: orgs.ChainCard, *, judged: bool) -> ChainRow:
    return ChainRow(card, tuple(Link(one, _link(ground, card, one, judged=judged)) for one in card.links))


def _link(ground: _Ground, chain: orgs.ChainCard, link: orgs.LinkCard, *, judged: bool) -> Cell:
    """A link wants one unit responsible for it and a measure in some plan."""
    spot, where = Spot(link=link.id), f"{chain.name} · {link.name}"
    found = tuple(one for one in ground.measures if one.link == link.id)
    excuse = ground.excuses.get(spot)
    gaps: list[Gap] = []
    if judged and excuse is None:
        if not link.holders:
            gaps.append(Gap(GapKind.NO_OWNER, where, N_("环节没有责任单位"), spot))
        if not found:
            gaps.append(Gap(GapKind.NO_MEASURE, where, N_("没有一份现行方案对该环节列有措施"), spot))
    if judged and len(link.holders) > 1:
        names = "、".join(holder.name for holder in link.holders)
        gaps.append(Gap(GapKind.TWO_LEADS, where, N_("环节有两家以上责任单位：{names}").format(names=names), spot))
    gaps += [gap for one in found for gap in ground.by_measure[one.id]] if judged else []
    return Cell(spot, found, tuple(gaps), excuse)


def _of_the_whole(ground: _Ground, *, judged: bool) -> Iterator[Gap]:
    """What the master plan lacks; whether there is one at all."""
    if not judged:
        return
    plan = next((one for one in ground.plans if one.kind == PlanKind.MASTER), None)
    if plan is None or not plan.in_force:
        yield _without_plan(PlanKind.MASTER, N_("全市"), Spot(), plan)
        return
    for one in ground.measures:
        if one.plan == plan:
            yield from ground.by_measure[one.id]


def _listed(blocks: Iterable[Row], lines: Iterable[Row], chains: Iterable[ChainRow]) -> Iterator[Gap]:
    for row in (*blocks, *lines):
        yield from row.gaps
        for cell in row.cells:
            yield from cell.gaps
    for chain in chains:
        for link in chain.links:
            yield from link.cell.gaps


def _stray(campaign: Campaign) -> tuple[list[Gap], int]:
    """Tasks without plan, the first of them one by one, and how many more there are."""
    found = stray_tasks(campaign)
    first = list(found[: LISTED + 1])
    further = found.count() - LISTED if len(first) > LISTED else 0
    return [
        Gap(
            GapKind.STRAY_TASK,
            one.number,
            N_("任务没有措施：{title}").format(title=one.title)
            if one.measure_id is None
            else N_("任务所挂的措施已不在现行方案中：{title}").format(title=one.title),
            task=one.pk,
            measure=one.measure_id or 0,
        )
        for one in first[:LISTED]
    ], further
