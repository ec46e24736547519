"""The app of a person's jobs and workbooks."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """No tables of its own yet."""

    name = "zhiben.inbox"
    label = "inbox"
    verbose_name = "待办"
