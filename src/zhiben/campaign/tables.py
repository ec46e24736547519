"""The list of key tasks: what narrows it, its orders, and a page of it. All faces of the list read the same address."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import NOT_SUBMITTED, Colour
from zhiben.foundation import search
from zhiben.foundation.pages import choose_from, day, given_or
from zhiben.foundation.scope import paging
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

ORDER = ("due", "id")
ORDERS = {"": ORDER, "late": ("-due", "-id"), "changed": ("-changed_at", "-id")}
PER_PAGE = 50
OPEN = "open"
"""The filter with which the list opens: everything that still needs somebody."""
STILL_OPEN = tuple(state for state in TASK.keys if state not in TASK.final)
WHOLE, PART = "whole", "part"
"""A task of the list, and a part into which one was broken down."""
PARTS = Q(parent__isnull=False)
MORE = ("level", "light", "action", "plan", "district", "due_from", "due_to", "changed")
"""What is asked for more seldom, and folded away while it is not."""


Known = dict[str, tuple[list[tuple[Any, str]], str]]
"""By field, what may be chosen, and how nothing chosen is called."""


class Filters(forms.Form):
    """What a person narrows the list by; asked for nothing, it shows what is still open."""

    q = forms.CharField(label=_("搜索编号、任务、目标、领域"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False)
    lead = forms.ChoiceField(label=_("牵头单位"), required=False)
    own = forms.ChoiceField(label=_("与我单位"), required=False)
    sort = forms.ChoiceField(label=_("排序"), required=False)
    overdue = forms.BooleanField(label=_("只看逾期"), required=False)
    level = forms.ChoiceField(label=_("整项或分解"), required=False)
    light = forms.ChoiceField(label=_("亮灯"), required=False)
    action = forms.ChoiceField(label=_("行动"), required=False)
    plan = forms.ChoiceField(label=_("方案"), required=False)
    district = forms.ChoiceField(label=_("牵头单位所在区"), required=False)
    due_from = day(_("时限自"), required=False)
    due_to = day(_("时限至"), required=False)
    changed = forms.BooleanField(label=_("只看上次查看后有变化的"), required=False)

    def __init__(self, data: Any, actor: Actor, known: Known | None = None) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": OPEN}))
        self.actor = actor
        for name, (choices, nothing) in (known or all_known()).items():
            choose_from(self, name, choices, nothing=nothing)
        self.full_clean()
        self.query = urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)]) or "state="

    @cached_property
    def hits(self) -> search.Hits | None:
        """What the words find; None when there are none."""
        return search.find(KeyTask.found_by, self.cleaned_data.get("q", ""))

    def page(self, after: str = "", limit: int = 0, only: Q | None = None) -> paging.Page[KeyTask]:
        """A page of the list within the open scope, or `only` of some of it."""
        limit, order = limit or PER_PAGE, ORDERS[self.cleaned_data.get("sort", "")]
        asked, parts = self._divided(order)
        asked = asked if only is None else asked & only
        if self.hits is not None:
            return search.sifted(KeyTask, asked, order, self.hits, limit=limit, after=after, parts=parts)
        rows = KeyTask._unfiltered().filter(asked)
        return paging.page(rows, order, limit=limit, after=after, parts=parts)

    def parts(self, found: paging.Page[KeyTask]) -> int | None:
        """How many of what `found` is a page of are parts of other tasks; None where that is asked for already, or
        where too many were found to be counted."""
        if found.capped or self.cleaned_data.get("level"):
            return None
        return self.page(limit=1, only=PARTS).count

    def rows(self) -> QuerySet[KeyTask]:
        """The tasks that fit, without the scope, which whoever counts them adds per grant."""
        asked = self._asked(*CONDITIONS)
        rows = KeyTask._unfiltered().filter(asked)
        if self.hits is None:
            return rows
        known = search.visible_hits(KeyTask, asked, self.hits)
        return rows.filter(queries.says(self.cleaned_data["q"]) if known is None else Q(pk__in=known))

    def _asked(self, *names: str) -> Q:
        """What the named fields ask for. What is no choice narrows nothing."""
        found = Q()
        for name in names:
            if value := self.cleaned_data.get(name):
                found &= CONDITIONS[name](value, self.actor)
        return found

    def _divided(self, order: tuple[str, ...]) -> tuple[Q, tuple[Q, ...]]:
        """What is asked for, and the states apart where the indexes lead with them, so that what is finished need not
        be read past."""
        said = self.cleaned_data
        states = {OPEN: STILL_OPEN}.get(said.get("state", ""), ())
        if said.get("overdue"):
            states = tuple(state for state in NOT_SUBMITTED if said.get("state") in ("", OPEN, state))
        if not states or order[0].lstrip("-") != "due":
            return self._asked(*CONDITIONS), (Q(),)
        asked = self._asked(*(name for name in CONDITIONS if name not in ("state", "overdue")))
        late = Q(due__lt=clock.today()) if said.get("overdue") else Q()
        return asked & late, tuple(Q(state=state) for state in states)

    @property
    def folded(self) -> list[str]:
        """The names of the fields that are asked for more seldom."""
        return list(MORE)

    @property
    def unfolded(self) -> bool:
        """True when one of them is asked for."""
        return any(self.data.get(name) for name in MORE)

    @property
    def told(self) -> list[tuple[str, str]]:
        """What the list is narrowed by, label and value, as a paper says it."""
        found = []
        for name, value in self.cleaned_data.items():
            if value and name != "sort":
                field = self.fields[name]
                known = {str(key): label for key, label in getattr(field, "choices", ())}
                shown = known.get(str(value))
                found.append((str(field.label), str(shown or (gettext("是") if value is True else _shown(value)))))
        return found


def all_known() -> Known:
    """What may be chosen, asked for once where several filters are made."""
    return {
        "state": (
            [(OPEN, gettext("在办（未办结）")), *((key, gettext(label)) for key, label in TASK.choices())],
            gettext("全部"),
        ),
        "lead": (_leads(), gettext("全部")),
        "own": ([("lead", gettext("本单位牵头")), ("assist", gettext("本单位配合"))], gettext("不限")),
        "sort": (
            [("late", gettext("时限从远到近")), ("changed", gettext("最近办理在前"))],
            gettext("时限从近到远"),
        ),
        "level": ([(WHOLE, gettext("整项任务")), (PART, gettext("分解任务"))], gettext("全部")),
        "light": ([(one.value, gettext(one.label)) for one in Colour], gettext("全部")),
        "action": (queries.action_choices(), gettext("全部")),
        "plan": (queries.plan_choices(), gettext("全部")),
        "district": ([(card.id, card.short_name) for card in orgs.districts()], gettext("全部")),
    }


def _shown(value: Any) -> str:
    return clock.in_words(value) if hasattr(value, "year") else str(value)


def _leads() -> list[tuple[Any, str]]:
    return [(card.id, card.name) for card in queries.leading_units()]


def _own(value: str, actor: Actor) -> Q:
    units = {grant.unit for grant in actor.grants}
    return Q(lead_unit__in=units) if value == "lead" else queries.assisted_by(units)


def _plan(value: str, _actor: Actor) -> Q:
    return Q(measure__isnull=True) if value == "0" else Q(measure__in=queries.measures_of(int(value)))


CONDITIONS: dict[str, Callable[[Any, Actor], Q]] = {
    "level": lambda level, _actor: PARTS if level == PART else ~PARTS,
    "state": lambda key, _actor: Q(state__in=STILL_OPEN) if key == OPEN else Q(state=key),
    "lead": lambda unit, _actor: Q(lead_unit=unit),
    "own": _own,
    "overdue": lambda _yes, _actor: Q(state__in=NOT_SUBMITTED, due__lt=clock.today()),
    "light": lambda colour, _actor: Q(pk__in=queries.in_light(Colour(colour))),
    "action": lambda action, _actor: Q(action__isnull=True) if action == "0" else Q(action=action),
    "plan": _plan,
    "district": lambda district, _actor: Q(district=district),
    "due_from": lambda first, _actor: Q(due__gte=first),
    "due_to": lambda last, _actor: Q(due__lte=last),
    "changed": lambda _yes, actor: Q(pk__in=queries.changed_since(queries.desk_of(actor.id)).lines),
}
