"""The app of reconciliation."""

from django.apps import AppConfig


class ReconcileConfig(AppConfig):
    """Makes machines, effects and words known."""

    name = "zhiben.reconcile"
    label = "reconcile"
    verbose_name = "台账比对"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.reconcile import forms, operations, queries  # noqa: F401
        from zhiben.reconcile.lifecycle import DISCREPANCY
        from zhiben.reconcile.vocab import CONFLICTS, LEDGER_VERBS

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
        sources.register("reconcile", DISCREPANCY.title, queries.waiting_for)
