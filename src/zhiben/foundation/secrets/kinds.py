"""Which fields are kept secret, and what they may be read for: declared once by the room that owns the record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from zhiben.kernel.text import N_

OTHER = "other"
Called = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something to read a text for. Where it is enough to compare, only its end is shown."""

    key: str
    label: str
    whole: bool = True


CONTACT = "contact"
CONTACTS = (Purpose(CONTACT, N_("联络")), Purpose("print", N_("制作联络名单")))
"""What an official telephone is read for, that of whoever answers for a unit."""
ANY_OTHER = Purpose(OTHER, N_("其他（须写明事由）"))


@dataclass(frozen=True, slots=True)
class SecretKind:
    """A field of a model (label in lower case) that is kept secret, with the purposes that the office knows; one other
    may be stated in words, unless somebody was promised that there is none (`closed`). `called` says what people call
    the records of some ids; those that it leaves out, and without it all, are called by their ids."""

    model: str
    field: str
    title: str
    purposes: tuple[Purpose, ...]
    closed: bool = False
    called: Called | None = None

    @property
    def offered(self) -> tuple[Purpose, ...]:
        """The purposes to choose from, any other last."""
        return self.purposes if self.closed else (*self.purposes, ANY_OTHER)

    def purpose(self, key: str) -> Purpose | None:
        """The purpose of that name."""
        return next((one for one in self.offered if one.key == key), None)


_kinds: dict[tuple[str, str], SecretKind] = {}


def declare(kind: SecretKind) -> SecretKind:
    """Make a secret field known; each is declared once."""
    if _kinds.setdefault((kind.model, kind.field), kind) != kind:
        raise ValueError(f"{kind.model}.{kind.field} is declared twice")
    return kind


def kind_of(model: str, field: str) -> SecretKind:
    """What was declared of a field. Raises KeyError for one that is not kept secret."""
    return _kinds[model, field]


def names_of_records(model: str, field: str, records: Collection[int]) -> dict[int, str]:
    """What people call the records."""
    kind = _kinds.get((model, field))
    told = kind.called(records) if kind and kind.called else {}
    return {one: told.get(one, f"#{one}") for one in records}


def label_of(model: str, field: str) -> str:
    """The field's title; its name where no room knows it any more."""
    kind = _kinds.get((model, field))
    return kind.title if kind else f"{model}.{field}"
