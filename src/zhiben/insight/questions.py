"""What may be asked of accidents, each question a value: who has it, what it reads, which module answers it. Answers
load what is heavy when they are first asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import UnitKind

if TYPE_CHECKING:
    from zhiben.analysis.methods import Method

OFFICES = frozenset({UnitKind.COMMITTEE_OFFICE})
ALL_UNITS = frozenset({UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put: of the ground of `unit`, which lies at `at`, with what was known by the end of the day
    `as_of`, under `parameters` (JSON values)."""

    unit: int
    at: Coordinates
    as_of: date
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `asks`: the question in the office's words. `answer`: the dotted name of the module that has
    `METHODS` and `answer(asked)`, which gives `foundation.studies.Found` and raises Refused where nothing can be said.
    `of`: the kinds of unit whose ground it is asked of. `defaults`: the parameters that it is asked with where nobody
    chooses, by the day. `monthly`: the clock asks it for every one of these."""

    key: str
    title: str
    asks: str
    answer: str
    of: frozenset[str] = OFFICES
    defaults: Callable[[date], dict[str, Any]] = lambda today: {}
    monthly: bool = True

    def asked_by(self, unit: int) -> Question:
        """The question as a unit asks it: what the unit has set for itself goes without saying."""
        reader = _settings.get(self.key)
        return self if reader is None else replace(self, defaults=lambda today: self.defaults(today) | reader(unit))

    @property
    def module(self) -> Any:
        """The module that answers; loading it may take seconds."""
        return import_module(self.answer)

    @property
    def methods(self) -> tuple[Method, ...]:
        """What pages say of how it is computed."""
        methods: tuple[Method, ...] = self.module.METHODS
        return methods


_registry: dict[str, Question] = {}


_settings: dict[str, Callable[[int], dict[str, Any]]] = {}


def sets(key: str, reader: Callable[[int], dict[str, Any]]) -> None:
    """Have a room above tell which parameters of a question a unit has set, from the unit's id."""
    _settings[key] = reader


def register(question: Question) -> Question:
    """Make a question known; a key is taken once."""
    if _registry.setdefault(question.key, question) != question:
        raise ValueError(f"the question {question.key} is declared twice")
    return question


def registered() -> dict[str, Question]:
    """All questions by key, in the order in which they were declared."""
    return dict(_registry)


def question_of(key: str) -> Question:
    """A question. Raises NotFound."""
    if (found := _registry.get(key)) is None:
        raise NotFound(N_("没有这项分析"))
    return found
