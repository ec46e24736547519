"""Division lists into the two trees of territories: legal parents as the lists say, managing parents as the city
says. All rows can be placed, or none is written. Who manages a territory that stands already is the city's decision
(`reorganise`); no list changes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhiben.foundation import audit
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.sheet import Change, Effect, Row, Source, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import seed
from zhiben.orgs.models import Territory, TerritoryAlias
from zhiben.orgs.vocab import TerritoryKind

LISTS_FROM = date(2023, 1, 1)
"""The published lists carry no dates of validity; an editable default of this product."""

PUBLISHED = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv", "shenzhen_working_units.csv")
"""The lists that together are the country, in the order in which they build on each other."""

PARENTS = ("area", "city", "province")
BY_LENGTH = {2: TerritoryKind.PROVINCE, 4: TerritoryKind.CITY, 6: TerritoryKind.DISTRICT}


@dataclass(frozen=True, slots=True)
class Node:
    """One territory to be placed; parents by code."""

    code: str
    name: str
    kind: TerritoryKind
    legal: str = ""
    managing: str = ""
    counted: bool = True
    position: int = 0
    source: str = ""
    valid_from: date = LISTS_FROM
    row: Row | None = None


def examine(rows: Sequence[Row], _actor: Actor) -> list[CellProblem]:
    """Every row that cannot be placed: no code, a code said twice with two names, or no parent."""
    return _gathered(rows)[1]


def import_territories(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    """Take division lists (one or several together). Raises BadInput naming every row that cannot be placed."""
    nodes, problems, present = _gathered(rows, source.name)
    if problems:
        raise BadInput(problems)
    result = _place(nodes, present)
    _alias()
    own = sum(1 for row in rows if not _in_lists(str(row.values["code"])))
    return replace(result, unchanged=result.unchanged + own)


def _gathered(rows: Sequence[Row], source: str = "") -> tuple[dict[str, Node], list[CellProblem], dict[str, Territory]]:
    nodes: dict[str, Node] = {}
    problems: list[CellProblem] = []
    present = {t.code: t for t in Territory.objects.filter(valid_to__isnull=True)}
    for row in rows:
        code = str(row.values["code"])
        if code in present and not _in_lists(code):
            problems += _own_again(row, present[code])
        else:
            _gather(row, nodes, problems, source)
    nodes.update(_shenzhen(nodes, present))
    return nodes, problems + _orphans(nodes, present), present


def seed_shenzhen(*, actor: Actor, on: date = LISTS_FROM) -> Territory:
    """Shenzhen's own tree without any file: city, 11, 78, 中英街管理局, five quasi-units. Returns the city."""
    nodes = _own_tree()
    nodes.update(_shenzhen(nodes, {}))
    nodes = {code: replace(node, valid_from=on) for code, node in nodes.items()}
    present = {t.code: t for t in Territory.objects.filter(valid_to__isnull=True)}
    with audit.batch():
        result = _place(nodes, present)
        _alias()
        city = Territory.objects.get(code=seed.CITY[0], valid_to__isnull=True)
        audit.record("seed_territories", actor, subject=("orgs.territory", city.pk), facts={"created": result.created})
    return city


def _in_lists(code: str) -> bool:
    """True for a code as the published lists have it; others are the city's own."""
    return code.isdigit() and len(code) in (2, 4, 6, 9)


def _own_again(row: Row, standing: Territory) -> list[CellProblem]:
    """An area of the city's own, as an export tells it: what a list says of it otherwise is the city's decision."""
    if row.values["name"] == standing.name:
        return []
    return [row.problem("name", "own_area", N_("“{code}”是本市自设的区域，不经导入改名").format(code=standing.code))]


def _gather(row: Row, nodes: dict[str, Node], problems: list[CellProblem], source: str) -> None:
    code = str(row.values["code"])
    kind = BY_LENGTH.get(len(code)) or _street_kind(code, str(row.values["name"]))
    if not _in_lists(code):
        problems.append(
            row.problem("code", "not_a_code", N_("区划代码应为2、4、6或9位数字"), expected=N_("如440304001"))
        )
        return
    if code in nodes:
        # A list of working units says again what a division list said; it may not say something else.
        if nodes[code].name != row.values["name"]:
            problems.append(row.problem("name", "repeated", N_("代码{code}已以另一名称出现").format(code=code)))
        return
    legal = next((str(row.values[p]) for p in PARENTS if row.values.get(p)), "")
    valid_from = row.values.get("valid_from")
    nodes[code] = Node(
        code,
        str(row.values["name"]),
        kind,
        legal,
        legal,
        counted=kind != TerritoryKind.QUASI,
        source=seed.SOURCE if row.sheet in PUBLISHED else N_("本单位导入的“{source}”").format(source=source),
        valid_from=valid_from if isinstance(valid_from, date) else LISTS_FROM,
        row=row,
    )


def _street_kind(code: str, name: str) -> TerritoryKind:
    if code[6:].isdigit() and int(code[6:]) >= 400:
        return TerritoryKind.QUASI
    return TerritoryKind.TOWN if name.endswith(("镇", "乡")) else TerritoryKind.STREET


def _own_tree() -> dict[str, Node]:
    """The part of the lists that Shenzhen consists of, from our own table."""
    found = [
        Node(*seed.PROVINCE, TerritoryKind.PROVINCE, source=seed.SOURCE),
        Node(*seed.CITY, TerritoryKind.CITY, seed.PROVINCE[0], seed.PROVINCE[0], source=seed.SOURCE),
        Node(*seed.NEIGHBOUR_CITY, TerritoryKind.CITY, seed.PROVINCE[0], seed.PROVINCE[0], source=seed.SOURCE),
    ]
    neighbour = seed.NEIGHBOUR_CITY[0]
    found.append(Node(*seed.NEIGHBOUR_COUNTY, TerritoryKind.DISTRICT, neighbour, neighbour, source=seed.SOURCE))
    for code, name, legal in seed.DISTRICTS:
        if legal:
            found.append(Node(code, name, TerritoryKind.DISTRICT, "4403", "4403", source=seed.SOURCE))
    for streets in seed.STREETS.values():
        found += [_street(text[:9], text[9:]) for text in streets.split()]
    found += [_street(code, name) for code, name, _district in seed.QUASI]
    return {node.code: node for node in found}


def _street(code: str, name: str) -> Node:
    kind = _street_kind(code, name)
    counted = kind != TerritoryKind.QUASI
    return Node(code, name, kind, code[:6], code[:6], counted, source=seed.SOURCE)


def _shenzhen(nodes: Mapping[str, Node], present: Mapping[str, Territory]) -> dict[str, Node]:
    """What the code lists do not know, for as much of Shenzhen as comes in with `nodes` or stands in `present`: the
    eleven in order with the two functional zones, who manages which street, 中英街管理局."""
    found: dict[str, Node] = {}
    codes = {name: code for code, name, _legal in seed.DISTRICTS}
    for position, (code, name, legal) in enumerate(seed.DISTRICTS, start=1):
        if code in nodes:
            found[code] = replace(nodes[code], position=position)
        elif not legal and code not in present and (seed.CITY[0] in nodes or seed.CITY[0] in present):
            zone = Node(code, name, TerritoryKind.FUNCTIONAL_ZONE, "", seed.CITY[0], source=seed.LOCAL)
            found[code] = replace(zone, position=position)
    for district, streets in seed.STREETS.items():
        for position, text in enumerate(streets.split(), start=1):
            if text[:9] in nodes:
                found[text[:9]] = replace(nodes[text[:9]], managing=codes[district], position=position)
    code, name, district, within = seed.SPECIAL
    if code not in present and (within in nodes or within in present):
        found[code] = Node(code, name, TerritoryKind.SPECIAL, within, codes[district], position=90, source=seed.LOCAL)
    return found


def _orphans(nodes: Mapping[str, Node], present: Mapping[str, Territory]) -> list[CellProblem]:
    found = []
    for node in nodes.values():
        if node.row is None or (not node.legal and node.kind == TerritoryKind.PROVINCE):
            continue
        missing = [code for code in (node.legal, node.managing) if code not in nodes and code not in present]
        if not missing:
            continue
        column = next((p for p in PARENTS if node.row.values.get(p)), "code")
        message = N_("“{name}”的上级代码“{code}”不在本表，也不在库中").format(
            name=node.name, code=missing[0] or N_("空")
        )
        found.append(node.row.problem(column, "orphan", message, expected=N_("已有的上级区划代码")))
    return found


def _place(nodes: Mapping[str, Node], present: dict[str, Territory]) -> WriteResult:
    """Write level by level, so that each row knows its parents' ids and levels."""
    unchanged = 0
    effects: list[Effect] = []
    known = dict(present)
    for depth in _depths(nodes.values()):
        new: list[Territory] = []
        changed: list[Territory] = []
        for node in depth:
            row = known.get(node.code)
            if row is None:
                row = Territory(code=node.code, valid_from=node.valid_from, position=node.position)
                row.managing_parent = known.get(node.managing)
                new.append(row)
            elif _says(node, row, known):
                unchanged += 1
                continue
            else:
                changed.append(row)
                effects.append(_told(node, row, _changes(node, row)))
            _fill(row, node, known)
            known[node.code] = row
        Territory.objects.bulk_create(new, batch_size=1000)
        for row in new:
            _stamp(row)
        _update_levels(new)
        Territory.objects.bulk_update(changed, ["name", "kind", "legal_parent", "counted", "source"], batch_size=500)
        effects += [_told(nodes[row.code], row) for row in new]
    created = sum(one.created for one in effects)
    return WriteResult(created, len(effects) - created, unchanged, tuple(effects))


def _told(node: Node, row: Territory, changes: tuple[Change, ...] = ()) -> Effect:
    number = node.row.number if node.row else 0
    return Effect(number, Territory._meta.label_lower, row.pk, f"{node.code} {node.name}", changes)


def _changes(node: Node, row: Territory) -> tuple[Change, ...]:
    """What a list says otherwise than it stands, before it is written; what follows from the name is told as the
    name."""
    parent = row.legal_parent.code if row.legal_parent else ""
    found = [Change("name", row.name, node.name)] if row.name != node.name or parent == node.legal else []
    if parent != node.legal:
        column = {2: "province", 4: "city"}.get(len(node.legal), "area")
        found.append(Change(column, parent, node.legal))
    return tuple(found)


def _depths(nodes: Iterable[Node]) -> list[list[Node]]:
    order = {TerritoryKind.PROVINCE: 0, TerritoryKind.CITY: 1, TerritoryKind.DISTRICT: 2}
    order |= {TerritoryKind.FUNCTIONAL_ZONE: 2}
    depths: list[list[Node]] = [[], [], [], [], []]
    for node in nodes:
        depths[4 if node.kind == TerritoryKind.SPECIAL else order.get(node.kind, 3)].append(node)
    return depths


def _fill(row: Territory, node: Node, known: Mapping[str, Territory]) -> None:
    """What a list may say of a territory. Not its manager, nor the level columns, which follow the manager."""
    row.name, row.kind, row.counted, row.source = node.name, node.kind, node.counted, node.source
    row.legal_parent = known.get(node.legal)


def _says(node: Node, row: Territory, known: Mapping[str, Territory]) -> bool:
    legal = known.get(node.legal)
    mine = (node.name, node.kind, node.counted, legal and legal.pk)
    return mine == (row.name, row.kind, row.counted, row.legal_parent_id)


LEVEL = {
    TerritoryKind.PROVINCE: "province",
    TerritoryKind.CITY: "city",
    TerritoryKind.DISTRICT: "district",
    TerritoryKind.FUNCTIONAL_ZONE: "district",
}


def _stamp(row: Territory) -> None:
    above = row.managing_parent
    row.place_at(above.coordinates if above else Coordinates())
    setattr(row, LEVEL.get(TerritoryKind(row.kind), "street"), row.pk)


def _update_levels(rows: Sequence[Territory]) -> None:
    """The rows' own ids are known only after they are inserted; one pass stamps them."""
    from django.db import connection

    quote = connection.ops.quote_name
    columns = ("province", "city", "district", "street")
    sets = ", ".join(f"{quote(c)} = %s" for c in columns)
    sql = f"UPDATE {quote(Territory._meta.db_table)} SET {sets} WHERE id = %s"  # noqa: S608 - our own names
    values = [[*(getattr(row, c) for c in columns), row.pk] for row in rows]
    with connection.cursor() as cursor:
        if values:
            cursor.executemany(sql, values)


def _alias() -> None:
    """Names repeat across the country; those within the city are meant."""
    city = Territory.objects.filter(code=seed.CITY[0], valid_to__isnull=True).values("pk")
    rows = Territory.objects.filter(name__in=list(seed.ALIASES), city__in=city, valid_to__isnull=True)
    named = {t.name: t for t in rows}
    wanted = [TerritoryAlias(territory=t, name=alias) for name, t in named.items() for alias in seed.ALIASES[name]]
    TerritoryAlias.objects.bulk_create(wanted, ignore_conflicts=True)
