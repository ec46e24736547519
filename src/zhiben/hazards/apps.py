"""The app of hazards."""

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    """Makes effects, measures and sheets known."""

    name = "zhiben.hazards"
    label = "hazards"
    verbose_name = "重大事故隐患"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.hazards import forms, jobs, measures, operations, queries, sheets  # noqa: F401
        from zhiben.hazards.lifecycle import HAZARD, SIGNAL
        from zhiben.hazards.queries.signals import signals_waiting
        from zhiben.hazards.vocab import CONFLICTS, LEDGER_VERBS, NOTICES, OF_THE_OFFICE
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind

        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        conflicts.tell(**CONFLICTS)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        sources.register("hazards", HAZARD.title, queries.waiting_for, due=queries.running_deadline)
        sources.register("signals", SIGNAL.title, signals_waiting)
