"""R8: the hazard's machine against a model written by hand from the office's rules. Hypothesis makes up what people
try, in any order; the door must let through what the model lets through, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from tests.factories.hazards import Cast, brought, hazard
from tests.factories.orgs import City, city
from tests.faults.record import Recorder
from tests.oracles.hazard_moves import ALLOWED, RECORDS, TARGET, UNDONE

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import sign_record
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

PEOPLE = "esdpPioOx"
PLAIN = tuple(move for move in TARGET if move != "extend")
WHO = {
    "e": (Role.ENTERPRISE_CONTACT, "示例企业"),
    "s": (Role.STREET_OFFICER, "民治街道"),
    "d": (Role.DISTRICT_OFFICER, "龙华区"),
    "p": (Role.DEPARTMENT_OFFICER, "龙华区住房建设"),
    "P": (Role.DEPARTMENT_OFFICER, "市住房建设"),
    "i": (Role.INSPECTOR, "市安委办"),
    "o": (Role.OFFICE_OFFICER, "龙华区安委办"),
    "O": (Role.OFFICE_OFFICER, "市安委办"),
    "x": (Role.DEPARTMENT_OFFICER, "南山区住房建设"),
}


@dataclass
class Told:
    """The office's rules, as far as they are about one hazard: where it is and who has done what."""

    state: str = "draft"
    reporter: str = ""
    declarer: str = ""
    helped: set[str] = field(default_factory=set)
    last: tuple[str, str] = ("", "")
    path: list[str] = field(default_factory=lambda: ["draft"])

    def may(self, move: str, who: str) -> bool:
        """Whether the table and the rules on people let somebody make a move now."""
        if move in UNDONE:
            return self.state == UNDONE[move][0] and self.last == (move.removeprefix("withdraw_"), who)
        if who not in ALLOWED[move].get(self.state, ""):
            return False
        return not (move == "close" and who == self.reporter)

    def moved(self, move: str, who: str) -> None:
        """What is so once the move is made."""
        if move == "report":
            self.reporter = who
        if move in ("start", "progress", "declare"):
            self.helped.add(who)
        if move == "declare":
            self.declarer = who
        if move in ("reopen", "send_back", "fail_acceptance"):
            self.declarer, self.helped = "", set()
        if move == "withdraw_start":
            self.helped = set()
        self.state = UNDONE[move][1] if move in UNDONE else TARGET.get(move, self.state)
        self.last = (move, who)
        self.path.append(self.state)

    def may_sign(self, kind: str, first: str, second: str) -> bool:
        """Whether two people may confirm, review or send back."""
        firsts, seconds = RECORDS[kind].get(self.state, ("", ""))
        if first not in firsts or second not in seconds or first == second:
            return False
        if kind == "confirm":
            return True
        if {first, second} & {self.reporter, self.declarer}:
            return False
        return self.reporter != "s" or "p" in (first, second)

    def signed(self, kind: str, second: str) -> None:
        if kind == "confirm":
            self.last = ("", "")
            self.path.append(self.state)
            return
        self.moved(kind, second)
        self.state = {"review": "reviewed", "send_back": "rectifying"}[kind]
        self.path[-1] = self.state

    def unclear(self, second: str) -> bool:
        """The street has helped to rectify what the enterprise has declared: the rules do not say whose it is then."""
        return second == "s" and "s" in self.helped and self.declarer != "s"


class Rehearsed(Exception):
    """Takes back everything when an example is over."""


class Office(RuleBasedStateMachine):
    """One hazard, and whoever tries anything with it."""

    cast: Cast
    people: dict[str, Actor]
    other: str
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.hazard = self.cast.draft()
        self.told = Told()

    def teardown(self) -> None:
        self.whole.__exit__(Rehearsed, Rehearsed(), None)

    @rule(move=st.sampled_from((*PLAIN, *UNDONE)), who=st.sampled_from(PEOPLE))
    def tries(self, move: str, who: str) -> None:
        """Anybody tries anything."""
        self._move(move, who)

    @rule(data=st.data())
    def goes_on(self, data: st.DataObject) -> None:
        """Somebody who may makes a move: without it hardly a hazard would get far."""
        open_now = [(m, w) for m in PLAIN for w in ALLOWED[m].get(self.told.state, "") if w in PEOPLE]
        if open_now:
            self._move(*data.draw(st.sampled_from(open_now)))

    @precondition(lambda self: self.told.last[0] and f"withdraw_{self.told.last[0]}" in UNDONE)
    @rule()
    def takes_back(self) -> None:
        """Whoever acted last takes it back."""
        self._move(f"withdraw_{self.told.last[0]}", self.told.last[1])

    @precondition(lambda self: self.told.state in ("verified", "rectifying", "declared"))
    @rule(kind=st.sampled_from(sorted(RECORDS)), first=st.sampled_from(PEOPLE), second=st.sampled_from(PEOPLE))
    def two_sign(self, kind: str, first: str, second: str) -> None:
        """Two people go there."""
        if kind != "confirm" and self.told.unclear(second):
            return
        wanted = self.told.may_sign(kind, first, second)
        done = True
        try:
            with transaction.atomic(), unscoped(reason="a test tries"):
                record = self.cast.record(Hazard.objects.get(pk=self.hazard.pk), kind, self.people[first])
                sign_record(record, actor=self.people[second])
        except Refused:
            done = False
        assert done == wanted, (kind, first, second, self.told)
        if done:
            self.told.signed(kind, second)

    def _move(self, move: str, who: str) -> None:
        actor, wanted, done = self.people[who], self.told.may(move, who), True
        more: dict[str, Any] = {"other": self.other} if move == "mark_duplicate" else {}
        more |= {"reason": "误点"} if move in UNDONE else {}
        with unscoped(reason="a test reads"):
            fresh = Hazard.objects.get(pk=self.hazard.pk)
        try:
            with transaction.atomic(), scope(actor):
                perform(fresh, move, actor, **{**self.cast.facts(move), **brought(move, actor), **more})
        except Refused:
            done = False
        assert done == wanted, (move, who, self.told)
        if done:
            self.told.moved(move, who)

    @invariant()
    def stands_where_it_is_told(self) -> None:
        """State and history are the model's."""
        Office.steps += 1
        with unscoped(reason="a test reads"):
            state = Hazard.objects.values_list("state", flat=True).get(pk=self.hazard.pk)
        targets = AuditEntry.objects.filter(model="hazards.hazard", record=self.hazard.pk).exclude(target="")
        assert state == self.told.state
        assert list(targets.order_by("seq").values_list("target", flat=True)) == self.told.path


def staffed(built: City) -> type[Office]:
    """The office with its people."""
    cast = Cast(built)
    people = {}
    for letter, (role, unit) in WHO.items():
        given = {"site": cast.site} if letter == "e" else {}
        people[letter] = built.actor(role, unit, **given)
    Office.cast, Office.people, Office.steps = cast, people, 0
    Office.other = hazard(cast, "reported").number
    return Office


def judged(examples: int, steps: int, rows: Recorder, *, full: bool) -> None:
    limit = f"state machine model, {examples} examples of up to {steps} steps: 0 differences"
    with rows.row("R8 model", limit, full=full) as row:
        office = staffed(city())
        told = settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not full,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,) if full else (Phase.generate, Phase.shrink),
        )
        run_state_machine_as_test(office, settings=told)
        row.measured = f"{examples} examples, {office.steps:,} states compared, 0 differences"


@pytest.mark.django_db
def test_the_hazards_machine_is_as_the_office_says(rows: Recorder) -> None:
    judged(20, 20, rows, full=False)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_hazards_machine_is_as_the_office_says_at_length(rows: Recorder) -> None:
    judged(2000, 50, rows, full=True)
