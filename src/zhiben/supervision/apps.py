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
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind
        from zhiben.insight import listings, onward
        from zhiben.kernel.text import N_
        from zhiben.supervision import (
            accident_words,
            jobs,  # noqa: F401
            leading,
            measures,  # noqa: F401
            mechanisms,  # noqa: F401
            operations,  # noqa: F401
            queries,
            sheets,  # noqa: F401
        )
        from zhiben.supervision.lifecycle import (
            AREA,
            FINDING,
            LISTING_REQUEST,
            LOOK_ALIKE,
            ROUND,
            SIGNAL,
            STUDY,
            TARGET,
            TRANSFER,
            VISIT,
        )
        from zhiben.supervision.queries import signals
        from zhiben.supervision.vocab import CONFLICTS, LEDGER_VERBS, NOTICES, STREET_RISK

        verbs.name(**LEDGER_VERBS, **accident_words.LEDGER_VERBS)
        conflicts.tell(**CONFLICTS, **accident_words.CONFLICTS)
        for question in ("new-types", "warnings"):
            onward.offer(question, N_("看事故督导线索"), lambda study, actor: signals.queue_of(study.unit, actor))
        onward.offer(STREET_RISK, N_("起草提请挂牌"), leading.to_proposal)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        listings.tell(queries.listings)
        due = {"due": lambda record: record.until}
        sources.register("supervision.signals", SIGNAL.title, signals.signals_waiting)
        sources.register("supervision.studies", STUDY.title, signals.studies_waiting, **due)
        sources.register("supervision.look_alikes", LOOK_ALIKE.title, signals.sweeps_waiting, **due)
        sources.register("supervision.follow_ups", N_("回头看"), signals.follow_ups_waiting)
        sources.register("supervision.areas", AREA.title, queries.areas_waiting)
        sources.register("supervision.findings", FINDING.title, queries.findings_waiting)
        sources.register("supervision.listings", LISTING_REQUEST.title, queries.listings_waiting)
        sources.register("supervision.rounds", ROUND.title, queries.rounds_waiting, due=lambda record: record.last)
        sources.register("supervision.targets", TARGET.title, queries.places_waiting)
        sources.register("supervision.transfers", TRANSFER.title, queries.transfers_waiting)
        sources.register("supervision.visits", VISIT.title, queries.visits_waiting)
