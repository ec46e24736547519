"""What pages of all rooms share below the templates: who asks, a form acted on, a list's page, a file as answer."""

from zhiben.foundation.pages.answers import back_to, before_of, download, is_id, keep_query, start_of, ticked
from zhiben.foundation.pages.asking import (
    acted,
    actor_of,
    done,
    form_page,
    given_or,
    status_of,
    told_to_program,
    tried,
)
from zhiben.foundation.pages.editing import editing
from zhiben.foundation.pages.fields import AddressedForm, choose_from, day, long_text, photos
from zhiben.foundation.pages.whence import address_of, counted_as

__all__ = [
    "AddressedForm",
    "acted",
    "actor_of",
    "address_of",
    "back_to",
    "before_of",
    "choose_from",
    "counted_as",
    "day",
    "done",
    "download",
    "editing",
    "form_page",
    "given_or",
    "is_id",
    "keep_query",
    "long_text",
    "photos",
    "start_of",
    "status_of",
    "ticked",
    "told_to_program",
    "tried",
]
