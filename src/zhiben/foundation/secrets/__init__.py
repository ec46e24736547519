"""What is kept secret: short texts that stand encrypted in a table of their own, bound to the record and field to which
they belong. Keys lie in a file outside the database; who reads a text in clear says what for, and that is noted."""

from zhiben.foundation.secrets.disclosing import disclose, newest
from zhiben.foundation.secrets.keeping import forget, keep, kept_since, standing_of
from zhiben.foundation.secrets.kinds import OTHER, Purpose, SecretKind, declare, kind_of

__all__ = [
    "OTHER",
    "Purpose",
    "SecretKind",
    "declare",
    "disclose",
    "forget",
    "keep",
    "kept_since",
    "kind_of",
    "newest",
    "standing_of",
]
