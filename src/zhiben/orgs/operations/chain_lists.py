"""Chains out of a workbook, one row for each link, and out again with the import that had brought them. Who is
responsible is compared by unit, not by how a row spells or orders the names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.importing import compare, made
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Change, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Chain, ChainLink, LinkUnit
from zhiben.orgs.operations.chains import APART, hold_link, remove_links
from zhiben.orgs.queries.dated import not_ended
from zhiben.orgs.queries.unit_cards import unit_names

Holders = Mapping[int, Sequence[int]]
"""By a row's number, the units that it names."""


def take_links(rows: Sequence[Row], holders: Holders, *, actor: Actor) -> WriteResult:
    """New links, other places in a chain, other responsible units from today on. Raises BadInput for two links at one
    place of a chain."""
    grant = policy.must_manage_organisation(actor)
    standing = list(ChainLink.objects.select_related("chain").order_by("chain", "position"))
    if problems := list(_two_at_one_place(rows, standing)):
        raise BadInput(problems)
    held = _held([link.pk for link in standing])
    plain = [_by_ids(row, holders) for row in rows]
    compared = compare(plain, standing, key=("chain", "link"), value_of=lambda link, key: _value(link, key, held))
    names = unit_names(unit for units in (*held.values(), *holders.values()) for unit in units)
    with audit.batch():
        _place([(link, changes["position"]) for link, _row, changes in compared.changed if "position" in changes])
        links = {row.number: link for link, row, _changes in compared.changed}
        links |= {row.number: _entered(row) for row in compared.new}
        effects = [made(row, links[row.number], _label(links[row.number])) for row in compared.new]
        for link, row, changes in compared.changed:
            told = tuple(_change(key, _value(link, key, held), value, names) for key, value in changes.items())
            effects.append(Effect(row.number, ChainLink._meta.label_lower, link.pk, _label(link), told))
        for effect in effects:
            if effect.created or any(change.column == "units" for change in effect.changes):
                hold_link(links[effect.row], holders.get(effect.row, ()), on=clock.today())
        for chain in sorted({link.chain_id for link in links.values()}):
            audit.record("import_chain", actor, subject=(Chain._meta.label_lower, chain), grant=grant)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _by_ids(row: Row, holders: Holders) -> Row:
    """The row with the ids of its units in the place of their names."""
    if "units" not in row.values:
        return row
    return replace(row, values={**row.values, "units": _joined(holders.get(row.number, ()))})


def _joined(units: Iterable[int]) -> str:
    return " ".join(map(str, sorted(units)))


def _held(links: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {pk: [] for pk in links}
    rows = LinkUnit.objects.filter(not_ended(clock.today()), link__in=links).order_by("valid_from", "pk")
    for link, unit in rows.values_list("link", "unit"):
        found[link].append(unit)
    return found


def _value(link: ChainLink, key: str, held: Mapping[int, Sequence[int]]) -> Value:
    values: dict[str, Value] = {
        "chain": link.chain.name,
        "link": link.name,
        "position": link.position,
        "units": _joined(held[link.pk]),
    }
    return values[key]


def _change(key: str, before: Value, after: Value, names: Mapping[int, str]) -> Change:
    if key != "units":
        return Change(key, str(before), str(after), before)
    was, now = ([int(one) for one in str(value).split()] for value in (before, after))
    return Change(key, "、".join(names[one] for one in was), "、".join(names[one] for one in now), was)


def _label(link: ChainLink) -> str:
    return f"{link.chain.name}·{link.name}"


def _two_at_one_place(rows: Sequence[Row], standing: Sequence[ChainLink]) -> Iterable[CellProblem]:
    told = {(str(row.values["chain"]), str(row.values["link"])) for row in rows}
    places: dict[tuple[str, int], str] = {
        (link.chain.name, link.position): link.name for link in standing if (link.chain.name, link.name) not in told
    }
    for row in rows:
        place = (str(row.values["chain"]), int(str(row.values["position"])))
        if place in places:
            message = N_("“{chain}”第{position}环已是“{name}”").format(
                chain=place[0], position=place[1], name=places[place]
            )
            yield row.problem("position", "two_at_one_place", message, expected=N_("同一链条中顺序各不相同"))
        places[place] = str(row.values["link"])


def _place(moved: Sequence[tuple[ChainLink, Any]]) -> None:
    """First all aside, then each to its own place: none stands where another is still leaving."""
    for link, _position in moved:
        ChainLink.objects.filter(pk=link.pk).update(position=APART + link.position)
    for link, position in moved:
        ChainLink.objects.filter(pk=link.pk).update(position=int(position))


def _entered(row: Row) -> ChainLink:
    name = str(row.values["chain"])
    chain, _new = Chain.objects.get_or_create(name=name, defaults={"position": Chain.objects.count() + 1})
    return ChainLink.objects.create(
        chain=chain, name=str(row.values["link"]), position=int(str(row.values["position"]))
    )


def link_marks(links: Sequence[int]) -> dict[int, str]:
    """How links stand now: name, place and who is responsible."""
    held = _held(links)
    rows = ChainLink.objects.filter(pk__in=links).values_list("pk", "name", "position")
    return {pk: f"{position} {_joined(held[pk])} {name}" for pk, name, position in rows}


def take_links_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Remove the links that an import has entered, with chains that have none left, and put the others back. Raises
    Refused for one on which something hangs already."""
    grant = policy.must_manage_organisation(actor)
    links = {
        link.pk: link for link in ChainLink.objects.select_related("chain").filter(pk__in=[e.record for e in effects])
    }
    chains = sorted({link.chain_id for link in links.values()})
    with audit.batch():
        entered = [one.record for one in effects if one.created]
        for pk in entered:
            hold_link(links[pk], (), on=clock.today())
        remove_links(entered)
        changes = [(links[one.record], change) for one in effects for change in one.changes]
        _place([(link, change.was) for link, change in changes if change.column == "position"])
        for link, change in changes:
            if isinstance(change.was, list):
                hold_link(link, change.was, on=clock.today())
        for chain in chains:
            audit.record("take_chain_back", actor, subject=(Chain._meta.label_lower, chain), grant=grant)
        Chain.objects.filter(pk__in=chains, links__isnull=True).delete()
