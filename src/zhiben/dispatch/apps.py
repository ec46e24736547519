"""The app of dispatch rounds."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Loads the cycles, what moves do, and what the clock asks for."""

    name = "zhiben.dispatch"
    label = "dispatch"
    verbose_name = "调度"

    def ready(self) -> None:
        """Cycles, effects and periodic jobs register themselves when imported."""
        from zhiben.dispatch import (  # noqa: F401
            burden,
            cycles,
            forms,
            jobs,
            measures,
            mechanisms,
            operations,
            policy,
            queries,
            sheets,
        )
        from zhiben.dispatch.lifecycle import INSTRUCTION, REMINDER, ROUND
        from zhiben.dispatch.models import NamedUnit, Reminder
        from zhiben.dispatch.queries import carrying, instructions, reminders
        from zhiben.dispatch.vocab import CONFLICTS, LEDGER_VERBS, NOTICES, OF_THE_OFFICE
        from zhiben.foundation import conflicts, grounds
        from zhiben.foundation.audit import verbs
        from zhiben.foundation.scope.beside import keep_beside
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind

        conflicts.tell(**CONFLICTS)
        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        keep_beside(NamedUnit, policy.seen_names)
        keep_beside(Reminder, policy.own_reminders)
        grounds.register("campaign.keytask", reminders.grounds)
        grounds.register("documents.officialdocument", reminders.of_letter)
        grounds.register("documents.officialdocument", carrying.of_paper)
        for label in reminders.RECORDS.values():
            grounds.register(label, reminders.about)
            grounds.register(label, instructions.about)
        sources.register(
            "dispatch.rounds", ROUND.title, lambda actor, among: queries.waiting_for(actor), due=queries.due_day
        )
        sources.register("dispatch.instructions", INSTRUCTION.title, instructions.waiting_for, due=lambda record: None)
        sources.register("dispatch.reminders", REMINDER.title, reminders.waiting_for, due=lambda record: None)
