"""Adding lines, units, sectors and sites, with level columns stamped from where they lie."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from stdnum.cn import uscc as credit_code

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy, queries
from zhiben.orgs.models import Line, Sector, SectorLine, Site, Territory, Unit, UnitAlias
from zhiben.orgs.vocab import UnitKind


def add_line(name: str, *, parent: Line | None = None) -> Line:
    """The line of that name, made when there is none. Lines are two levels deep."""
    if parent is not None and parent.parent_id:
        raise Refused(N_("条线最多两级"))
    found, _new = Line.objects.get_or_create(name=name.strip(), defaults={"parent": parent})
    return found


def add_unit(
    name: str,
    *,
    kind: str,
    territory: Territory,
    line: Line | None = None,
    short_name: str = "",
    aliases: tuple[str, ...] = (),
    valid_from: date | None = None,
    position: int = 0,
    demonstration: bool = False,
) -> Unit:
    """A new unit at a line node and a territory."""
    row = Unit(
        name=name.strip(),
        short_name=short_name,
        kind=kind,
        line_node=line,
        territory=territory,
        position=position,
        demonstration=demonstration,
        valid_from=valid_from or clock.today(),
    )
    stamp_unit(row)
    row.save()
    UnitAlias.objects.bulk_create([UnitAlias(unit=row, name=alias) for alias in aliases])
    return row


def stamp_unit(row: Unit) -> None:
    """Copy territory and line into the level columns."""
    row.place_at(row.territory.coordinates)
    if row.line_node is not None and row.kind != UnitKind.COMMITTEE_OFFICE:
        row.line, row.subline = row.line_node.levels


def add_sector(
    name: str, *, line: Line, position: int = 0, demonstration: bool = False, valid_from: date | None = None
) -> Sector:
    """A sector and the line that answers for it from a day on; a new line closes the earlier mapping."""
    day = valid_from or clock.today()
    sector, _new = Sector.objects.get_or_create(
        name=name.strip(), defaults={"position": position, "demonstration": demonstration}
    )
    present = SectorLine.objects.filter(sector=sector, valid_to__isnull=True).first()
    if present is not None and present.line_id == line.pk:
        return sector
    if present is not None:
        SectorLine.objects.filter(pk=present.pk).update(valid_to=day)
    SectorLine.objects.create(sector=sector, line=line, valid_from=day)
    return sector


def add_site(
    name: str,
    *,
    territory: Territory,
    sector: Sector,
    uscc: str = "",
    local_id: str = "",
    address: str = "",
    demonstration: bool = False,
    actor: Actor,
) -> Site:
    """A new site. Raises Incomplete when the credit code is wrong or neither code nor local id is given."""
    row = made_site(name, territory, sector, uscc=uscc, local_id=local_id, address=address, demonstration=demonstration)
    with audit.batch():
        row.save()
        grant = policy.entering(actor, row.coordinates)
        audit.record("add_site", actor, subject=("orgs.site", row.pk), grant=grant)
    return row


def made_site(
    name: str,
    territory: Territory,
    sector: Sector,
    *,
    uscc: str = "",
    local_id: str = "",
    address: str = "",
    demonstration: bool = False,
    lines: Mapping[int, tuple[int, int]] | None = None,
) -> Site:
    """A checked and stamped site that is not saved yet; `lines` as of `queries.sector_lines`, when many are made."""
    code = uscc.strip().upper()
    if code and not credit_code.is_valid(code):
        raise Incomplete(N_("统一社会信用代码“{given}”不对"), fields={"uscc": N_("18位，校验码不符")}, given=code)
    if not code and not local_id.strip():
        raise Incomplete(N_("须有统一社会信用代码或本地编号"), fields={"uscc": N_("两者须有其一")})
    row = Site(
        name=name.strip(),
        uscc=code,
        local_id=local_id.strip(),
        address=address.strip(),
        territory=territory,
        sector=sector,
        demonstration=demonstration,
    )
    row.place_at(territory.coordinates)
    row.line, row.subline = (queries.sector_lines() if lines is None else lines).get(sector.pk, (0, 0))
    return row
