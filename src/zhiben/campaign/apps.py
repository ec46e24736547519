"""The app of the campaign."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """Makes effects, measures and sheets known."""

    name = "zhiben.campaign"
    label = "campaign"
    verbose_name = "攻坚行动"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.campaign import measures, operations, queries, sheets  # noqa: F401
        from zhiben.campaign.lifecycle import TASK
        from zhiben.campaign.vocab import CONFLICTS, LEDGER_VERBS
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.kernel.text import N_

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
        sources.register("campaign.reports", N_("半月报送"), queries.reports_owed)
        sources.register("campaign.tasks", TASK.title, queries.waiting_for, due=queries.running_deadline)
