"""A machine: the states of one kind of record and the moves between them, declared once. Buttons, forms, constraints,
diagrams and tests are derived from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhiben.kernel.permission import NOBODY, Permission, own_last_move

TONES = ("neutral", "info", "progress", "warning", "success", "danger")
NEED_KINDS = ("text", "longtext", "date", "number", "bool", "choice", "unit", "files", "record", "records")


@dataclass(frozen=True, slots=True)
class State:
    """One state, with the word the office uses and the tone it is shown in."""

    key: str
    label: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Need:
    """One fact that a move asks for. `kind` decides the form field and the check; `must_be_true` is for promises that
    have to be given; `longest` is how many characters a text may have, 0 for what its kind allows. `begins` gives, from
    the record, what a person finds filled in and may change; `all_ticked` of several to choose from, that all are
    chosen at first; `asked` tells of which records a form asks it at all."""

    name: str
    label: str
    kind: str = "text"
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    must_be_true: bool = False
    minimum: float | None = None
    maximum: float | None = None
    longest: int = 0
    begins: Callable[[Any], object] | None = None
    asked: Callable[[Any], bool] | None = None
    all_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One way from some states to another (`target` None: the state stays). `together`: two people sign, the second
    signature performs it. A `rare` one is offered last, not as a main step."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    may: Permission = NOBODY
    needs: tuple[Need, ...] = ()
    paper: str = ""
    counted: bool = False
    undoable: bool = False
    together: bool = False
    tone: str = "neutral"
    undoes: str = ""
    shown: bool = True
    rare: bool = False

    def leads_to(self, state: str) -> str:
        """The state after the move when it starts from `state`."""
        return self.target or state


@dataclass(frozen=True)
class Machine:
    """States and moves of one kind of record; `begun` is the office's word for making one. Checked when made; raises
    ValueError when the declaration contradicts itself."""

    name: str
    title: str
    states: tuple[State, ...]
    initial: str
    moves: tuple[Move, ...]
    final: tuple[str, ...] = ()
    begun: str = ""
    by_name: dict[str, Move] = field(init=False, default_factory=dict, repr=False, compare=False)
    by_state: dict[str, State] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "moves", (*self.moves, *_undoing(self.moves)))
        self.by_state.update({s.key: s for s in self.states})
        self.by_name.update({m.name: m for m in self.moves})
        self._check()

    def _check(self) -> None:
        if len(self.by_state) != len(self.states) or len(self.by_name) != len(self.moves):
            raise ValueError(f"{self.name}: a state or move is declared twice")
        used = {self.initial, *self.final, *(s for m in self.moves for s in m.sources)}
        used |= {m.target for m in self.moves if m.target}
        if strange := used - set(self.by_state):
            raise ValueError(f"{self.name}: unknown states {sorted(strange)}")
        for state in self.states:
            if state.tone not in TONES:
                raise ValueError(f"{self.name}: unknown tone {state.tone}")
        for move in self.moves:
            if wrong := [n.kind for n in move.needs if n.kind not in NEED_KINDS]:
                raise ValueError(f"{self.name}.{move.name}: unknown kinds {wrong}")

    @property
    def keys(self) -> tuple[str, ...]:
        """The states' keys, for the CHECK constraint."""
        return tuple(self.by_state)

    def label(self, state: str) -> str:
        """The office's word for a state."""
        return self.by_state[state].label

    def step(self, verb: str) -> str:
        """The office's word for a move, or for making a record; empty for what is neither."""
        if verb == "begin":
            return self.begun
        return self.by_name[verb].label if verb in self.by_name else ""

    def choices(self) -> list[tuple[str, str]]:
        """(key, label) of every state, in declared order."""
        return [(s.key, s.label) for s in self.states]

    def leaving(self, state: str) -> Iterator[Move]:
        """The moves that are open from `state`, in declared order."""
        return (m for m in self.moves if state in m.sources)


def _undoing(moves: Sequence[Move]) -> Iterator[Move]:
    """One `withdraw_…` move back for each undoable one; it needs a reason and only its own maker may make it."""
    reason = Need("reason", "撤回原因", "longtext")
    for move in moves:
        if not move.undoable or not move.target:
            continue
        for source in move.sources:
            many = len(move.sources) > 1
            yield Move(
                name=f"withdraw_{move.name}" + (f"_to_{source}" if many else ""),
                label=f"撤回{move.label}",
                sources=(move.target,),
                target=source,
                may=own_last_move(move.name, source),
                needs=(reason,),
                undoes=move.name,
            )


def request_machine(name: str, title: str, *, decides: Permission, reason: str = "理由") -> Machine:
    """The machine of something asked for, which one side asks and the other grants or refuses with a reason."""
    why = Need("reason", reason, "longtext")
    return Machine(
        name=name,
        title=title,
        initial="asked",
        final=("granted", "refused"),
        begun="提出",
        states=(
            State("asked", "待批", "warning"),
            State("granted", "同意", "success"),
            State("refused", "不同意", "danger"),
        ),
        moves=(
            Move("grant", "同意", ("asked",), "granted", decides),
            Move("refuse", "不同意", ("asked",), "refused", decides, needs=(why,), tone="danger"),
        ),
    )


REDATE = "redate"
"""The move by which it is put right when a step happened."""


def redating(sources: Sequence[str], may: Permission, *, about: str) -> Move:
    """The move, open from `sources`, by which a step that was entered late is told to have happened earlier, on
    evidence; `about` says to the person of which steps. What was entered first stays in the ledger."""
    return Move(
        REDATE,
        "更正登记时间",
        tuple(sources),
        None,
        may=may,
        needs=(
            Need("step", "登记滞后的步骤", "record", help=about),
            Need("on", "实际日期", "date", help="按该日24时计；不能早于它的上一步"),
            Need("reason", "更正理由", "longtext"),
            Need("evidence", "证明材料", "files"),
        ),
        tone="warning",
        rare=True,
    )


_registry: dict[str, Machine] = {}


def register(machine: Machine) -> Machine:
    """Make `machine` known to pages, documents and tests; a name is taken once."""
    if _registry.setdefault(machine.name, machine) != machine:
        raise ValueError(f"machine {machine.name} is declared twice")
    return machine


def registered() -> dict[str, Machine]:
    """All machines by name."""
    return dict(sorted(_registry.items()))
