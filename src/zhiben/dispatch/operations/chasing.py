"""Sending a week's chasing: each person gets one message however many units they answer for; what every unit was told
is kept, and a second sending since Monday, from whichever page, is only made by whoever knows of the first."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.urls import reverse

from zhiben.dispatch import chasing
from zhiben.dispatch.models import Chasing, Round
from zhiben.dispatch.queries import situation
from zhiben.dispatch.vocab import ANSWERING, CHASED
from zhiben.documents.lifecycle import OFFICER
from zhiben.foundation import audit
from zhiben.inbox.operations import audiences, tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.permission import Verdict
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def must_chase(one: Round, actor: Actor) -> Verdict:
    """By which grant somebody sends a week's chasing. Raises NotAllowed."""
    verdict = OFFICER(actor, one)
    if not verdict.allowed:
        raise NotAllowed(verdict.why)
    return verdict


def chase(one: Round, units: Collection[int], *, sent_before: int, actor: Actor) -> list[Chasing]:
    """Send some units what they are to hurry with; `sent_before` is how many sendings since Monday the sender has seen.
    Raises NotAllowed, Conflict when somebody has sent meanwhile, Refused when none of the units is waited for."""
    verdict = must_chase(one, actor)
    roles = [role.value for role in ANSWERING]
    with audit.batch():
        situation.hold_office(one)
        if situation.sendings(situation.sent_this_week(one)) != sent_before:
            raise Conflict(N_("本周催办刚由他人发送，请刷新后查看"))
        chosen = [found for found in chasing.due_now(one) if found.unit in units]
        if not chosen:
            raise Refused(N_("请至少勾选一个有待办事项的单位"))
        batch = max((row.batch for row in situation.chasings(one)), default=0) + 1
        reached = audiences([found.unit for found in chosen], roles, without=actor.id)
        rows = [
            Chasing(
                round=one,
                batch=batch,
                unit_id=found.unit,
                unit_name=found.name,
                count=found.count,
                text=found.text,
                told=len(reached.get(found.unit, ())),
                sent_by=actor.id,
                sent_at=clock.now(),
            )
            for found in chosen
        ]
        Chasing.objects.bulk_create(rows)
        told = tell(
            CHASED,
            chasing.sends(one),
            address=reverse("dispatch:chased"),
            units=[row.unit_id for row in rows],
            roles=roles,
            key=f"{CHASED}:{one.pk}:{batch}",
            actor=actor,
        )
        digest = hashlib.sha256("\n".join(row.text for row in rows).encode()).hexdigest()
        facts = {"batch": batch, "units": [row.unit_id for row in rows], "told": told, "text_sha256": digest}
        audit.record("chase", actor, subject=(Round._meta.label_lower, one.pk), grant=verdict.grant, facts=facts)
    return rows
