"""The app of supervision."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """Makes machines, effects and words known."""

    name = "zhiben.supervision"
    label = "supervision"
    verbose_name = "督导检查"

    def ready(self) -> None:
        """Import what registers itself."""
        from zhiben.foundation import conflicts
        from zhiben.foundation.audit import verbs
        from zhiben.inbox.vocab import name_kind
        from zhiben.supervision import accident_words, jobs, measures, mechanisms, operations, queries, sheets  # noqa: F401
        from zhiben.supervision.vocab import CONFLICTS, LEDGER_VERBS, NOTICES

        verbs.name(**LEDGER_VERBS, **accident_words.LEDGER_VERBS)
        conflicts.tell(**CONFLICTS, **accident_words.CONFLICTS)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        from zhiben.supervision.operations import whereabouts  # noqa: F401

        _lead()
        _let_wait()


def _lead() -> None:
    """Studies lead here, and are told what was listed."""
    from zhiben.insight import listings, onward, questions
    from zhiben.kernel.text import N_
    from zhiben.supervision import leading, queries
    from zhiben.supervision.queries import signals
    from zhiben.supervision.vocab import STREET_RISK, WARNINGS

    for question in ("new-types", WARNINGS):
        onward.offer(question, N_("看事故督导线索"), lambda study, actor: signals.queue_of(study.unit, actor))
    onward.offer(STREET_RISK, N_("起草提请挂牌"), leading.to_proposal)
    listings.tell(queries.listings)
    questions.sets(WARNINGS, lambda unit: {"per_month": signals.budget_of(unit)})


def _let_wait() -> None:
    """What waits for a person."""
    from zhiben.inbox.sources import register
    from zhiben.kernel.text import N_
    from zhiben.supervision import lifecycle, queries
    from zhiben.supervision.queries import signals

    due = {"due": lambda record: record.until}
    register("supervision.signals", lifecycle.SIGNAL.title, signals.signals_waiting)
    register("supervision.studies", lifecycle.STUDY.title, signals.studies_waiting, **due)
    register("supervision.look_alikes", lifecycle.LOOK_ALIKE.title, signals.sweeps_waiting, **due)
    register("supervision.follow_ups", N_("回头看"), signals.follow_ups_waiting)
    register("supervision.areas", lifecycle.AREA.title, queries.areas_waiting)
    register("supervision.findings", lifecycle.FINDING.title, queries.findings_waiting)
    register("supervision.listings", lifecycle.LISTING_REQUEST.title, queries.listings_waiting)
    register("supervision.rounds", lifecycle.ROUND.title, queries.rounds_waiting, due=lambda record: record.last)
    register("supervision.targets", lifecycle.TARGET.title, queries.places_waiting)
    register("supervision.transfers", lifecycle.TRANSFER.title, queries.transfers_waiting)
    register("supervision.visits", lifecycle.VISIT.title, queries.visits_waiting)
