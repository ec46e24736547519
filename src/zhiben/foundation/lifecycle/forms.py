"""The form of a move, derived from its needs: one field per fact, labels and help from the declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhiben.foundation.files.kept import Kept, kept_of
from zhiben.foundation.lifecycle.facts import EMPTY, LONGEST
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.scope import current
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.machine import Move, Need
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

Choices = Iterable[tuple[Any, Any]]
"""What can be chosen with its words; or the words of a group with a list of such pairs."""

Options = Callable[[Any, Actor], Choices]
_options: dict[tuple[str, str], Options] = {}


def options_for(kind_or_machine: str, need: str = "") -> Callable[[Options], Options]:
    """Register the choices of all needs of a kind ("unit"), or of one need of one machine; of a line of text, what is
    offered beside writing anything else."""

    def registered(function: Options) -> Options:
        _options[kind_or_machine, need] = function
        return function

    return registered


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several; a script sends them ahead, and the form brings their ids (`<name>_kept`), which
    come back with it when it is refused."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The files that came along, and the person's own that were sent ahead."""
        came = super().value_from_datadict(data, files, name) or []
        said = data.getlist(f"{name}_kept") if hasattr(data, "getlist") else []
        actor = current().actor if said else None
        return [*came, *(kept_of(said, actor.id) if actor else [])]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and a ticked box for each file that is here already."""
        kept = [one for one in value or [] if isinstance(one, Kept)] if isinstance(value, list) else []
        said = {"data-kept": f"{name}_kept", **self.attrs, **(attrs or {})}
        if kept:
            said.pop("required", None)
        box = (
            '<label class="form-check">'
            '<input class="form-check-input" type="checkbox" name="{}_kept" value="{}" checked> '
            '<span class="form-check-label">{}</span></label>'
        )
        boxes = format_html_join("", box, ((name, one.stored.pk, one.name) for one in kept))
        return format_html("{}{}", super().render(name, None, said, renderer), boxes)


class OfferedInput(forms.TextInput):
    """One line of text for which answers are offered; anything else may be written too."""

    def __init__(self, offered: Choices, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.offered = list(offered)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field with its list, which browsers show without a script."""
        said = dict(attrs or {})
        listed = f"{said.get('id', name)}_offered"
        options = format_html_join("", '<option value="{}">{}</option>', self.offered)
        shown = super().render(name, value, {**said, "list": listed}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', shown, listed, options)


class FilesField(forms.FileField):
    """Several uploaded files as a list."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What comes back with a refused form: the files that are here already."""
        return [one for one in data or () if isinstance(one, Kept)] or initial

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded files; an empty list when none came."""
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not files:
            raise forms.ValidationError(_("请选择文件"))
        single = super().clean
        return [single(one, initial) for one in files]


def form_for(
    move: Move, record: Living, actor: Actor, data: Any = None, files: Any = None, initial: Any = None
) -> forms.Form:
    """An unbound or bound form that asks for the facts of `move`; `initial` is what was filled in without being
    sent."""
    fields = {need.name: _field(need, record, actor) for need in move.needs if _is_a_question(need, record, actor)}
    made = type(f"{move.name.title()}Form", (forms.Form,), fields)
    form: forms.Form = made(data, files, initial=initial)
    return form


def must_be_offered(move: Move, record: Living, actor: Actor, given: Mapping[str, Any]) -> None:
    """What a program sends is held to the choices that a form would offer: no record that the person would not be shown
    there, told like one that does not exist. Raises Incomplete."""
    wrong = {}
    for need in move.needs:
        value = given.get(need.name)
        if value in EMPTY or need.kind == "text" or _function(need, record) is None:
            continue
        offered = set(_keys(_choices(need, record, actor)))
        if not {str(one) for one in (value if isinstance(value, list) else [value])} <= offered:
            wrong[need.name] = N_("请选择{label}").format(label=need.label)
    if wrong:
        what = "；".join(wrong.values())
        raise Incomplete(N_("“{move}”所需内容不完整：{what}"), fields=wrong, move=move.label, what=what)


def _keys(offered: Choices) -> Iterator[str]:
    """What can be chosen, that of groups too."""
    for key, label in offered:
        yield from _keys(label) if isinstance(label, list) else (str(key),)


def _is_a_question(need: Need, record: Living, actor: Actor) -> bool:
    """No choice is offered where one is free to make none and there is only one to make; of several, none where there
    are none."""
    if need.asked and not need.asked(record):
        return False
    if need.required or need.kind == "text" or _function(need, record) is None:
        return True
    return len(list(_keys(_choices(need, record, actor)))) > (0 if need.kind == "records" else 1)


def _field(need: Need, record: Living, actor: Actor) -> forms.Field:
    said: dict[str, Any] = {
        "label": _(need.label),
        "required": need.required or need.must_be_true,
        "help_text": _(need.help) if need.help else "",
        "initial": need.begins(record) if need.begins else None,
    }
    choose = [("", _("请选择"))]
    if need.kind == "choice":
        return forms.ChoiceField(choices=[*choose, *((k, _(v)) for k, v in need.choices)], **said)
    if need.kind in ("unit", "record"):
        return forms.ChoiceField(choices=[*choose, *_choices(need, record, actor)], **said)
    if need.kind == "records":
        return _several(need, list(_choices(need, record, actor)), said)
    if need.kind == "number":
        return forms.DecimalField(min_value=need.minimum, max_value=need.maximum, **said)
    if need.kind == "text" and _function(need, record):
        said["widget"] = OfferedInput(_choices(need, record, actor))
    if need.kind in LONGEST:
        said["max_length"] = need.longest or LONGEST[need.kind]
    return _PLAIN[need.kind](**said)


def _several(need: Need, offered: list[tuple[Any, str]], said: dict[str, Any]) -> forms.Field:
    if need.all_ticked:
        said["initial"] = [key for key, _label in offered]
    boxes = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(choices=offered, widget=boxes, **said)


_PLAIN: dict[str, Callable[..., forms.Field]] = {
    "text": forms.CharField,
    "longtext": partial(forms.CharField, widget=forms.Textarea(attrs={"rows": 4})),
    "date": partial(forms.DateField, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
    "bool": forms.BooleanField,
    "files": partial(FilesField, widget=ManyFiles()),
}


def _choices(need: Need, record: Living, actor: Actor) -> Choices:
    function = _function(need, record)
    return function(record, actor) if function else ()


def _function(need: Need, record: Living) -> Options | None:
    return _options.get((type(record).machine.name, need.name)) or _options.get((need.kind, ""))
