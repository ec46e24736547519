"""The app that owns the foundation's tables."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """One app for all of foundation, so that its tables migrate together."""

    name = "zhiben.foundation"
    label = "foundation"
    verbose_name = "基础"

    def ready(self) -> None:
        """Comparisons with the ledger, the clock's own work and guards register themselves when imported."""
        from zhiben.foundation import guards
        from zhiben.foundation.audit import guard, heads  # noqa: F401
        from zhiben.foundation.files import catching_up  # noqa: F401
        from zhiben.foundation.files import forgetting as uploads  # noqa: F401
        from zhiben.foundation.lifecycle import agreeing  # noqa: F401
        from zhiben.foundation.once import forgetting  # noqa: F401

        guards.follow_migrations()
