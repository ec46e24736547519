"""The app that owns the foundation's tables."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """One app for all of foundation, so that its tables migrate together."""

    name = "zhiben.foundation"
    label = "foundation"
    verbose_name = "基础"

    def ready(self) -> None:
        """Comparisons with the ledger and the clock's own work register themselves when imported."""
        from zhiben.foundation.lifecycle import agreeing  # noqa: F401
        from zhiben.foundation.once import forgetting  # noqa: F401
