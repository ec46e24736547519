"""Who may answer a consultation on a plan, deal with an opinion, or note that a unit let its day pass: written by hand
from the rules of the office, never from the declaration.

The asked unit's officers answer while the plan is being consulted on; the officers of the unit that answers for the
plan deal with opinions until it goes to review. Letters are those of `tests.oracles.people`; all others, and all states
not named, are refused.
"""

STATES = ("asked", "agreed", "objected", "answered", "lapsed")

TARGET = {"agree": "agreed", "object": "objected", "answer": "answered", "lapse": "lapsed"}

NEEDS: dict[str, tuple[str, ...]] = {
    "agree": (),
    "object": ("opinion",),
    "answer": ("adopted", "answer"),
    "lapse": (),
}
"""The facts of each move."""

OF_DEPARTMENT: dict[str, dict[str, str]] = {
    "agree": {"asked": "p"},
    "object": {"asked": "p"},
    "answer": {"objected": "O"},
    "lapse": {"asked": "O"},
}
"""A district's department is asked about a plan of the city's office."""

OF_STREET: dict[str, dict[str, str]] = {
    "agree": {"asked": "s"},
    "object": {"asked": "s"},
    "answer": {"objected": "O"},
    "lapse": {"asked": "O"},
}
"""A street is asked."""

RECALLED: dict[str, dict[str, str]] = {"answer": {"objected": "O"}, "lapse": {"asked": "O"}}
"""The plan was recalled to be changed: nobody answers any more, opinions are still dealt with."""

UNDER_REVIEW: dict[str, dict[str, str]] = {"lapse": {"asked": "O"}}
"""The plan has gone to review."""
