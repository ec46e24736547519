"""The verbs of the organisation."""

from zhiben.orgs.operations.chains import LinkDraft, claim_link, found_chain, leave_link_to, release_link, set_chain
from zhiben.orgs.operations.duties import fill_duties, set_duty, swap_duties
from zhiben.orgs.operations.forces import MemberDraft, add_member, end_force, end_member, found_force, set_member
from zhiben.orgs.operations.founding import AccountDraft, SiteDraft, UnitDraft, add_accounts, add_sites, add_units
from zhiben.orgs.operations.granting import end_grant, grant
from zhiben.orgs.operations.liaisons import LiaisonDraft, confirm_liaisons, must_name_liaisons, set_liaison
from zhiben.orgs.operations.merging import lies_at_sites, merge_sites
from zhiben.orgs.operations.outlines import drop_outlines, set_outlines
from zhiben.orgs.operations.people import add_person, add_person_with_role, set_active
from zhiben.orgs.operations.phones import read_account_phone, read_liaison_phones, read_member_phones
from zhiben.orgs.operations.positions import place_site, set_position
from zhiben.orgs.operations.registering import register_site
from zhiben.orgs.operations.reorganising import reorganise, restamps
from zhiben.orgs.operations.substituting import end_substitution, substitute
from zhiben.orgs.operations.territories import import_territories, seed_shenzhen
from zhiben.orgs.operations.units import add_line, add_sector, add_site, add_unit
from zhiben.orgs.operations.workdays import set_special_days

__all__ = [
    "AccountDraft",
    "LiaisonDraft",
    "LinkDraft",
    "MemberDraft",
    "SiteDraft",
    "UnitDraft",
    "add_accounts",
    "add_line",
    "add_member",
    "add_person",
    "add_person_with_role",
    "add_sector",
    "add_site",
    "add_sites",
    "add_unit",
    "add_units",
    "claim_link",
    "confirm_liaisons",
    "drop_outlines",
    "end_force",
    "end_grant",
    "end_member",
    "end_substitution",
    "fill_duties",
    "found_chain",
    "found_force",
    "grant",
    "import_territories",
    "leave_link_to",
    "lies_at_sites",
    "merge_sites",
    "must_name_liaisons",
    "place_site",
    "read_account_phone",
    "read_liaison_phones",
    "read_member_phones",
    "register_site",
    "release_link",
    "reorganise",
    "restamps",
    "seed_shenzhen",
    "set_active",
    "set_chain",
    "set_duty",
    "set_liaison",
    "set_member",
    "set_outlines",
    "set_position",
    "set_special_days",
    "substitute",
    "swap_duties",
]
