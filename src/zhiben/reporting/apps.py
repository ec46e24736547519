"""The app of this room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.reporting"
    label = "reporting"
    verbose_name = "信息报送"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.reporting import outcome_measures, sheets  # noqa: F401
        from zhiben.reporting.outcomes import CONFLICTS, LEDGER_VERBS

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
