"""The app of insight."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Makes questions and jobs known."""

    name = "zhiben.insight"
    label = "insight"
    verbose_name = "分析研判"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.insight import asking, jobs  # noqa: F401
