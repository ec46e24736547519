"""What is kept secret: short texts that stand encrypted in a table of their own, bound to the record and field to which
they belong. Keys lie in a file outside the database; who reads a text in clear says what for, and that is noted."""

from zhiben.foundation.secrets.digests import Holder, candidates, declare_digest, digest_of, must_stand
from zhiben.foundation.secrets.disclosing import disclose, disclose_all, masked, masks, newest
from zhiben.foundation.secrets.keeping import (
    forget,
    keep,
    kept_of,
    kept_since,
    lent,
    locked,
    standing_of,
    texts_of,
    unlocked,
)
from zhiben.foundation.secrets.kinds import CONTACT, CONTACTS, OTHER, Purpose, SecretKind, declare, kind_of

__all__ = [
    "CONTACT",
    "CONTACTS",
    "OTHER",
    "Holder",
    "Purpose",
    "SecretKind",
    "candidates",
    "declare",
    "declare_digest",
    "digest_of",
    "disclose",
    "disclose_all",
    "forget",
    "keep",
    "kept_of",
    "kept_since",
    "kind_of",
    "lent",
    "locked",
    "masked",
    "masks",
    "must_stand",
    "newest",
    "standing_of",
    "texts_of",
    "unlocked",
]
