"""The app of the campaign."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """Makes effects, measures and sheets known."""

    name = "zhiben.campaign"
    label = "campaign"
    verbose_name = "攻坚行动"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.campaign import measures, operations, sheets  # noqa: F401
        from zhiben.campaign.vocab import CONFLICTS, LEDGER_VERBS
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
