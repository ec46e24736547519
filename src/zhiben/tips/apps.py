"""The app of this room."""

from django.apps import AppConfig


class TipsConfig(AppConfig):
    """Makes effects, measures, sources, the mechanism's light, and what is kept how long known."""

    name = "zhiben.tips"
    label = "tips"
    verbose_name = "隐患投诉举报"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.kernel.text import N_
        from zhiben.tips import measures, mechanisms, operations, queries  # noqa: F401
        from zhiben.tips.lifecycle import RECHECK, REWARD, TIP
        from zhiben.tips.vocab import CONFLICTS, LEDGER_VERBS, TERMS

        verbs.name(**LEDGER_VERBS)
        verbs.administer(TERMS, "set_tip_term")
        conflicts.tell(**CONFLICTS)
        sources.register("tips", TIP.title, queries.tips_waiting)
        sources.register("tips.words", N_("举报人补充"), queries.words_waiting)
        sources.register("tips.rewards", REWARD.title, queries.rewards_waiting)
        sources.register("tips.rechecks", RECHECK.title, queries.rechecks_waiting)
