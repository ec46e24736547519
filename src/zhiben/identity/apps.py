"""The app of coming in and staying in."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Names verbs, declares what is kept secret, and ends sessions where somebody's rights change."""

    name = "zhiben.identity"
    label = "identity"
    verbose_name = "身份鉴别"

    def ready(self) -> None:
        """Import what registers itself, and tell the organisation who listens."""
        from zhiben.foundation import conflicts, secrets
        from zhiben.foundation.audit import verbs
        from zhiben.identity import operations
        from zhiben.identity.operations import keeping  # noqa: F401
        from zhiben.identity.vocab import CONFLICTS, LEDGER_VERBS, OF_THE_OFFICE, TOTP_SEED
        from zhiben.orgs import onward

        verbs.name(**LEDGER_VERBS)
        for model, told in OF_THE_OFFICE.items():
            verbs.administer(model, *told)
        conflicts.tell(**CONFLICTS)
        secrets.declare(TOTP_SEED)
        onward.when_rights_change(operations.rights_changed)
