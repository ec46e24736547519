"""The app of the campaign."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """Makes effects, measures and sheets known."""

    name = "zhiben.campaign"
    label = "campaign"
    verbose_name = "攻坚行动"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.campaign import measures, mechanisms, operations, policy, queries, sheets  # noqa: F401
        from zhiben.campaign.lifecycle import CONSULTATION, PLAN, RECEIPT, TASK
        from zhiben.campaign.models import Consultation, PlanVersion, Receipt
        from zhiben.campaign.vocab import CONFLICTS, LEDGER_VERBS, NOTICES
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.foundation.scope.beside import keep_beside
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind
        from zhiben.kernel.text import N_

        verbs.name(**LEDGER_VERBS)
        conflicts.tell(**CONFLICTS)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        keep_beside(PlanVersion, policy.seen_versions)
        keep_beside(Consultation, policy.seen_consultations)
        sources.register("campaign.consultations", CONSULTATION.title, queries.waiting_consultations)
        sources.register("campaign.plans", PLAN.title, queries.waiting_plans)
        keep_beside(Receipt, queries.own_receipts)
        sources.register("campaign.notices", RECEIPT.title, queries.receipts_waiting, due=queries.read_by)
        sources.register("campaign.checks", N_("报送抽查"), queries.checks_waiting)
        sources.register("campaign.unaccepted", N_("逾期未签收"), queries.unaccepted)
        sources.register("campaign.reports", N_("半月报送"), queries.reports_owed)
        sources.register("campaign.tasks", TASK.title, queries.waiting_for, due=queries.running_deadline)
