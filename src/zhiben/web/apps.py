"""The app of the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files, and what forms say."""

    name = "zhiben.web"
    label = "web"
    verbose_name = "页面框架"

    def ready(self) -> None:
        """The words of forms."""
        from zhiben.web import wording

        wording.use()
