"""The office's own outlines of districts: taken from a file all together, and given up again."""

from __future__ import annotations

import hashlib

from zhiben.foundation import audit
from zhiben.foundation.rendering.outlines import chosen, read_outlines
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import policy, queries
from zhiben.orgs.models import TerritoryOutline


def set_outlines(data: bytes, *, source: str, actor: Actor) -> int:
    """Let a GeoJSON file's outlines stand for the districts it names, in place of all that stood before; how many.
    Raises NotAllowed, Refused saying what is wrong with the file, Incomplete without its source."""
    grant = policy.must_manage_organisation(actor)
    if not source.strip():
        raise Incomplete(N_("请写明来源"), fields={"source": N_("请写明来源和审图号")})
    known: dict[str, int] = {}
    for card in queries.districts():
        known |= dict.fromkeys((card.name, card.short_name, card.code), card.id)
    known.pop("", None)
    rings = chosen(read_outlines(data), known)
    rows = [
        TerritoryOutline(territory_id=area, rings=own, source=source.strip()[:120], set_by=actor.id, set_at=clock.now())
        for area, own in rings.items()
    ]
    with audit.batch():
        TerritoryOutline.objects.all().delete()
        TerritoryOutline.objects.bulk_create(rows)
        facts = {"districts": len(rows), "sha256": hashlib.sha256(data).hexdigest(), "source": source.strip()[:120]}
        audit.record("set_outlines", actor, subject=("orgs.person", actor.id), facts=facts, grant=grant)
    return len(rows)


def drop_outlines(*, actor: Actor) -> None:
    """Go back to the schematic map. Raises NotAllowed."""
    grant = policy.must_manage_organisation(actor)
    with audit.batch():
        TerritoryOutline.objects.all().delete()
        audit.record("drop_outlines", actor, subject=("orgs.person", actor.id), grant=grant)
