"""The papers of a listing as an officer finds them begun: to whom, about what, until when. The officer goes on writing,
and they are signed, numbered and issued like any official document."""

from __future__ import annotations

from zhiben.documents.operations import Written
from zhiben.foundation import installation
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.vocab import Body
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


def notice(listing: Listing) -> Written:
    """The notice of listed supervision (挂牌督办通知书)."""
    hazard = listing.hazard
    to, copy = _addressees(listing)
    body = "\n".join(
        (
            N_("一、基本情况"),
            *_facts(hazard),
            N_("挂牌事由：{facts}。").format(facts=listing.facts.rstrip("。")),
            N_("二、整改责任单位"),
            N_("{unit}。").format(unit=orgs.unit_name(hazard.responsible_unit_id or 0)),
            N_("三、整改期限"),
            N_("{day}（含当日）前完成整改并申请验收。").format(day=clock.in_words(listing.deadline)),
            N_("四、有关要求"),
            N_("请督促责任单位落实责任、措施、资金、时限和预案，整改期间落实安全防范措施，按期报送进展。"),
            N_("整改完成并经现场复核后，由责任单位提出验收申请，我办{days}日内组织验收。").format(
                days=queries.clock_amount("acceptance")
            ),
        )
    )
    return Written(
        title=N_("关于对“{title}”挂牌督办的通知").format(title=hazard.title),
        to=to,
        copy=copy,
        body=body,
        basis=listing.legal_basis,
    )


def delisting(listing: Listing) -> Written:
    """The notice that a hazard is taken off the list (解除督办通知书)."""
    hazard = listing.hazard
    to, copy = _addressees(listing)
    number = N_("（{number}）").format(number=listing.document) if listing.document else ""
    body = "\n".join(
        (
            N_("一、挂牌情况"),
            *_facts(hazard),
            N_("{day}批准挂牌督办{number}。").format(
                day=clock.in_words(listing.approved_at.astimezone(clock.TZ).date()) if listing.approved_at else "",
                number=number,
            ),
            N_("二、验收结论"),
            N_("{record}。").format(record=listing.inspection.rstrip("。")),
            N_("自印发之日起解除挂牌督办。请继续加强日常监管，防止反弹。"),
        )
    )
    return Written(
        title=N_("关于解除“{title}”挂牌督办的通知").format(title=hazard.title),
        to=to,
        copy=copy,
        body=body,
        basis=listing.legal_basis,
    )


def _facts(hazard: Hazard) -> tuple[str, ...]:
    places = orgs.territory_names({hazard.district, hazard.street})
    example = N_("（示例数据）") if installation.current().demonstration else ""
    site = orgs.site_names([hazard.site_id])[hazard.site_id]
    return (
        N_("隐患编号：{number}{example}。").format(number=hazard.number, example=example),
        N_("场所：{site}，位于{district}{street}。").format(
            site=site, district=places.get(hazard.district, ""), street=places.get(hazard.street, "")
        ),
        N_("隐患：{title}。").format(title=hazard.title),
        N_("判定依据：{criterion}。").format(criterion=hazard.criterion),
    )


def _addressees(listing: Listing) -> tuple[str, str]:
    """To whom and with copies to whom: the city's to the district's government, the district's to the unit that
    rectifies; both to the department that answers for the hazard's line there."""
    hazard = listing.hazard
    near = [card for card in orgs.units() if card.coordinates.district == hazard.district]
    governments = [card.name for card in near if card.kind == UnitKind.DISTRICT][:1]
    departments = [c.name for c in near if c.kind == UnitKind.DEPARTMENT and c.coordinates.line == hazard.line][:1]
    rectifies = [name for name in [orgs.unit_name(hazard.responsible_unit_id or 0)] if name]
    by_city = listing.level == Body.CITY
    to = dict.fromkeys([*(governments if by_city else rectifies), *departments])
    return "、".join(to), "、".join(one for one in rectifies if by_city and one not in to)
