"""Records as far as permissions look at them, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from tests.oracles.people import CITY, IDS, RECEIVING_UNIT, SITE, STREET

from zhiben.kernel.rights import Coordinates


@dataclass
class Standing:
    """What many of them have."""

    coordinates: Coordinates = SITE
    participants: tuple[tuple[str, Coordinates], ...] = ()
    level: str = ""
    verdict: str = ""
    inspector_one: int = 0
    inspector_one_for: int = 0
    inspector_two: int = 0
    proposed_by: int = 0
    asked_by: int = 0
    authors: frozenset[int] = frozenset()
    first: int = 0


@dataclass
class Paper(Standing):
    """A document, or its delivery, as far as permissions look at it."""

    drafted_by: int = 0
    carried: bool = False
    along: bool = False
    own_numbers: bool = True
    settled: bool = False
    stands: bool = True
    unit_id: int = RECEIVING_UNIT
    asks_reply: bool = False
    last_move: str = ""
    last_source: str = ""
    last_actor: int = 0

    def __post_init__(self) -> None:
        self.authors = frozenset({self.drafted_by})


@dataclass
class Helped(Paper):
    """A request for help as far as permissions look at it."""

    effect_is_due: bool = True


@dataclass
class Returned(Standing):
    """A unit's return as far as permissions look at it."""

    coordinates: Coordinates = STREET
    unit_id: int = 0
    office_id: int = 0
    submitted_by: int = 0
    form_stands: bool = True
    last_move: str = ""
    last_source: str = ""
    last_actor: int = 0


@dataclass
class Naming(Standing):
    """A unit's naming as far as permissions look at it."""

    unit_id: int = 0
    reply_by: datetime | None = None
    round: Any = None


@dataclass
class Reminding(Standing):
    """A reminder as far as permissions look at it."""

    is_issued: bool = True
    is_late: bool = False
    is_followed: bool = False
    is_answered: bool = False


@dataclass
class Instructed(Standing):
    """A leader's instruction as far as permissions look at it."""

    leader: int = 0
    standing_letter: str = ""
    written_in_place: int = 0


@dataclass
class Laid(Standing):
    """A comparison of two ledgers, or a difference that it left, as far as permissions look at it."""

    doubtful: int = 0
    unit_id: int | None = None


@dataclass
class Supervised(Standing):
    """A round of supervision, one of its targets or a visit, as far as permissions look at it."""

    choosing: str = "draw"
    keepers: frozenset[int] = frozenset({IDS["O"]})
    team_people: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    team_size: int = 2
    doubtful: bool = False
    placed_well: bool = False
    to_confirm: bool = False


@dataclass
class Checked(Standing):
    """A drawn report, as far as permissions look at it."""

    unit_id: int = 0
    sampled_at: Coordinates = CITY


@dataclass
class Followed(Standing):
    """A control, a second look or a signal, as far as permissions look at it."""

    kind: str = ""
    by_department: bool = False
    people_behind: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


@dataclass
class Version(Standing):
    """A plan's version, or a consultation on one, as far as permissions look at it."""

    owner: str = "O"
    unit_id: int = 0
    settled: bool = True
    open: bool = True
    unsettled: bool = True

    @property
    def plan(self) -> SimpleNamespace:
        return SimpleNamespace(owner_id=IDS[self.owner])


@dataclass
class HandedOver(Standing):
    """A hand-over to enforcement as far as permissions look at it."""

    participants: tuple[tuple[str, Coordinates], ...] = (("sending", CITY),)
    unit_id: int = RECEIVING_UNIT
    letter_is_out: bool = True


@dataclass
class FoundThere(Standing):
    """A finding as far as permissions look at it."""

    participants: tuple[tuple[str, Coordinates], ...] = (("sending", CITY),)
    visit_state: str = "closed"
    handed_over: bool = False
    people: frozenset[int] = frozenset({IDS["i"], IDS["d"]})
    unit_id: int = RECEIVING_UNIT
    answered_by: int = 0


@dataclass
class Appraised(Standing):
    """A scheme, a run, a card, an objection or a commendation, as far as permissions look at it."""

    unit_id: int = RECEIVING_UNIT
    is_scoring: bool = False
    has_open_objections: bool = False
    has_objections: bool = False
    window_is_over: bool = True
    notice_stands: bool = False
    notice_is_issued: bool = False
    run_is_open: bool = True
    run_is_told: bool = True
    scored_by: int = 0
    looked_at_by: int = 0
    notice_is_over: bool = True
    has_open_objection: bool = False
    is_vetoed: bool = False
    decision_is_issued: bool = False
    run_takes_corrections: bool = True
    visited_by: int = 0


@dataclass
class AfterAccident(Standing):
    """A signal of accident supervision, a joint study or a look-alike sweep, as far as permissions look at it."""

    kind: str = "new_type"
    lessons: str = "换电柜与住宿分开"
    has_causes: bool = True
    open_gaps: bool = False
    has_sites: bool = True
    open_sites: bool = False


@dataclass
class Tipped(Standing):
    """A tip, a reward for one, or a second look at one, as far as permissions look at it."""

    may_be_reopened: bool = True
    recheck_differs: bool = False
    earlier_verifiers: frozenset[int] = frozenset()
    verifiers: frozenset[int] = frozenset({IDS["p"]})
    verifier_unit: int = IDS["p"]
    unit: int = IDS["p"]
    last_move: str = ""
    last_source: str = ""
    last_actor: int = 0
