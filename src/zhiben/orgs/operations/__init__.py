"""The verbs of the organisation."""

from zhiben.orgs.operations.chains import (
    LinkDraft,
    claim_link,
    found_chain,
    leave_link_to,
    release_link,
    set_chain,
)
from zhiben.orgs.operations.founding import (
    AccountDraft,
    SiteDraft,
    UnitDraft,
    add_accounts,
    add_sites,
    add_units,
)
from zhiben.orgs.operations.granting import end_grant, grant
from zhiben.orgs.operations.people import add_person, add_person_with_role, set_active
from zhiben.orgs.operations.reorganising import reorganise, restamps
from zhiben.orgs.operations.signing_in import change_password, sign_in, sign_out
from zhiben.orgs.operations.substituting import end_substitution, substitute
from zhiben.orgs.operations.territories import import_territories, seed_shenzhen
from zhiben.orgs.operations.units import add_line, add_sector, add_site, add_unit
from zhiben.orgs.operations.workdays import set_special_days

__all__ = [
    "AccountDraft",
    "LinkDraft",
    "SiteDraft",
    "UnitDraft",
    "add_accounts",
    "add_line",
    "add_person",
    "add_person_with_role",
    "add_sector",
    "add_site",
    "add_sites",
    "add_unit",
    "add_units",
    "change_password",
    "claim_link",
    "end_grant",
    "end_substitution",
    "found_chain",
    "grant",
    "import_territories",
    "leave_link_to",
    "release_link",
    "reorganise",
    "restamps",
    "seed_shenzhen",
    "set_active",
    "set_chain",
    "set_special_days",
    "sign_in",
    "sign_out",
    "substitute",
]
