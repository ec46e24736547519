"""Looking for what a person should check, and what that person has found. A matter that was told already is not told
again, whatever became of it; one that has grown is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin_many, effect, prepare
from zhiben.foundation.scope import scope
from zhiben.hazards import policy
from zhiben.hazards.lifecycle import SIGNAL
from zhiben.hazards.models import LastLook, Signal, SignalSubject, TemplateSentence
from zhiben.hazards.models.signals import load_people
from zhiben.hazards.queries import photo_signs, signs
from zhiben.hazards.queries.signals import named_together
from zhiben.hazards.vocab import SignalKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs.operations import restamps

OVERLAP = timedelta(days=1)
"""Photos attached shortly before the last look may have been written after it."""


def look_for_signals(*, at: datetime | None = None) -> list[Signal]:
    """Look through the ledger and note what is new. Call it outside of a transaction."""
    moment = at or clock.now()
    last = LastLook.objects.filter(pk=SignalKind.PHOTO).first()
    with scope(SYSTEM):
        found = chain(
            photo_signs.reused_photos(last.until - OVERLAP if last else None),
            signs.copied_texts(),
            signs.bursts(moment),
            signs.impossible_movements(),
            signs.closed_before_found(),
            signs.same_names(),
        )
        made = _noted(_new(list(found)), moment)
    LastLook.objects.update_or_create(pk=SignalKind.PHOTO, defaults={"until": moment})
    return made


def _new(found: Sequence[signs.Sign]) -> list[signs.Sign]:
    """Those that name something that no earlier signal of their kind has named together."""
    known = set(Signal._unfiltered().values_list("kind", "matter"))
    told = {(one.kind, one.grows): named_together(one.kind, one.grows) for one in found if one.grows}
    return [
        one
        for one in found
        if (one.kind, _matter(one)) not in known
        and not (one.grows and any(one.of(one.grows) <= before for before in told[one.kind, one.grows]))
    ]


def _matter(sign: signs.Sign) -> str:
    said = sign.key or f"{sign.grows} {sorted(sign.of(sign.grows))}"
    return hashlib.sha256(said.encode()).hexdigest()


def _noted(found: Sequence[signs.Sign], moment: datetime) -> list[Signal]:
    made = []
    for sign in found:
        one = Signal(
            kind=sign.kind,
            matter=_matter(sign),
            summary=sign.summary[:200],
            reasons=list(sign.reasons),
            score=sign.score,
            unit_id=sign.unit or None,
            found_at=moment,
        )
        one.place_at(sign.place)
        made.append(one)
    with audit.batch():
        begin_many(made, SYSTEM, at=moment)
        insert(
            [
                SignalSubject(signal=one, model=model, record=record)
                for one, sign in zip(made, found, strict=True)
                for model, record in sorted(sign.subjects)
            ]
        )
    return made


@prepare(SIGNAL)
def _with_people(signals: Sequence[Signal]) -> None:
    load_people(signals)


@effect(SIGNAL, "explain", "confirm")
def _settled(change: Change) -> None:
    one: Signal = change.record
    one.findings, one.settled_by, one.settled_at = change.facts["findings"], change.actor.id, change.at


def set_template_sentences(lines: Sequence[str], *, actor: Actor) -> list[str]:
    """Let everybody write these sentences alike, and no others. Raises NotAllowed, Incomplete naming the sentence that
    is too long."""
    grant = policy.must_set_templates(actor)
    wanted = list(dict.fromkeys(filter(None, map(str.strip, lines))))
    if long := next((line for line in wanted if len(line) > 200), None):
        raise Incomplete(
            N_("请核对通用语句"), fields={"sentences": N_("“{start}…”超过200个字，请分句").format(start=long[:20])}
        )
    before = set(TemplateSentence.objects.values_list("text", flat=True))
    added, removed = [line for line in wanted if line not in before], sorted(before - set(wanted))
    if added or removed:
        with audit.batch():
            TemplateSentence.objects.filter(text__in=removed).delete()
            moment = clock.now()
            insert([TemplateSentence(text=line, set_by=actor.id, set_at=moment) for line in added])
            subject, facts = ("orgs.person", actor.id), {"added": added, "removed": removed}
            audit.record("set_template_sentences", actor, subject=subject, facts=facts, grant=grant, at=moment)
    return wanted


restamps(Signal)
