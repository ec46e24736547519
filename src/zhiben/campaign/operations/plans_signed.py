"""The signed file of a version: kept beside it, and what it says made searchable as far as it can be read."""

from __future__ import annotations

from collections.abc import Sequence

from zhiben.campaign import policy
from zhiben.campaign.models import PlanVersion
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own, attached, read_bytes, words_of
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

SIGNED = "issue"
"""What the signed file lies beside the version for."""
KINDS = ("pdf", "docx")


def attach_signed(version: PlanVersion, files: Sequence[int], *, actor: Actor) -> PlanVersion:
    """Lay signed files, by id, beside an issued version. Raises NotAllowed, Refused for what cannot be opened."""
    grant = policy.must_keep_signed(actor, version)
    if version.state not in ("issued", "superseded"):
        raise Refused(N_("方案印发后才能补传印发件"))
    if not files:
        raise Incomplete(N_("请选择文件"), fields={"signed": N_("请选择文件")})
    with audit.batch():
        text = keep_signed(version, files, actor=actor)
        amend([version], at=clock.now(), text=text)
        facts = {"files": list(files)}
        audit.record("attach_signed", actor, subject=("campaign.planversion", version.pk), facts=facts, grant=grant)
    return version


def keep_signed(version: PlanVersion, files: Sequence[int], *, actor: Actor) -> str:
    """Attach the files, which the actor has brought; what all signed files of the version say together. Raises Refused
    for a file of another kind, or one that cannot be opened."""
    attach_own(files, to=("campaign.planversion", version.pk), actor_id=actor.id, purpose=SIGNED)
    told = []
    for one in attached("campaign.planversion", version.pk, SIGNED):
        if one.file.kind not in KINDS:
            raise Refused(N_("印发件“{name}”不是DOCX或PDF文件"), name=one.file.name)
        told.append(words_of(read_bytes(one.file), one.file.kind, name=one.file.name))
    return "\n".join(text for text in told if text)
