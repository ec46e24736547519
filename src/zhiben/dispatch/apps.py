"""The app of dispatch rounds."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Loads the cycles, what a round's moves do, and what the clock asks for."""

    name = "zhiben.dispatch"
    label = "dispatch"
    verbose_name = "调度"

    def ready(self) -> None:
        """Cycles, effects and periodic jobs register themselves when imported."""
        from zhiben.dispatch import cycles, forms, jobs, measures, operations  # noqa: F401
        from zhiben.dispatch.vocab import CONFLICTS
        from zhiben.foundation import conflicts

        conflicts.tell(**CONFLICTS)
