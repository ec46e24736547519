"""What a person fills in about checklists: where one is brought along, its items one by one, what is not as it ought to
be, and what differs from a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from, day, long_text, photos
from zhiben.hazards.queries import criteria
from zhiben.supervision.operations import ChecklistDraft, ItemDraft
from zhiben.supervision.vocab import LONGEST_FOUND, About, Agreement, Becomes, Kind

Named = Iterable[tuple[int, str]]
BLANK = 5
"""So many empty rows a page offers beyond the items that stand."""


class ChecklistForm(forms.Form):
    """What a checklist is called and where it is brought along."""

    title = forms.CharField(label=_("检查表名称"), max_length=80, help_text=_("如“房屋建筑施工检查表”"))
    about = forms.ChoiceField(label=_("检查谁"))
    sectors = forms.MultipleChoiceField(label=_("只在这些行业领域"), required=False, help_text=_("不选为全部"))
    departments = forms.MultipleChoiceField(
        label=_("只检查这些部门"), required=False, help_text=_("检查行业主管部门的可以选；不选为该行业的主管部门")
    )
    kinds = forms.MultipleChoiceField(
        label=_("只在这些督导"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("不选为各种督导"),
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("如“示例，核对后使用”"))
    retired_on = day(_("停用日期"), required=False, help_text=_("从这天起不再带去检查；不填为在用"))

    def __init__(self, data: Any = None, *, sectors: Named, departments: Named, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "about", [(one.value, one.label) for one in About])
        choose_from(self, "sectors", sectors)
        choose_from(self, "departments", departments)
        choose_from(self, "kinds", [(one.value, one.label) for one in Kind])

    @property
    def draft(self) -> ChecklistDraft:
        """What was filled in."""
        said = self.cleaned_data
        sectors, departments = ([int(one) for one in said[name]] for name in ("sectors", "departments"))
        return ChecklistDraft(said["title"], said["about"], sectors, departments, said["kinds"], said["note"])


class ItemForm(forms.Form):
    """One item; without words it is left out."""

    position = forms.IntegerField(label=_("序"), min_value=1, max_value=999, required=False)
    section = forms.CharField(label=_("部位或环节"), max_length=40, required=False)
    text = forms.CharField(
        label=_("检查内容"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    clause = forms.CharField(label=_("判定条款"), max_length=60, required=False)
    basis = forms.CharField(label=_("其他依据"), max_length=200, required=False)
    becomes = forms.ChoiceField(label=_("不符合时作为"), choices=[(one.value, one.label) for one in Becomes])


class EditionForm(forms.Form):
    """A new edition: all its items, and from when on it holds. `count` is how many rows the page has."""

    valid_from = day(_("施行日期"), help_text=_("从这天起的检查用新的一版；以前的检查仍按当时的一版"))
    count = forms.IntegerField(min_value=1, max_value=400, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, items: Sequence[ItemDraft] = (), clauses: Any = None) -> None:
        known = clauses or {}
        super().__init__(data, initial={"count": len(items) + BLANK})
        asked = str(data.get("count", "")) if data else ""
        count = min(int(asked), 400) if asked.isascii() and asked.isdecimal() else len(items) + BLANK
        said = [
            {
                "position": place,
                "section": each.section,
                "text": each.text,
                "clause": known.get(each.clause, ""),
                "basis": each.basis,
                "becomes": each.becomes,
            }
            for place, each in enumerate(items, start=1)
        ]
        said += [{"position": None, "becomes": Becomes.HAZARD}] * max(0, count - len(said))
        self.rows = [ItemForm(data, prefix=f"i{place}", initial=row) for place, row in enumerate(said[:count])]

    def clean(self) -> dict[str, Any]:
        """Every row, with its clause looked up."""
        found, catalogue = [], criteria.Catalogue()
        on = self.cleaned_data.get("valid_from") or date.max
        for place, row in enumerate(self.rows):
            if not row.is_valid():
                self.add_error(None, _("第%(place)s行没有填对") % {"place": place + 1})
                continue
            said = row.cleaned_data
            if not said["text"].strip():
                continue
            clause = catalogue.cited(said["clause"], on) if said["clause"].strip() else None
            if said["clause"].strip() and clause is None:
                row.add_error("clause", catalogue.why_not(said["clause"], on))
                self.add_error(None, _("第%(place)s行的判定条款不清楚") % {"place": place + 1})
            draft = ItemDraft(said["text"], said["section"], clause.pk if clause else 0, said["basis"], said["becomes"])
            found.append((said["position"] or place + 1000, draft))
        self.cleaned_data["items"] = [draft for _place, draft in sorted(found, key=lambda pair: pair[0])]
        return self.cleaned_data

    @property
    def items(self) -> list[ItemDraft]:
        """The items in their order."""
        return list(self.cleaned_data["items"])


class FailForm(forms.Form):
    """What is not as it ought to be."""

    said = long_text(_("问题"), most=LONGEST_FOUND)
    becomes = forms.ChoiceField(label=_("性质"))
    photos = photos(required=False)
    verdict = forms.CharField(widget=forms.HiddenInput, max_length=15, initial="fails")
    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=lambda: str(uuid4()))

    def __init__(self, data: Any = None, files: Any = None, *, becomes: Iterable[Becomes], initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        choose_from(self, "becomes", [(one.value, one.label) for one in becomes])


class TaskForm(forms.Form):
    """Whether a report is so on site."""

    verdict = forms.ChoiceField(
        label=_("现场核对"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in Agreement]
    )
    note = long_text(_("现场的情况"), most=400, required=False, help_text=_("不一致的须写明"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=lambda: str(uuid4()))
