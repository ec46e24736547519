"""Photos that are older than the visit: the finding stands, and the office says whether the photo does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhiben.foundation import audit
from zhiben.foundation.files import attach, take_away
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy, queries
from zhiben.supervision.models import Finding, PhotoVerdict

HAZARD = "hazards.hazard"
"""The ledger into which a finding may have gone."""

if TYPE_CHECKING:
    from zhiben.supervision.queries import OlderPhoto


def judge_photo(one: Finding, file: int, *, accepted: bool, reason: str, actor: Actor) -> PhotoVerdict:
    """Accept a photo that is older than the visit, or set it aside; saying otherwise later is possible, and both stay
    in the ledger. Where the finding went into the hazard ledger, the photo is put beside the hazard, or taken away from
    there; the finding keeps it. Raises NotAllowed, NotFound for a photo of which there is no doubt, Incomplete without
    a reason."""
    grant = policy.must_judge_photos(actor, one)
    why = reason.strip()[:200]
    if not why:
        raise Incomplete(N_("请写明理由"), fields={"reason": N_("请写明理由")})
    said: dict[str, Any] = {"accepted": accepted, "reason": why, "decided_by": actor.id, "decided_at": clock.now()}
    with audit.batch():
        Finding._unfiltered().select_for_update(of=("self",)).get(pk=one.pk)
        photo = queries.older_photo(one, file)
        found, _new = PhotoVerdict._unfiltered().update_or_create(finding=one, file=file, defaults=said)
        facts = {**_times(photo), "file": file, "sha256": photo.attachment.file.sha256, "accepted": accepted}
        subject = (one._meta.label_lower, one.pk)
        facts["hazard"] = _tell_the_ledger(one, photo, accepted=accepted, actor=actor)
        audit.record("judge_photo", actor, subject=subject, facts={**facts, "reason": why}, grant=grant)
    return found


def _tell_the_ledger(one: Finding, photo: OlderPhoto, *, accepted: bool, actor: Actor) -> int:
    """The hazard (id) beside which the photo was put, or from which it was taken away; 0 where neither."""
    if not one.hazard:
        return 0
    to = (HAZARD, one.hazard)
    if accepted:
        attach(photo.attachment.file, to=to, actor_id=actor.id, purpose="report")
        return one.hazard
    return one.hazard if take_away(to, purpose="report", file=photo.file) else 0


def _times(photo: OlderPhoto) -> dict[str, object]:
    return {"taken_at": photo.taken_at, "device_at": photo.device_at, "arrived_at": photo.arrived_at}
