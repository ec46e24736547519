"""What the declarations promise, checked over all that are registered: nobody gets stuck, nothing is without its word,
everything fits its column."""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.db.models import CheckConstraint
from django.urls import get_resolver

from zhiben.dispatch.vocab import Reason
from zhiben.documents.vocab import Kind
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import Directory, lookups
from zhiben.foundation.importing.checking import check
from zhiben.foundation.importing.exporting import template
from zhiben.foundation.importing.reading import read
from zhiben.foundation.importing.values import typed
from zhiben.foundation.lifecycle import door, forms
from zhiben.foundation.lifecycle.models import Living, StateInterval
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope.models import Placed
from zhiben.kernel import cycle, machine, measure, sheet
from zhiben.kernel.machine import Machine, Move, Need, State
from zhiben.kernel.measure import Measure
from zhiben.kernel.permission import NOBODY
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import Sheet
from zhiben.orgs.operations import reorganising

get_resolver().url_patterns  # noqa: B018 - faces register the choices of their forms

MACHINES = list(machine.registered().values())
MOVES = [(one, move) for one in MACHINES for move in one.moves]
NEEDS = [(one, move, need) for one, move in MOVES for need in move.needs]
MEASURES = list(measure.registered().values())
SHEETS = list(sheet.catalogue().values())
CYCLES = list(cycle.registered().values())
LIVING = [model for model in apps.get_models() if issubclass(model, Living)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAME = re.compile(r"[a-z][a-z0-9_]*")


def named(value: Any) -> str:
    return getattr(value, "name", "") or value.id


def move_id(value: Any) -> str:
    return named(value) if isinstance(value, Machine | Move | Need) else ""


def width(model: type[Any], column: str) -> int:
    return int(model._meta.get_field(column).max_length)


def test_declarations_are_there() -> None:
    assert {one.name for one in MACHINES} >= {"key_task", "task_extension", "hazard", "listing", "round", "document"}
    assert {one.name for one in SHEETS} >= {"territories", "units", "sectors", "sites", "tasks", "hazards"}
    assert {one.name for one in CYCLES} >= {"half_month"}
    assert len(MEASURES) >= 15


def test_every_machine_is_one_tables_and_guards_its_states() -> None:
    by_machine = {model.machine.name: model for model in LIVING}
    assert len(by_machine) == len(LIVING)
    assert set(by_machine) == {one.name for one in MACHINES}
    for name, model in by_machine.items():
        assert model.machine is machine.registered()[name]
        guards = [c.name for c in model._meta.constraints if isinstance(c, CheckConstraint)]
        assert f"{name}_state_is_declared" in guards


def reached(one: Machine) -> set[str]:
    """The states that moves lead to; withdrawals are no way of getting anywhere."""
    found, before = {one.initial}, set()
    while found != before:
        before = set(found)
        found |= {m.target for m in one.moves if m.target and not m.undoes and before & set(m.sources)}
    return found


def stuck(one: Machine) -> set[str]:
    """The states from which no way leads to an end."""
    ending, before = set(one.final), set()
    while ending != before:
        before = set(ending)
        ending |= {source for m in one.moves if m.target in before and not m.undoes for source in m.sources}
    return set(one.keys) - ending


@pytest.mark.parametrize("one", MACHINES, ids=named)
def test_every_state_is_reached_and_leads_to_an_end(one: Machine) -> None:
    assert (set(one.keys) - reached(one), stuck(one)) == (set(), set())


def test_an_island_and_a_dead_end_are_noticed() -> None:
    states = tuple(State(key, "态") for key in ("new", "going", "pit", "island", "end"))
    moves = (
        Move("go", "办", ("new",), "going", undoable=True),
        Move("fall", "落", ("going",), "pit", undoable=True),
        Move("stay", "留", ("pit",), None),
        Move("leave", "离", ("island", "going"), "end"),
    )
    one = Machine("maze", "迷宫", states, "new", moves, final=("end",))
    assert (set(one.keys) - reached(one), stuck(one)) == ({"island"}, {"pit"})


@pytest.mark.parametrize("one", MACHINES, ids=named)
def test_every_state_has_a_word_of_its_own(one: Machine) -> None:
    assert CHINESE.search(one.title)
    labels = [state.label for state in one.states]
    assert len(set(labels)) == len(labels)
    assert all(CHINESE.search(label) for label in labels)
    assert all(NAME.fullmatch(key) for key in one.keys)


@pytest.mark.parametrize(("one", "move"), MOVES, ids=move_id)
def test_every_move_has_its_word_and_somebody_who_may(one: Machine, move: Move) -> None:
    assert NAME.fullmatch(move.name)
    assert CHINESE.search(move.label)
    assert CHINESE.search(move.may.label)
    assert move.may is not NOBODY
    assert move.sources


@pytest.mark.parametrize(("one", "move", "need"), NEEDS, ids=move_id)
def test_every_fact_has_its_word_and_its_choices(one: Machine, move: Move, need: Need) -> None:
    assert NAME.fullmatch(need.name)
    assert CHINESE.search(need.label)
    assert (need.kind == "choice") == bool(need.choices)
    assert all(CHINESE.search(label) for _, label in need.choices)
    assert [other.name for other in move.needs].count(need.name) == 1
    if need.kind == "bool" and need.required:
        assert need.must_be_true, "a required box that may stay empty cannot be told from a missing answer"


@pytest.mark.parametrize(
    ("one", "move", "need"),
    [(one, move, need) for one, move, need in NEEDS if move.shown and need.kind in ("person", "unit", "record")],
    ids=move_id,
)
def test_a_form_that_asks_for_a_record_has_some_to_choose_from(one: Machine, move: Move, need: Need) -> None:
    assert (one.name, need.name) in forms._options or (need.kind, "") in forms._options


@pytest.mark.parametrize("model", LIVING, ids=lambda model: model.__name__)
def test_dated_facts_have_their_columns_here_and_in_the_interval(model: type[Living]) -> None:
    own = {field.name for field in StateInterval._meta.fields}
    kept = own - {"id", "machine", "record", "state", "since", "until"}
    assert set(model.dated) <= kept
    assert set(model.dated.values()) <= {field.attname for field in model._meta.concrete_fields}


@pytest.mark.parametrize("model", [m for m in LIVING if issubclass(m, Placed)], ids=lambda model: model.__name__)
def test_records_with_a_place_of_their_own_follow_a_reorganised_street(model: type[Living]) -> None:
    assert reorganising._restamped.count(model) == 1


@pytest.mark.parametrize("one", MACHINES, ids=named)
def test_names_fit_their_columns(one: Machine) -> None:
    longest_state, longest_move = max(map(len, one.keys)), max(len(move.name) for move in one.moves)
    assert len(one.name) <= width(StateInterval, "machine")
    assert longest_state <= min(width(StateInterval, "state"), width(AuditEntry, "source"), width(AuditEntry, "target"))
    assert longest_move <= width(AuditEntry, "verb")
    for model in LIVING:
        assert longest_state <= min(width(model, "state"), width(model, "last_source"))
        assert longest_move <= width(model, "last_move")
        assert len(model._meta.label_lower) <= width(AuditEntry, "model")


EFFECTS = [(door._effects[key], *key) for key in sorted(door._effects)]


def facts_read(function: Callable[..., Any]) -> Iterator[tuple[str, bool]]:
    """The names of facts that an effect reads, and whether it breaks without them."""
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        match node:
            case ast.Subscript(value=source, slice=ast.Constant(value=name)) if _is_facts(source):
                yield name, True
            case ast.Call(func=ast.Attribute(value=source, attr="get"), args=[ast.Constant(value=name), *_]) if (
                _is_facts(source)
            ):
                yield name, False


def _is_facts(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "facts"


@pytest.mark.parametrize(("function", "name", "move"), EFFECTS, ids=[f"{name}.{move}" for _, name, move in EFFECTS])
def test_an_effect_reads_only_facts_that_its_move_asks_for(function: Callable[..., Any], name: str, move: str) -> None:
    asked = {need.name: need.required for need in machine.registered()[name].by_name[move].needs}
    shared = {
        need.name
        for other, other_name, other_move in EFFECTS
        if other is function
        for need in machine.registered()[other_name].by_name[other_move].needs
    }
    for fact, needed in facts_read(function):
        assert fact in shared
        assert not needed or asked.get(fact), f"{fact} may be missing"


def test_effects_do_read_facts() -> None:
    assert len({fact for function, _, _ in EFFECTS for fact in facts_read(function)}) >= 8


@pytest.mark.parametrize("one", MEASURES, ids=named)
def test_every_measure_says_what_it_counts(one: Measure) -> None:
    assert CHINESE.search(one.title)
    assert len(one.formula) >= 8
    assert CHINESE.search(one.formula)
    assert bool(one.unit) != one.is_rate, "a count has a unit, a rate is printed with %"
    assert (one.minimum >= 1, 0 <= one.decimals <= 2) == (True, True)
    for text, column in ((one.id, "measure"), (one.title, "title"), (one.unit, "unit")):
        assert len(text) <= width(FrozenMeasure, column)


def test_measures_are_told_apart() -> None:
    for names in ([one.id.lower() for one in MEASURES], [one.title for one in MEASURES]):
        assert len(set(names)) == len(names)
    formulas = [one.formula for one in MEASURES if not one.formula.startswith("上述")]
    assert len(set(formulas)) == len(formulas)


@pytest.mark.parametrize("one", CYCLES, ids=named)
def test_every_cycle_freezes_measures_that_exist_and_names_by_known_facts(one: cycle.Cycle) -> None:
    assert CHINESE.search(one.title)
    assert set(one.measures) <= set(measure.registered())
    assert len(set(one.measures)) == len(one.measures)
    assert set(one.reasons) <= set(Reason)
    assert one.paper in {"", *Kind}
    assert one.reply_days >= 1
    for number in range(370):
        day = date(2024, 1, 1) + timedelta(days=number)
        period = one.period_of(day)
        assert period.first <= day <= period.last
        assert one.period_of(period.first) == one.period_of(period.last) == period


@pytest.mark.parametrize("one", SHEETS, ids=named)
def test_every_column_says_what_goes_into_it(one: Sheet) -> None:
    assert CHINESE.search(one.title)
    for column in one.columns:
        assert CHINESE.search(column.title)
        assert column.example or not (column.required or column.key in one.key), column.key
        assert column.example or column.help or column.read_only, column.key


@pytest.fixture
def examples_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directories that hold just what the examples name."""
    for one in SHEETS:
        for number, column in enumerate(one.columns, start=1):
            if column.lookup:
                names = [(c.example, number) for s in SHEETS for c in s.columns if c.lookup == column.lookup]
                monkeypatch.setitem(lookups._registry, column.lookup, lambda actor, names=names: Directory(names))


@pytest.mark.usefixtures("examples_stand")
@pytest.mark.parametrize("one", SHEETS, ids=named)
def test_a_template_filled_in_with_its_examples_is_understood(one: Sheet) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(one)))
    book.worksheets[0].append([column.example or None for column in one.taken_in])
    filled = io.BytesIO()
    book.save(filled)
    table = read(filled.getvalue(), one)
    assert (set(table.positions), table.unknown, table.twice) == ({column.key for column in one.taken_in}, (), ())
    checked = check(one, table, SYSTEM)
    assert (checked.problems, len(checked.rows)) == ((), 1)
    for column in one.taken_in:
        value = checked.rows[0].values[column.key]
        if column.example and not column.lookup:
            assert value == typed(column.example, column)
        assert bool(value) == bool(column.example), column.key


@pytest.mark.parametrize("one", SHEETS, ids=named)
def test_a_blank_template_has_no_rows(one: Sheet) -> None:
    assert read(template(one), one).rows == ()


@pytest.mark.parametrize("one", SHEETS, ids=named)
def test_every_lookup_is_registered(one: Sheet) -> None:
    assert {column.lookup for column in one.columns if column.lookup} <= set(lookups._registry)
