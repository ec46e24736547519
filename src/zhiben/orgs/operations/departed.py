"""Telephones of those who have left: nobody calls them any more, and after a while they are forgotten. Who they were
stays."""

from __future__ import annotations

from datetime import datetime

from zhiben.foundation import retention, secrets
from zhiben.foundation.secrets.models import Secret
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs.models import ForceMember, LiaisonPerson
from zhiben.orgs.operations.phones import FIELD, LIAISON, MEMBER

YEAR = 365


def _forget(until: datetime) -> retention.Forgotten:
    day, names, held = until.astimezone(clock.TZ).date(), list[str](), 0
    for kind, rows in ((LIAISON, LiaisonPerson.objects.all()), (MEMBER, ForceMember._unfiltered())):
        ended = retention.in_blocks(rows.filter(valid_to__lt=day).values_list("pk", flat=True))
        left = {one for block in ended for one in secrets.kept_of(kind.model, FIELD, block)}
        kept = retention.withheld(kind.model) & left
        for block in retention.in_blocks(left - kept):
            Secret.objects.filter(model=kind.model, field=FIELD, record__in=block).delete()
        names += [f"{kind.model} {record}" for record in left - kept]
        held += len(kept)
    return retention.forgotten(names, held)


retention.declare(
    retention.Kind(
        "departed_phones", N_("离任联络人、专班成员的电话"), YEAR, retention.DEFAULT, _forget, model=LIAISON.model
    )
)
