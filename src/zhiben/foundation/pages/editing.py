"""Forms over what stands already: each remembers what its person saw, and where somebody else has saved meanwhile
nothing is written over in silence. Both versions are shown, field by field, and what was typed stays in the form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from zhiben.foundation.audit.ledger import plain
from zhiben.foundation.audit.queries import last_hand
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict
from zhiben.kernel.text import N_

SEEN = "seen"
"""The name of the hidden field."""
F = TypeVar("F", bound=forms.Form)
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two people have made two things."""

    label: str
    theirs: str
    mine: str


class Editing:
    """What stands behind a form. `read` gives the values afresh, by the form's fields."""

    def __init__(
        self, form: forms.Form, read: Callable[[], Values], subject: tuple[str, int], lock: QuerySet[Any] | None
    ) -> None:
        self._form, self._read, self._subject, self._lock = form, read, subject, lock
        self.differences: list[Difference] = []
        self._shown_anew = not form.is_bound

    def check(self) -> None:
        """Within the transaction that is to write. Raises Conflict when something else stands by now than was seen."""
        if self._lock is not None:
            list(self._lock.select_for_update().values_list("pk"))
        seen = self._form.data.get(SEEN)
        if seen and seen != _mark(self._read()):
            raise self._overtaken()

    def _overtaken(self) -> Conflict:
        hand = last_hand(*self._subject)
        if hand is None:
            return Conflict(N_("您打开本页之后，这些内容已另行保存；请对照下表，核对后再保存"))
        sentence = N_("您打开本页之后，{who}已另行保存；请对照下表，核对后再保存")
        return Conflict(sentence, who=name_of(hand))

    def compare(self) -> None:
        """Put what stands beside what was filled in."""
        standing = self._read()
        self._shown_anew = True
        for name, field in self._form.fields.items():
            theirs, mine = standing.get(name), self._form.cleaned_data.get(name)
            if name in standing and plain(theirs or "") != plain(mine or ""):
                self.differences.append(Difference(str(field.label), _shown(field, theirs), _shown(field, mine)))

    def hidden(self) -> str:
        """The field that remembers what was seen; a form that comes back for another reason remembers the same."""
        mark = _mark(self._read()) if self._shown_anew else self._form.data.get(SEEN, "")
        return format_html('<input type="hidden" name="{}" value="{}">', SEEN, mark)


def editing(
    form: F, read: Callable[[], Values], *, subject: tuple[str, int] = ("", 0), lock: QuerySet[Any] | None = None
) -> F:
    """Let `form` remember what it shows. `subject` is what the ledger calls it; `lock` are the rows that nobody else
    may write meanwhile, where the write itself is not conditional."""
    form.editing = Editing(form, read, subject, lock)  # type: ignore[attr-defined]
    return form


def editing_of(form: forms.Form) -> Editing | None:
    """What stands behind a form, if anything does."""
    return getattr(form, "editing", None)


def _mark(values: Values) -> str:
    text = json.dumps(plain(dict(values)), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _shown(field: forms.Field, value: object) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(field, forms.ChoiceField):
        choices: dict[Any, Any] = dict(field.choices)  # type: ignore[arg-type]
        named = {str(key): str(label) for key, label in choices.items()}
        several = value if isinstance(value, list) else [value]
        return "、".join(named.get(str(one), str(one or "")) for one in several)
    return clock.in_words(value) if isinstance(value, date) else str(value or "")
