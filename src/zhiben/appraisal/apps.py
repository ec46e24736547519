"""The app of this room."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """Makes what the room declares known."""

    name = "zhiben.appraisal"
    label = "appraisal"
    verbose_name = "问效考评"

    def ready(self) -> None:
        """Effects, sheets and mechanisms register themselves when imported."""
        from zhiben.appraisal import mechanisms, operations, queries, sheets  # noqa: F401
        from zhiben.appraisal.lifecycle import CARD, COMMENDATION, OBJECTION, PRACTICE, RUN, VISIT
        from zhiben.appraisal.queries import honours, runs, visits
        from zhiben.appraisal.vocab import CONFLICTS, LEDGER_VERBS, NOTICES
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind

        conflicts.tell(**CONFLICTS)
        verbs.name(**LEDGER_VERBS)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        sources.register("appraisal.runs", RUN.title, runs.runs_waiting, due=lambda record: None)
        sources.register("appraisal.cards", CARD.title, runs.cards_waiting)
        sources.register("appraisal.objections", OBJECTION.title, runs.objections_waiting, due=lambda record: None)
        sources.register(
            "appraisal.commendations", COMMENDATION.title, honours.commendations_waiting, due=lambda record: None
        )
        sources.register("appraisal.visits", VISIT.title, visits.visits_waiting, due=lambda record: None)
        sources.register("appraisal.practices", PRACTICE.title, honours.practices_waiting, due=lambda record: None)
