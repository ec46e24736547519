"""Stored files: evidence, imports, issued papers.

Content decides what a file is; who may fetch one is decided by the rooms.
"""

from zhiben.foundation.files.storing import (
    attach,
    attach_own,
    attached,
    attached_to_each,
    read_bytes,
    respond,
    store,
    store_upload,
)

__all__ = ["attach", "attach_own", "attached", "attached_to_each", "read_bytes", "respond", "store", "store_upload"]
