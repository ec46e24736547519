"""The app of accident cases."""

from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    """Makes effects, measures and sheets known."""

    name = "zhiben.accidents"
    label = "accidents"
    verbose_name = "事故"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.accidents import exposure_sheet, measures, operations, queries, sheets  # noqa: F401
        from zhiben.accidents.lifecycle import CASE
        from zhiben.accidents.vocab import CONFLICTS, LEDGER_VERBS, OF_THE_OFFICE
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.kernel.text import N_

        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        conflicts.tell(**CONFLICTS)
        sources.register("accidents", CASE.title, queries.waiting_for)
        sources.register("accidents.doubles", N_("疑似重复的事故"), queries.doubles_waiting)
