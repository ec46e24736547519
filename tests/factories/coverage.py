"""A campaign whose line, block and chain are covered whole, as rows: what a test takes out of it is its gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from tests.factories.campaign import task
from tests.factories.orgs import City
from tests.factories.replayed import replayed

from zhiben.campaign.models import Campaign, KeyTask, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations import declare_not_applicable, found_campaign
from zhiben.campaign.queries import Spot
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Chain, ChainLink, Unit
from zhiben.orgs.operations import claim_link, found_chain

LEADS = {
    "房屋建筑施工": "市住房建设",
    "工贸通用": "市应急管理",
    "高层建筑消防": "市消防救援",
    "道路客运": "市交通运输",
}
LINKS = ("生产", "登记", "回收")
_number = count(1)


@dataclass
class Covered:
    """What stands: the campaign, its plans by the name of their district or sector ("" for the master plan), the
    chain."""

    city: City
    campaign: Campaign
    chain: Chain
    plans: dict[str, Plan] = field(default_factory=dict)

    def wording(self, plan: str, position: int) -> MeasureWording:
        """What a plan in force says for the action of that position."""
        with unscoped(reason="a test reads"):
            return MeasureWording.objects.get(version__plan=self.plans[plan], action__position=position)

    def link(self, name: str) -> ChainLink:
        """A link of the chain."""
        return ChainLink.objects.get(chain=self.chain, name=name)


@replayed
def covered(city: City, districts: Sequence[str]) -> Covered:
    """Every sector and these districts have a plan in force with a measure for each action, carried out by one task
    each; the chain's links are held by one unit each and stand in the first sector's plan. The other districts have
    plans without tasks of their own: their measures hang on one task each too."""
    campaign = found_campaign(city.unit("市安委办").pk, actor=SYSTEM)
    chain = found_chain("电动自行车", LINKS, actor=SYSTEM)
    for link in ChainLink.objects.filter(chain=chain):
        claim_link(link, city.unit("市应急管理").pk, since=clock.today(), actor=SYSTEM)
    stands = Covered(city, campaign, chain)
    with unscoped(reason="a test writes"):
        stands.plans[""] = plan(stands, PlanKind.MASTER, "", city.unit("市应急管理"))
        for name in districts:
            owner = city.units.get(name) or city.unit("市应急管理")
            stands.plans[name] = plan(stands, PlanKind.DISTRICT, name, owner)
        for name, lead in LEADS.items():
            links = list(ChainLink.objects.filter(chain=chain)) if name == "房屋建筑施工" else []
            stands.plans[name] = plan(stands, PlanKind.SECTOR, name, city.unit(lead), links=links)
        _carried(stands)
    return stands


def plan(stands: Covered, kind: PlanKind, name: str, owner: Unit, *, links: Sequence[ChainLink] = ()) -> Plan:
    """A plan in force with a measure for each action, the first of them for the given links too."""
    row = Plan(
        campaign=stands.campaign,
        kind=kind,
        title=f"{name or '全市'}方案",
        owner=owner,
        territory=stands.city.territories[name] if kind == PlanKind.DISTRICT else None,
        sector=stands.city.sectors[name] if kind == PlanKind.SECTOR else None,
        founded_at=clock.now(),
    )
    row.place_at(owner.coordinates)
    row.save()
    version = PlanVersion(plan=row, number=1, changed_at=clock.now(), state="issued")
    PlanVersion.objects.bulk_create([version])
    row.current = version
    row.save()
    for action in stands.campaign.actions.order_by("position"):
        measure = PlanMeasure.objects.create(plan=row, number=str(action.position))
        MeasureWording.objects.create(
            version=version,
            measure=measure,
            position=action.position,
            text=f"{name or '全市'}第{action.position}条",
            action=action,
            link=links[action.position - 1] if action.position <= len(links) else None,
            lead_unit=owner,
        )
    return row


def _carried(stands: Covered) -> None:
    measures = MeasureWording.objects.filter(version__plan__campaign=stands.campaign)
    hang(stands, measures.order_by("pk"))


def hang(stands: Covered, wordings: Iterable[MeasureWording]) -> list[KeyTask]:
    """One task in force for each of these measures, led by the unit that the measure names."""
    model = task(stands.city, "under_way")
    rows = []
    for one in wordings:
        row = KeyTask.objects.get(pk=model.pk)
        lead = one.lead_unit or stands.city.unit("市应急管理")
        row.pk, row.number, row.measure_id, row.lead_unit = None, f"C-{next(_number):05d}", one.measure_id, lead
        row.place_at(lead.coordinates)
        row.due = date(stands.campaign.last_year, 12, 31)
        rows.append(row)
    KeyTask.objects.bulk_create(rows, batch_size=500)
    KeyTask.objects.filter(pk=model.pk).update(measure=rows[0].measure_id, lead_unit=rows[0].lead_unit)
    return rows


def excused(city: City, campaign: Campaign, office: Unit, officer: Actor) -> dict[str, Any]:
    """A chain whose first link two units hold, a cell and a measure of the campaign: each by what it is called."""
    chain = found_chain("电动自行车", LINKS, actor=SYSTEM)
    link = chain.links.get(position=1)
    for name in ("市应急管理", "市消防救援"):
        holder = claim_link(link, city.unit(name).pk, since=clock.today(), actor=SYSTEM)
    stands = Covered(city, campaign, chain)
    with unscoped(reason="a test writes"):
        made = plan(stands, PlanKind.DISTRICT, "盐田区", office)
        measure = made.measures.get(number="1")
    spot = Spot(link=chain.links.get(position=2).pk)
    with scope(officer):
        excuse = declare_not_applicable(campaign, spot, reason="不适用", actor=officer)
    return {"chain": chain, "link": link, "holder": holder, "excuse": excuse, "hung on": measure}
