"""The app of the shell."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and static files only."""

    name = "zhiben.web"
    label = "web"
    verbose_name = "页面框架"
