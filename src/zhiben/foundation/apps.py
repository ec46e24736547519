"""The app that owns the foundation's tables."""

from django.apps import AppConfig

from zhiben.kernel.text import N_


class FoundationConfig(AppConfig):
    """One app for all of foundation, so that its tables migrate together."""

    name = "zhiben.foundation"
    label = "foundation"
    verbose_name = "基础"

    def ready(self) -> None:
        """Comparisons with the ledger, the clock's own work and guards register themselves when imported."""
        from zhiben.foundation import conflicts, guards
        from zhiben.foundation.audit import guard, heads, verbs  # noqa: F401
        from zhiben.foundation.files import catching_up, passing  # noqa: F401
        from zhiben.foundation.lifecycle import agreeing  # noqa: F401
        from zhiben.foundation.retention import running, usual  # noqa: F401
        from zhiben.foundation.rls import standing
        from zhiben.foundation.secrets import guard as disclosures  # noqa: F401
        from zhiben.foundation.secrets import summing
        from zhiben.foundation.secrets.keeping import KEYS, VERBS

        verbs.name(**VERBS, **running.VERBS, **summing.VERBS)
        verbs.administer(KEYS[0], *VERBS)
        verbs.administer(summing.SUBJECT[0], *summing.VERBS)
        verbs.administer(running.SUBJECT[0], "delete_expired", "fail_to_delete")
        verbs.administer("foundation.keepingterm", "set_term")
        verbs.administer("foundation.keepinghold", "hold", "lift_hold")
        conflicts.tell(one_secret_per_field=N_("该内容刚刚已被改动，请刷新后核对"))
        guards.follow_migrations()
        standing.follow_migrations()
