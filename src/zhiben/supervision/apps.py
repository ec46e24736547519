"""The app of supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Makes machines, effects and words known."""

    name = "zhiben.supervision"
    label = "supervision"
    verbose_name = "督导检查"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.supervision import operations  # noqa: F401
        from zhiben.supervision.vocab import CONFLICTS, LEDGER_VERBS

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
