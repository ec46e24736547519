"""Reads of signals: for the offices around them, and never for the people whom they are about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.scope.beside import beside, keep_beside
from zhiben.hazards.models import Hazard, Signal, SignalSubject, TemplateSentence
from zhiben.hazards.models.signals import HAZARD, PERSON
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

LOOKED_THROUGH = 300


def _not_about(actor: Actor) -> Q:
    about = SignalSubject._unfiltered().filter(signal=OuterRef("pk"), model=PERSON, record__in=actor.people)
    return Q(~Exists(about))


keep_beside(Signal, _not_about)


def signals() -> QuerySet[Signal]:
    """The signals that the person of the open scope may see: none that is about that person."""
    return beside(Signal)


def signal(pk: int) -> Signal:
    """One of them. Raises NotFound."""
    found = signals().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该线索"))
    return found


def signals_about(hazard: Hazard) -> QuerySet[Signal]:
    """What is to be checked, or was, about a hazard; the newest first."""
    named = SignalSubject._unfiltered().filter(model=HAZARD, record=hazard.pk)
    return signals().filter(pk__in=named.values("signal")).order_by("-found_at", "-pk")


def signals_waiting(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Signals that `actor` may settle, the strongest first."""
    rows = signals().filter(state="open").order_by("-score", "pk")[:among]
    return waiting(rows, actor, N_("核实"))


def subjects_of(one: Signal) -> dict[str, list[int]]:
    """What a signal rests on: ids by model."""
    found: dict[str, list[int]] = {}
    for model, record in one.subjects.order_by("pk").values_list("model", "record"):
        found.setdefault(model, []).append(record)
    return found


def named_together(kind: str, model: str) -> list[frozenset[int]]:
    """What the signals of a kind, whoever may see them, have named of a model, signal by signal."""
    found: dict[int, set[int]] = {}
    rows = SignalSubject._unfiltered().filter(signal__kind=kind, model=model)
    for one, record in rows.values_list("signal", "record"):
        found.setdefault(one, set()).add(record)
    return [frozenset(records) for records in found.values()]


def template_sentences() -> list[str]:
    """The sentences that everybody may write alike."""
    return list(TemplateSentence.objects.order_by("pk").values_list("text", flat=True))


def hazards_named(ids: Iterable[int]) -> dict[int, Hazard]:
    """Hazards by id, as far as they are seen."""
    return Hazard.objects.in_bulk(list(ids))
