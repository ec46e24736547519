"""Roles given and ended. The three administrators' roles exclude each other and every other role on every day."""

from __future__ import annotations

from datetime import date

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import onward, policy
from zhiben.orgs.models import GrantRow, Line, Person, Site, Substitution, Territory, Unit
from zhiben.orgs.queries.dated import not_ended, overlapping
from zhiben.orgs.vocab import ADMINISTRATORS, HELD_AT, Role, UnitKind


def grant(
    person: Person,
    role: str,
    *,
    unit: Unit | int,
    actor: Actor,
    line: Line | None = None,
    territory: Territory | None = None,
    site: Site | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> GrantRow:
    """Give `person` a role for `unit` from a day (today) until before `valid_to`: over the unit's own line and
    territory unless others are named, or over `site` alone.

    Raises NotAllowed, or Refused when the role is not held at such a unit, the dates are turned round, administrators'
    exclusiveness is broken or an enterprise's site is missing.
    """
    policy.must_assign_roles(actor, person.pk)
    held_for = unit if isinstance(unit, Unit) else Unit.objects.get(pk=unit)
    row = GrantRow(
        person=person,
        role=Role(role),
        exclusive=role in ADMINISTRATORS,
        unit=held_for,
        territory=territory or held_for.territory,
        line_node=line or held_for.line_node,
        site=site,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
    )
    stamp(row)
    _must_be_sound(row)
    with audit.batch():
        _exclusive(row)
        row.save()
        onward.rights_changed(person.pk)
        facts = {"grant": row.pk, "role": role, "unit": held_for.pk, "from": row.valid_from, "to": valid_to}
        audit.record("grant", actor, subject=("orgs.person", person.pk), facts=facts)
    return row


def _must_be_sound(row: GrantRow) -> None:
    role, unit = Role(row.role), row.unit
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise Refused(N_("授权须先起后止"))
    if role == Role.ENTERPRISE_CONTACT and row.site is None:
        raise Refused(N_("企业联系人须指定所属场所"))
    kind = HELD_AT.get(role, unit.kind)
    if unit.kind != kind or (unit.kind == UnitKind.ENTERPRISE and role != Role.ENTERPRISE_CONTACT):
        raise Refused(N_("{unit}的人员不能担任“{role}”"), code="role_not_held_there", role=role.label, unit=unit.name)


def stamp(row: GrantRow) -> None:
    """Copy territory and line into the level columns. An office, an inspector or an auditor covers all lines."""
    row.place_at(row.territory.coordinates)
    if row.line_node is not None and row.unit.kind != UnitKind.COMMITTEE_OFFICE:
        row.line, row.subline = row.line_node.levels


def _exclusive(row: GrantRow) -> None:
    """No day on which somebody is an administrator and something else. The person's row is locked meanwhile, so that
    two grants at once do not both find the way free."""
    Person.objects.select_for_update().get(pk=row.person_id)
    days = overlapping(row.valid_from, row.valid_to)
    held = set(GrantRow.objects.filter(days, person=row.person_id).values_list("role", flat=True))
    stands_in = Substitution.objects.filter(days, substitute=row.person_id).exists()
    if (row.exclusive and (held or stands_in)) or held & set(ADMINISTRATORS):
        raise Refused(
            N_("系统、安全、审计管理员三员分立，不得兼任其他角色，也不得代理"), code="administrators_are_exclusive"
        )


def end_grant(row: GrantRow, *, on: date | None = None, actor: Actor) -> None:
    """Let a grant end with the beginning of a day (today). Raises Conflict when it has ended by then."""
    policy.must_assign_roles(actor, row.person_id)
    day = on or clock.today()
    end = max(day, row.valid_from)
    with audit.batch():
        if not GrantRow.objects.filter(not_ended(end), pk=row.pk).update(valid_to=end):
            raise Conflict(N_("这项授权已经终止"))
        onward.rights_changed(row.person_id)
        audit.record("end_grant", actor, subject=("orgs.person", row.person_id), facts={"grant": row.pk, "on": end})
