"""What pages of all rooms share below the templates: who asks, a form acted on, a list's page, a workbook as answer."""

from zhiben.foundation.pages.answers import before_of, keep_query, start_of, ticked, workbook
from zhiben.foundation.pages.asking import actor_of, done, given_or, status_of
from zhiben.foundation.pages.editing import editing
from zhiben.foundation.pages.fields import choose_from, day, long_text, photos

__all__ = [
    "actor_of",
    "before_of",
    "choose_from",
    "day",
    "done",
    "editing",
    "given_or",
    "keep_query",
    "long_text",
    "photos",
    "start_of",
    "status_of",
    "ticked",
    "workbook",
]
