"""Who may: small predicates over (person, record) that can be combined, explained in Chinese and evaluated without a
database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from zhiben.kernel.rights import Actor, Coordinates, Grant, Level


class Record(Protocol):
    """What a predicate may ask of a record: where it lies, and who takes part in it (part name, place)."""

    @property
    def coordinates(self) -> Coordinates: ...

    @property
    def participants(self) -> Sequence[tuple[str, Coordinates]]: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: allowed or not, by which grant, and otherwise why not (a Chinese clause)."""

    allowed: bool
    grant: Grant | None = None
    why: str = ""


Test = Callable[[Actor, Record], Verdict]


@dataclass(frozen=True)
class Permission:
    """A predicate with its wording. `&`, `|` and `~` combine predicates and wordings alike."""

    label: str
    test: Test

    def __call__(self, actor: Actor, record: Record) -> Verdict:
        return self.test(actor, record)

    def __and__(self, other: Permission) -> Permission:
        def both(actor: Actor, record: Record) -> Verdict:
            first = self(actor, record)
            if not first.allowed:
                return first
            second = other(actor, record)
            return Verdict(True, first.grant or second.grant) if second.allowed else second

        return Permission(f"{self.label}，且{other.label}", both)

    def __or__(self, other: Permission) -> Permission:
        def either(actor: Actor, record: Record) -> Verdict:
            first = self(actor, record)
            if first.allowed:
                return first
            second = other(actor, record)
            return second if second.allowed else Verdict(False, None, f"{first.why}，或者{second.why}")

        return Permission(f"{self.label}或{other.label}", either)

    def __invert__(self) -> Permission:
        def negated(actor: Actor, record: Record) -> Verdict:
            verdict = self(actor, record)
            return Verdict(not verdict.allowed, None, "" if not verdict.allowed else f"不得是{self.label}")

        return Permission(f"非{self.label}", negated)


def role(name: str, label: str, *, level: Level | None = None) -> Permission:
    """Holds a grant of role `name` (at exactly `level`, if given) that covers the record's home."""

    def held(actor: Actor, record: Record) -> Verdict:
        grant = actor.holding(name, record.coordinates, level)
        return Verdict(True, grant) if grant else Verdict(False, None, f"须为{label}")

    return Permission(label, held)


def part(name: str, role_name: str, label: str, *, very: bool = False) -> Permission:
    """Holds a grant of `role_name` that covers a unit taking part in the record as `name`; with `very` one of exactly
    that unit's level, so that an office above it does not count as the office itself."""

    def takes_part(actor: Actor, record: Record) -> Verdict:
        for played, place in record.participants:
            if played == name and (grant := actor.holding(role_name, place, place.level if very else None)):
                return Verdict(True, grant)
        return Verdict(False, None, f"须为{label}")

    return Permission(label, takes_part)


def rule(label: str, holds: Callable[[Actor, Record], bool], why: str = "") -> Permission:
    """A rule of the record itself; `why` is the clause shown when it does not hold."""
    return Permission(label, lambda actor, record: Verdict(holds(actor, record), None, why or label))


def other_than(*fields: str, label: str) -> Permission:
    """The person, and everyone for whom it stands in, is in none of the record's `fields`, each of which holds an id
    or a set of ids (an empty one rules nobody out)."""

    def differs(actor: Actor, record: Record) -> bool:
        return not any(actor.people & _ids(getattr(record, name)) for name in fields)

    return rule(f"不得是{label}", differs, f"{label}本人及其代理人不得办理")


def lent_for_other_work(leader: Permission, *fields: str, did: str) -> Permission:
    """`leader`, save that whoever acts in the leader's place (代理) is in none of the record's `fields`, which hold the
    ids of those who prepared what is decided; `did` is the office's word for that. A leader's own decision is never
    asked about."""

    def decides(actor: Actor, record: Record) -> Verdict:
        verdict = leader(actor, record)
        lent = verdict.grant is not None and verdict.grant.substitute_for
        if not lent or all(actor.id not in _ids(getattr(record, name)) for name in fields):
            return verdict
        why = f"本件由您{did}，您是代理负责人，不能再代负责人决定，请由负责人本人或其他代理人办理"
        return Verdict(False, None, why)

    return Permission(f"{leader.label}，且代理负责人不决定自己{did}的事项", decides)


def _ids(value: int | frozenset[int] | None) -> frozenset[int]:
    return value if isinstance(value, frozenset) else frozenset({value or 0})


def own_last_move(move: str, source: str) -> Permission:
    """The person made the record's last move, it was `move` and it came from `source`; and since then nobody has acted
    on what stands beside the record either."""

    def own(actor: Actor, record: Record) -> bool:
        last = (getattr(record, "last_move", ""), getattr(record, "last_source", ""), getattr(record, "last_actor", 0))
        return last == (move, source, actor.id) and not getattr(record, "acted_beside", False)

    return rule("本人刚办理且后续无人办理", own, "只有经办人本人、且后续无人办理时才能撤回")


NOBODY = rule("任何人都不可", lambda actor, record: False)
ANYBODY = rule("任何人", lambda actor, record: True)
