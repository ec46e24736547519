"""The app of this room."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Makes effects, measures, sheets and jobs known."""

    name = "zhiben.monitoring"
    label = "monitoring"
    verbose_name = "监测预警系统"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.kernel.text import N_
        from zhiben.monitoring import jobs, measures, operations, queries, sheets  # noqa: F401
        from zhiben.monitoring.lifecycle import ALERT
        from zhiben.monitoring.vocab import CONFLICTS, LEDGER_VERBS, OF_THE_OFFICE

        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        conflicts.tell(**CONFLICTS)
        sources.register("monitoring.alerts", ALERT.title, queries.waiting_for)
        sources.register("monitoring.feeds", N_("断联的监测系统"), queries.feeds_waiting)
