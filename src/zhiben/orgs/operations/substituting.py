"""代理（A/B角）: somebody stands in for a colleague over dated days and holds what the colleague holds."""

from __future__ import annotations

from datetime import date, timedelta

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import GrantRow, Person, Substitution
from zhiben.orgs.queries.dated import not_ended, overlapping
from zhiben.orgs.vocab import LOOKING_ON

LONGEST_SUBSTITUTION = timedelta(days=366)
"""An editable default of this product, not law."""


def substitute(person: Person, by: Person, *, first: date, last: date, reason: str = "", actor: Actor) -> Substitution:
    """Let `by` stand in for `person` from `first` to `last`, both included. Administrators neither stand in nor are
    stood in for, and auditors do not stand in."""
    policy.must_name_substitutes(actor, person.pk)
    if last < first or last - first > LONGEST_SUBSTITUTION:
        raise Refused(N_("代理起止日期不对：须先起后止，且不超过一年"))
    if person == by:
        raise Refused(N_("不能由本人代理本人"))
    row = Substitution(person=person, substitute=by, reason=reason, valid_from=first, valid_to=last + timedelta(days=1))
    with audit.batch():
        _must_do_business(row)
        row.save()
        facts = {"substitution": row.pk, "substitute": by.pk, "from": first, "to": last}
        audit.record("substitute", actor, subject=("orgs.person", person.pk), facts=facts)
    return row


def _must_do_business(row: Substitution) -> None:
    # The substitute's row is locked, so that no administrator's role comes in between; see granting.
    Person.objects.select_for_update().get(pk=row.substitute_id)
    days = overlapping(row.valid_from, row.valid_to)
    if GrantRow.objects.filter(days, person__in=[row.person_id, row.substitute_id], exclusive=True).exists():
        raise Refused(N_("系统、安全、审计管理员不得代理，也不得由人代理"), code="administrators_are_exclusive")
    if GrantRow.objects.filter(days, person=row.substitute_id, role__in=LOOKING_ON).exists():
        raise Refused(N_("审计员只查阅、不办理业务，不得代理他人，请另选代理人"))


def end_substitution(row: Substitution, *, actor: Actor) -> None:
    """Let a substitution end today. Raises Conflict when it has ended."""
    policy.must_name_substitutes(actor, row.person_id)
    end = max(clock.today(), row.valid_from)
    with audit.batch():
        if not Substitution.objects.filter(not_ended(end), pk=row.pk).update(valid_to=end):
            raise Conflict(N_("这项代理已经结束"))
        facts = {"substitution": row.pk, "substitute": row.substitute_id, "on": end}
        audit.record("end_substitution", actor, subject=("orgs.person", row.person_id), facts=facts)
