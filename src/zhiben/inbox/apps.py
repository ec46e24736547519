"""The app of what waits and what is told, of a person's jobs and workbooks."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Loads what the clock asks for and names its acts."""

    name = "zhiben.inbox"
    label = "inbox"
    verbose_name = "待办与消息"

    def ready(self) -> None:
        """Periodic jobs, and what is kept for a while, register themselves when imported."""
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import jobs  # noqa: F401
        from zhiben.inbox.operations import keeping  # noqa: F401
        from zhiben.inbox.vocab import LEDGER_VERBS, OF_THE_OFFICE

        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
