"""The verbs of coming in and staying in."""

from zhiben.identity.operations.ending import end_all, end_own, end_own_others, end_surplus, rights_changed
from zhiben.identity.operations.entering import change_password, must_know, note_entered, note_refused, prove, sign_out
from zhiben.identity.operations.factors import add_totp, check_code, drop_totp, renew_codes
from zhiben.identity.operations.links import issue_link, person_of_link, reset_factors, unlock, use_link
from zhiben.identity.operations.ruling import set_rules
from zhiben.identity.operations.vouching import person_vouched_for

__all__ = [
    "add_totp",
    "change_password",
    "check_code",
    "drop_totp",
    "end_all",
    "end_own",
    "end_own_others",
    "end_surplus",
    "issue_link",
    "must_know",
    "note_entered",
    "note_refused",
    "person_of_link",
    "person_vouched_for",
    "prove",
    "renew_codes",
    "reset_factors",
    "rights_changed",
    "set_rules",
    "sign_out",
    "unlock",
    "use_link",
]
