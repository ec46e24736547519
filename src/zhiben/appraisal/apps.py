"""The app of this room."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.appraisal"
    label = "appraisal"
    verbose_name = "问效考评"
