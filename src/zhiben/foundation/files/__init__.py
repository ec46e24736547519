"""Stored files: evidence, imports, issued papers.

Content decides what a file is; who may fetch one is decided by the rooms.
"""

from zhiben.foundation.files.evidence import must_be_evidence, must_be_new, must_show
from zhiben.foundation.files.kinds import ALL_KINDS, PHOTO_KINDS
from zhiben.foundation.files.storing import (
    DEVICE_CLOCK,
    Brought,
    attach,
    attach_each,
    attach_own,
    attached,
    attached_to_each,
    attached_with,
    keep_beside,
    read_bytes,
    respond,
    store,
    store_upload,
    store_uploads,
    take_away,
    uploaded_with,
    uploads,
)
from zhiben.foundation.files.words import words_of

__all__ = [
    "ALL_KINDS",
    "DEVICE_CLOCK",
    "PHOTO_KINDS",
    "Brought",
    "attach",
    "attach_each",
    "attach_own",
    "attached",
    "attached_to_each",
    "attached_with",
    "keep_beside",
    "must_be_evidence",
    "must_be_new",
    "must_show",
    "read_bytes",
    "respond",
    "store",
    "store_upload",
    "store_uploads",
    "take_away",
    "uploaded_with",
    "uploads",
    "words_of",
]
