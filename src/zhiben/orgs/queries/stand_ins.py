"""Who is offered as somebody's substitute: colleagues of the same unit; where the unit has nobody else, whom one sees.
Who only looks on never is."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.queries.accounts import seen_people
from zhiben.orgs.queries.actors import role_label
from zhiben.orgs.queries.dated import in_force, not_ended
from zhiben.orgs.vocab import LOOKING_ON


def stand_ins(actor: Actor, one: Person) -> QuerySet[Person]:
    """The people whom `actor` may name for `one`, each with its grants of now."""
    grants = GrantRow.objects.filter(in_force(clock.today()), exclusive=False)
    seen = seen_people(actor).filter(is_active=True).exclude(pk=one.pk)
    looking_on = GrantRow.objects.filter(not_ended(clock.today()), role__in=LOOKING_ON)
    seen = seen.filter(pk__in=grants.values("person")).exclude(pk__in=looking_on.values("person"))
    units = grants.filter(person=one).values("unit")
    colleagues = seen.filter(pk__in=grants.filter(unit__in=units).values("person"))
    found = colleagues if colleagues.exists() else seen
    held = grants.select_related("unit").order_by("pk")
    return found.prefetch_related(Prefetch("grants", held, to_attr="present_grants"))


def told(people: QuerySet[Person]) -> list[tuple[int, str]]:
    """Id and 姓名（单位 职务）, by unit in its order, there by post and name."""
    lines = []
    for one in people:
        [first, *_more] = rows = one.present_grants  # type: ignore[attr-defined]
        posts = "、".join(dict.fromkeys(f"{row.unit.name} {_(role_label(row.role))}" for row in rows))
        order = (first.district or 0, first.street or 0, first.unit.position, first.unit_id, first.role, one.name)
        lines.append((order, one.pk, f"{one.name}（{posts}）"))
    return [(pk, label) for _order, pk, label in sorted(lines)]
