"""A ledger entry in the words of the machine by which its record lives."""

from __future__ import annotations

from django.apps import apps

from zhiben.foundation.audit import verbs
from zhiben.foundation.lifecycle.models import Living
from zhiben.kernel.machine import Machine


def machine_of(model: str) -> Machine | None:
    """The machine of a model, by its label; None for what lives by none."""
    try:
        found = apps.get_model(model)
    except (LookupError, ValueError):
        return None
    return found.machine if issubclass(found, Living) else None


def step_label(model: str, verb: str) -> str:
    """The office's word for what was done to a record of `model`: its machine's own, else that of the ledger."""
    machine = machine_of(model)
    return (machine.step(verb) if machine else "") or verbs.label_of(verb)
