"""The form of a move: one field for each fact, of the kind the declaration says; and what the page offers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from tests.factories.campaign import Cast, task
from tests.factories.orgs import city

from zhiben.campaign.models import KeyTask
from zhiben.foundation.lifecycle import forms as move_forms
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.facts import clean
from zhiben.foundation.lifecycle.forms import FilesField, form_for, options_for
from zhiben.foundation.scope import scope
from zhiben.kernel import machine
from zhiben.kernel.machine import NEED_KINDS, Move, Need
from zhiben.kernel.rights import SYSTEM, Actor

CHOICES = (("second_look", "回头看"), ("tip", "投诉举报"))
EVERY_KIND = tuple(
    Need(kind, f"标签{kind}", kind, choices=CHOICES if kind == "choice" else (), help=f"说明{kind}")
    for kind in NEED_KINDS
)
FIELDS = {
    "text": (forms.CharField, forms.TextInput),
    "longtext": (forms.CharField, forms.Textarea),
    "date": (forms.DateField, forms.DateInput),
    "number": (forms.DecimalField, forms.NumberInput),
    "bool": (forms.BooleanField, forms.CheckboxInput),
    "choice": (forms.ChoiceField, forms.Select),
    "unit": (forms.ChoiceField, forms.Select),
    "files": (FilesField, move_forms.ManyFiles),
    "record": (forms.ChoiceField, forms.Select),
    "records": (forms.MultipleChoiceField, forms.CheckboxSelectMultiple),
}
MOVES = [(one, move) for one in machine.registered().values() for move in one.moves]


@pytest.fixture(autouse=True)
def own_options(monkeypatch: pytest.MonkeyPatch) -> None:
    """No choices but those that a test registers."""
    monkeypatch.setattr(move_forms, "_options", {})


def form(*needs: Need, data: Any = None, files: Any = None) -> forms.Form:
    return form_for(Move("act", "办理", ("a",), None, needs=needs), KeyTask(), SYSTEM, data, files)


def test_each_kind_has_its_field() -> None:
    made = form(*EVERY_KIND)
    assert {name: (type(field), type(field.widget)) for name, field in made.fields.items()} == FIELDS
    assert [(f.label, f.help_text, f.required) for f in made.fields.values()] == [
        (f"标签{kind}", f"说明{kind}", True) for kind in NEED_KINDS
    ]


@pytest.mark.parametrize(("one", "move"), MOVES, ids=[f"{one.name}.{move.name}" for one, move in MOVES])
def test_each_declared_move_has_one_field_per_fact(one: machine.Machine, move: Move) -> None:
    made = form(*(replace(need, begins=None, asked=None) for need in move.needs))
    assert list(made.fields) == [need.name for need in move.needs]
    for need in move.needs:
        field = made.fields[need.name]
        assert (type(field), type(field.widget)) == FIELDS[need.kind]
        assert (field.label, field.required) == (need.label, need.required or need.must_be_true)


def test_optional_facts_may_stay_empty_and_promises_may_not() -> None:
    needs = (Need("note", "备注", required=False), Need("sure", "确认", "bool", required=False, must_be_true=True))
    assert form(*needs, data={"sure": "on"}).is_valid()
    assert set(form(*needs, data={"note": "x"}).errors) == {"sure"}


def test_fact_begins_with_what_the_record_tells_and_may_be_changed() -> None:
    need = Need("title", "名称", begins=lambda record: record.title)
    move = Move("act", "办理", ("a",), None, needs=(need,))
    task = KeyTask(title="排查")
    assert form_for(move, task, SYSTEM)["title"].value() == "排查"
    changed = form_for(move, task, SYSTEM, {"title": "复查"})
    assert (changed.is_valid(), changed.cleaned_data) == (True, {"title": "复查"})
    assert not form_for(move, task, SYSTEM, {}).is_valid()


def test_choices_start_with_an_empty_one_and_bounds_reach_the_widget() -> None:
    made = form(
        Need("why", "原因", "choice", choices=CHOICES), Need("percent", "比例", "number", minimum=0, maximum=100)
    )
    assert made.fields["why"].choices == [("", "请选择"), *CHOICES]  # type: ignore[attr-defined]
    assert (made.fields["percent"].widget.attrs["min"], made.fields["percent"].widget.attrs["max"]) == (0, 100)


def test_registered_choices_are_those_of_the_need_before_those_of_the_kind() -> None:
    asked: list[tuple[object, Actor]] = []

    @options_for("unit")
    def _units(record: object, actor: Actor) -> list[tuple[int, str]]:
        asked.append((record, actor))
        return [(1, "甲局")]

    options_for("key_task", "taker")(lambda record, actor: [(2, "乙局")])
    made = form(Need("lead", "单位", "unit"), Need("taker", "单位", "unit"), Need("who", "记录", "record"))
    assert {name: field.choices for name, field in made.fields.items()} == {  # type: ignore[attr-defined]
        "lead": [("", "请选择"), (1, "甲局")],
        "taker": [("", "请选择"), (2, "乙局")],
        "who": [("", "请选择")],
    }
    assert [actor for _, actor in asked] == [SYSTEM]
    assert form(Need("lead", "单位", "unit"), data={"lead": "1"}).is_valid()
    assert not form(Need("lead", "单位", "unit"), data={"lead": "2"}).is_valid()


def test_several_files_come_as_a_list() -> None:
    need = Need("files", "附件", "files")
    two = [SimpleUploadedFile(f"{n}.txt", b"x") for n in "ab"]
    made = form(need, data={}, files=MultiValueDict({"files": two}))
    assert made.is_valid(), made.errors
    assert [one.name for one in made.cleaned_data["files"]] == ["a.txt", "b.txt"]
    assert form(need, data={}, files=MultiValueDict()).errors == {"files": ["请选择文件"]}
    optional = form(Need("files", "附件", "files", required=False), data={}, files=MultiValueDict())
    assert (optional.is_valid(), optional.cleaned_data["files"]) == (True, [])


def test_what_a_form_accepts_the_door_accepts() -> None:
    options_for("unit")(lambda record, actor: [(1, "甲局")])
    needs = tuple(need for need in EVERY_KIND if need.kind not in ("files", "record", "records"))
    data = {
        "text": "甲",
        "longtext": "乙",
        "date": "2024-03-01",
        "number": "1.5",
        "bool": "on",
        "choice": "tip",
        "unit": "1",
    }
    made = form(*needs, data=data)
    assert made.is_valid(), made.errors
    assert list(clean(Move("act", "办理", ("a",), None, needs=needs), made.cleaned_data)) == [n.name for n in needs]


@pytest.mark.django_db
def test_offers_are_the_open_moves_with_the_reason_against() -> None:
    built = city()
    record, cast = task(built, "submitted"), Cast(built)
    with scope(SYSTEM):
        assert [(o.name, o.label, o.allowed, o.why) for o in offers(record, cast.office)] == [
            ("return", "退回", True, ""),
            ("verify", "核验", True, ""),
            ("redate", "更正登记时间", False, "须为安委办领导"),
        ]
        assert [(o.name, o.allowed, o.why) for o in offers(record, cast.lead)] == [
            ("return", False, "须为安委办工作人员"),
            ("verify", False, "须为安委办工作人员"),
            ("redate", False, "须为安委办领导"),
        ]
        assert [o.name for o in offers(task(built, "done"), cast.leader)] == ["redate"]
        assert offers(task(built, "cancelled"), cast.leader) == []
