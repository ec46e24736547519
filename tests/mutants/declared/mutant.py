"""What a mutant is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`text` stands exactly once in `file` (below src/zhiben); `tests` are words for pytest."""

    name: str
    kind: str
    rule: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]


def doors(who: str) -> tuple[str, ...]:
    """The matrix for one post."""
    return (f"tests/doors/test_matrix.py::test_every_door_answers_as_the_table_says[{who}]",)


SCOPE, PERMISSION, AUDIT, CONSTRAINT, FILE, RACE = (
    "scope filter",
    "permission",
    "audit call",
    "constraint",
    "file gate",
    "version condition",
)
