"""What may go wrong, as sentences. Operations raise these and nothing else; one place turns them into a page or a
problem document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Refused(Exception):
    """Something a person asked for is not done. `template` is Chinese source text, `params` fills its {braces}."""

    default_code = "refused"

    def __init__(self, template: str, *, code: str = "", **params: object) -> None:
        self.template = template
        self.params = params
        self.code = code or self.default_code
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The sentence in its source language."""
        return self.template.format(**self.params) if self.params else self.template


class NotAllowed(Refused):
    """The person may not do this; the sentence says who may."""

    default_code = "not_allowed"


class NotFound(Refused):
    """No such record within the person's scope; whether it exists elsewhere is not told."""

    default_code = "not_found"


class Gone(Refused):
    """It was here, and its term is over; the sentence says since when and what to do."""

    default_code = "gone"


class Conflict(Refused):
    """Somebody else was faster; the sentence says what has happened meanwhile."""

    default_code = "conflict"


class Incomplete(Refused):
    """Facts that a move needs are missing or wrong; `fields` maps a field's name to its sentence."""

    default_code = "incomplete"

    def __init__(self, template: str, *, fields: Mapping[str, str], code: str = "", **params: object) -> None:
        self.fields = dict(fields)
        super().__init__(template, code=code, **params)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing wrong in a workbook: where (sheet and cell as a person sees them), what, in Chinese; `name` is the name
    that nobody knows, when it is that."""

    sheet: str
    cell: str
    code: str
    message: str
    found: str = ""
    expected: str = ""
    name: str = ""


class BadInput(Refused):
    """A file or table was refused as a whole; `problems` names every cell."""

    default_code = "bad_input"

    def __init__(self, problems: Sequence[CellProblem], template: str = "", **params: object) -> None:
        self.problems = tuple(problems)
        sentence = template or "共有 {count} 处问题，未写入任何数据"
        super().__init__(sentence, code="", **{"count": len(self.problems), **params})


class OutsideScope(RuntimeError):
    """A programming error: a scoped table was read with no scope open."""
