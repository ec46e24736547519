"""A small place registered where it is found: it has no credit code, and the ledger gives it a local id that begins
with its street's code."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Sector, Site, Territory
from zhiben.orgs.operations.units import made_site


def register_site(name: str, *, address: str, street: int, sector: int, actor: Actor) -> Site:
    """A new site without a credit code. Whether it is one that stands already is the person's question, before. Raises
    NotFound for what is no street or sector, NotAllowed outside the person's area, Incomplete without an address."""
    if not address.strip():
        raise Incomplete(N_("请填写地址"), fields={"address": N_("没有信用代码的场所，须填写地址")})
    kind = Sector.objects.filter(pk=sector).first()
    with audit.batch():
        # Held, so that two places of one street do not get one number.
        place = Territory.objects.select_for_update(of=("self",)).filter(pk=street, street=street).first()
        if place is None or kind is None:
            raise NotFound(N_("没有这个街道或行业领域"))
        row = made_site(name, place, kind, local_id=_next_id(place), address=address)
        policy.must_enter_sites(actor, row.coordinates)
        row.save()
        facts = {"name": row.name, "local_id": row.local_id, "address": row.address}
        grant = policy.entering(actor, row.coordinates)
        audit.record("add_site", actor, subject=("orgs.site", row.pk), facts=facts, grant=grant)
    return row


def _next_id(street: Territory) -> str:
    """The first free number of the street, behind its code: 440309003-0001."""
    prefix = f"{street.code}-"
    given = Site._unfiltered().filter(local_id__startswith=prefix).values_list("local_id", flat=True)
    numbers = {int(rest) for one in given if (rest := one.removeprefix(prefix)).isascii() and rest.isdigit()}
    return f"{prefix}{max(numbers, default=0) + 1:04d}"
