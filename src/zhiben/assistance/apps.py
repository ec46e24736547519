"""The app of this room."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.assistance"
    label = "assistance"
    verbose_name = "帮扶指导"
