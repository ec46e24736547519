"""The app of the pages that read from all other rooms."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """No tables of its own; a figure of the mechanisms."""

    name = "zhiben.overview"
    label = "overview"
    verbose_name = "总览"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.overview import mechanism_measure  # noqa: F401
