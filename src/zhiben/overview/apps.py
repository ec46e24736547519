"""The app of the pages that read from all other rooms."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """No tables of its own."""

    name = "zhiben.overview"
    label = "overview"
    verbose_name = "总览"
