"""The app of this room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.reporting"
    label = "reporting"
    verbose_name = "信息报送"
