"""The app of this room."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.reporting"
    label = "reporting"
    verbose_name = "信息报送"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind
        from zhiben.reporting import (  # noqa: F401
            demands,
            jobs,
            measures,
            mechanisms,
            operations,
            outcome_measures,
            outcomes,
            queries,
            sheets,
            vocab,
        )
        from zhiben.reporting.lifecycle import RETURN

        for words in (outcomes, vocab):
            verbs.name(**words.LEDGER_VERBS)
            conflicts.tell(**words.CONFLICTS)
        for kind, label in vocab.NOTICES.items():
            name_kind(kind, label)
        sources.register("reporting.returns", RETURN.title, queries.waiting_for, due=queries.due_day)
