"""Sites out of a workbook: new ones entered, standing ones corrected where the person may, or each wrong row named and
nothing written.

Whether a code or local id is taken must be known beyond the person's scope. What they may enter is asked first, so that
no answer depends on a site which they could not enter, save that a key of such a site cannot be used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q

from zhiben.foundation import audit
from zhiben.foundation.importing import made, must_stand_alone
from zhiben.kernel.errors import BadInput, CellProblem, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Change, Effect, Row, Source, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import policy, queries
from zhiben.orgs.models import Sector, Site, Territory
from zhiben.orgs.operations import positions
from zhiben.orgs.operations.units import made_site
from zhiben.orgs.vocab import PositionFrom

KEYS = ("uscc", "local_id")
"""Either says which site a row is."""

PLACE = ("latitude", "longitude")
ORIGIN = ("position_from", "position_by", "position_at")

PART = 500


def repeated_sites(rows: Sequence[Row], _actor: Actor) -> list[CellProblem]:
    """Rows that give a code or a local id which another row gives too. Rows with the same two keys are named by the
    check of the sheet's key already."""
    problems = []
    for key in KEYS:
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            groups[_keys(row)[key]].append(row)
        for value, same in groups.items():
            for row in same if value else ():
                others = [other.number for other in same if other is not row and not _same_pair(row, other)]
                if others:
                    numbers = "、".join(map(str, others))
                    sentence = N_("与第{rows}行相同，一个场所只能有一行").format(rows=numbers)
                    problems.append(row.problem(key, "duplicate", sentence))
    return problems


def _keys(row: Row) -> dict[str, str]:
    uscc, local_id = (str(row.values.get(key) or "").strip() for key in KEYS)
    return {"uscc": uscc.upper(), "local_id": local_id}


def _same_pair(one: Row, other: Row) -> bool:
    return all(_keys(one).values()) and _keys(one) == _keys(other)


def import_sites(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    """Take sites in. Raises BadInput naming every row that the person may not enter or that contradicts what stands."""
    told, problems = _told(rows, actor)
    taken = _taken(site for _row, site in told)
    new: list[tuple[Row, Site]] = []
    changed: list[tuple[Row, Site, dict[str, Any]]] = []
    same = 0
    for row, site in told:
        found = {taken[key, getattr(site, key)] for key in KEYS if (key, getattr(site, key)) in taken}
        if not found:
            new.append((row, site))
        elif problem := _against(row, site, found, taken, actor):
            problems.append(problem)
        elif (changes := _changes(row, site, next(iter(found)))) and next(iter(found)).merged_into_id:
            problems.append(row.problem(_key_of(row), "merged", N_("该登记已并入另一场所，不再改动")))
        elif changes:
            changed.append((row, next(iter(found)), changes))
        else:
            same += 1
    placed = [(row, site) for row, site in new if site.point]
    placed += [(row, site) for row, site, changes in changed if "latitude" in changes]
    if problems := [*problems, *_far_off(placed, told)]:
        raise BadInput(problems)
    with audit.batch():
        Site._base_manager.bulk_create([site for _row, site in new], batch_size=PART)
        effects = [*(made(row, site, site.name) for row, site in new), *_effects(changed)]
        _amend([(site, changes) for _row, site, changes in changed], actor)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(new), len(changed), same, tuple(effects))


def _far_off(placed: Sequence[tuple[Row, Site]], told: Sequence[tuple[Row, Site]]) -> list[CellProblem]:
    """Rows whose new coordinates are too far from the other sites of their district to be taken unasked."""
    at = {row.number: site for row, site in told}
    middles = positions.centres({at[row.number].district for row, _site in placed})
    problems = []
    for row, _site in placed:
        latitude, longitude = (Decimal(str(row.values[name])) for name in PLACE)
        if far := positions.far_from(middles.get(at[row.number].district), latitude, longitude):
            asked = N_("离本区其他场所约{distance}，请核对；确实在那里的，请在该场所的页面填写坐标")
            problems.append(row.problem("latitude", "far_off", asked.format(distance=far)))
    return problems


def misplaced_sites(rows: Sequence[Row], _actor: Actor) -> list[CellProblem]:
    """Rows whose coordinates are no place: one of the two alone, turned round, or abroad."""
    problems = []
    for row in rows:
        latitude, longitude = (_decimal(row, name) for name in PLACE)
        if fault := positions.fault_of(latitude, longitude):
            problems.append(row.problem(fault.column, fault.code, fault.sentence))
    return problems


def _decimal(row: Row, column: str) -> Decimal | None:
    found = row.values.get(column)
    return found if isinstance(found, Decimal) else None


def _effects(changed: Sequence[tuple[Row, Site, Mapping[str, Any]]]) -> Iterable[Effect]:
    """What is about to be changed, in the words of the sheet."""
    ids = {
        pk for _, site, changes in changed if "sector_id" in changes for pk in (site.sector_id, changes["sector_id"])
    }
    names = dict(Sector.objects.filter(pk__in=ids).values_list("pk", "name"))
    for row, site, changes in changed:
        told = [
            Change("sector", names[site.sector_id], names[value], site.sector_id)
            if name == "sector_id"
            else _placed(site, name, value)
            if name in PLACE
            else Change(name, getattr(site, name), value)
            for name, value in changes.items()
            if name not in ("line", "subline", *ORIGIN)
        ]
        yield Effect(row.number, Site._meta.label_lower, site.pk, site.name, tuple(told))


def _placed(site: Site, name: str, value: Decimal) -> Change:
    """One coordinate; with it stays how the former one came."""
    before, at = getattr(site, name), site.position_at
    was = f"{site.position_from} {site.position_by} {at.isoformat()}" if at else ""
    return Change(name, "" if before is None else str(before), str(value), was)


def take_sites_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Delete the sites that an import has entered and give the others their former words, all or none. Raises Refused
    for one that is used already, NotAllowed outside the person's area."""
    sites = Site._unfiltered().in_bulk([one.record for one in effects])
    for site in sites.values():
        policy.must_enter_sites(actor, site.coordinates)
    entered = {one.record: one.label for one in effects if one.created}
    must_stand_alone(Site, list(entered), entered)
    lines = queries.sector_lines()
    changed = [(sites[one.record], _former(one, lines)) for one in effects if not one.created]
    with audit.batch():
        _remove([sites[pk] for pk in sorted(entered)], actor)
        _amend(changed, actor)


def _former(effect: Effect, lines: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    former: dict[str, Any] = {}
    for change in effect.changes:
        if isinstance(change.was, int):
            line, subline = lines.get(change.was, (0, 0))
            former |= {"sector_id": change.was, "line": line, "subline": subline}
        elif change.column in PLACE:
            former |= _former_place(change)
        else:
            former[change.column] = change.before
    return former


def _former_place(change: Change) -> dict[str, Any]:
    how, by, at = str(change.was).split(" ") if change.was else ("", "0", "")
    value = Decimal(change.before) if change.before else None
    since = datetime.fromisoformat(at) if at else None
    return {change.column: value, "position_from": how, "position_by": int(by), "position_at": since}


def _remove(sites: Collection[Site], actor: Actor) -> None:
    for site in sites:
        facts = {name: getattr(site, name) for name in ("name", *KEYS, "address", "territory_id", "sector_id")}
        grant = policy.entering(actor, site.coordinates)
        audit.record("remove_site", actor, subject=("orgs.site", site.pk), facts=facts, grant=grant)
    Site._unfiltered().filter(pk__in=[site.pk for site in sites]).delete()


def _told(rows: Sequence[Row], actor: Actor) -> tuple[list[tuple[Row, Site]], list[CellProblem]]:
    """Each row as the site it describes, where the person may enter such a one; and what is wrong with the others."""
    streets = Territory.objects.in_bulk({row.values["street"] for row in rows})
    sectors = Sector.objects.in_bulk({row.values["sector"] for row in rows})
    lines = queries.sector_lines()
    told: list[tuple[Row, Site]] = []
    problems = []
    for row in rows:
        street, sector = streets[int(str(row.values["street"]))], sectors[int(str(row.values["sector"]))]
        name, address, keys = str(row.values["name"]), str(row.values.get("address") or ""), _keys(row)
        try:
            site = made_site(
                name, street, sector, uscc=keys["uscc"], local_id=keys["local_id"], address=address, lines=lines
            )
            policy.must_enter_sites(actor, site.coordinates)
            _place(site, row, actor)
        except (NotAllowed, Refused) as error:
            column = "street" if isinstance(error, NotAllowed) else _key_of(row)
            problems.append(row.problem(column, error.code, error.text))
            continue
        told.append((row, site))
    return told, problems


def _place(site: Site, row: Row, actor: Actor) -> None:
    """The row's coordinates; blank cells say nothing."""
    latitude, longitude = (_decimal(row, name) for name in PLACE)
    if latitude is not None and longitude is not None:
        site.latitude, site.longitude = latitude.quantize(positions.STEP), longitude.quantize(positions.STEP)
        for name, value in positions.origin(PositionFrom.IMPORTED, actor).items():
            setattr(site, name, value)


def _key_of(row: Row) -> str:
    return "uscc" if row.values.get("uscc") else "local_id"


def _taken(sites: Iterable[Site]) -> dict[tuple[str, str], Site]:
    """The sites that stand under the keys of `sites`, by (key, value)."""
    wanted = [(key, value) for site in sites for key in KEYS if (value := getattr(site, key))]
    found: dict[tuple[str, str], Site] = {}
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        for key in KEYS:
            values = [value for name, value in part if name == key]
            # Said as the constraints say it, so that their indexes serve.
            rows = Site._unfiltered().filter(~Q(**{key: ""}), **{f"{key}__in": values})
            found |= {(key, getattr(row, key)): row for row in rows}
    same = {site.pk: site for site in found.values()}
    return {key: same[site.pk] for key, site in found.items()}


def _against(
    row: Row, site: Site, found: set[Site], taken: Mapping[tuple[str, str], Site], actor: Actor
) -> CellProblem | None:
    """What keeps a row from being the site, or sites, that stand under its keys."""
    for key in KEYS:
        standing = taken.get((key, getattr(site, key)))
        if standing is not None and not policy.enters_sites(actor, standing.coordinates):
            return row.problem(key, "cannot_be_used", N_("不能使用此代码或编号，请核对"))
    if len(found) > 1:
        return row.problem("local_id", "two_sites", N_("信用代码和本地编号分属两个已登记的场所，请核对"))
    standing = next(iter(found))
    for key in KEYS:
        if getattr(site, key) and getattr(standing, key) not in ("", getattr(site, key)):
            sentence = N_("该场所已登记为“{known}”，不能经导入改动").format(known=getattr(standing, key))
            return row.problem(key, "other_key", sentence)
    if standing.territory_id != site.territory_id:
        # What was found there lies where its site lies.
        return row.problem("street", "other_street", N_("该场所登记在另一街道，不能经导入改动"))
    return None


def _changes(row: Row, site: Site, standing: Site) -> dict[str, Any]:
    """What a row would change: columns that the file has, and keys that were unknown. A blank key says nothing."""
    columns = [name for name in ("name", "address") if name in row.values]
    values = {name: getattr(site, name) for name in columns} | {"sector_id": site.sector_id}
    values |= {key: value for key in KEYS if (value := getattr(site, key))}
    changes = {name: value for name, value in values.items() if value != getattr(standing, name)}
    if site.point and site.point != standing.point:
        changes |= {name: getattr(site, name) for name in (*PLACE, *ORIGIN)}
    if "sector_id" in changes:
        changes |= {"line": site.line, "subline": site.subline}
    return changes


def _amend(changed: Sequence[tuple[Site, dict[str, Any]]], actor: Actor) -> None:
    for site, changes in changed:
        before = {name: getattr(site, name) for name in changes}
        for name, value in changes.items():
            setattr(site, name, value)
        facts = {"from": before, "to": changes}
        grant = policy.entering(actor, site.coordinates)
        audit.record("amend_site", actor, subject=("orgs.site", site.pk), facts=facts, grant=grant)
    columns = ["name", "address", "sector", "line", "subline", *KEYS, *PLACE, *ORIGIN]
    Site._base_manager.bulk_update([site for site, _changes in changed], columns, batch_size=PART)
