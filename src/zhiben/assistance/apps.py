"""The app of this room."""

from django.apps import AppConfig

from zhiben.kernel.text import N_


class AssistanceConfig(AppConfig):
    """Makes machine, effects, measure and words known."""

    name = "zhiben.assistance"
    label = "assistance"
    verbose_name = "帮扶指导"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.assistance import measures, mechanisms, operations, queries, sheets  # noqa: F401
        from zhiben.assistance.lifecycle import HELP
        from zhiben.assistance.vocab import CONFLICTS, LEDGER_VERBS
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources

        verbs.name(**LEDGER_VERBS)
        verbs.administer("assistance.highrisk", "mark_high_risk")
        conflicts.tell(**CONFLICTS)
        sources.register("assistance", HELP.title, queries.waiting_for)
        sources.register("assistance.advice", N_("帮扶建议"), queries.advice_waiting)
