"""The app of this room."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.monitoring"
    label = "monitoring"
    verbose_name = "监测预警系统"
