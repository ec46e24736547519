"""The app of people and organisation."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    """Names ids for the foundation and makes the sheets known."""

    name = "zhiben.orgs"
    label = "orgs"
    verbose_name = "组织与人员"

    def ready(self) -> None:
        """Fill in what foundation asks for by id."""
        from zhiben.foundation import conflicts, people
        from zhiben.foundation.audit import verbs
        from zhiben.orgs import operations, queries, sheets  # noqa: F401 - sheets register themselves
        from zhiben.orgs.operations import departed  # noqa: F401
        from zhiben.orgs.vocab import CONFLICTS, LEDGER_VERBS, OF_THE_OFFICE

        people.install(people=queries.person_names, units=queries.unit_names)
        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        conflicts.tell(**CONFLICTS)
