"""Taking an import back as one act: only while every record still bears the mark with which the import left it. How a
record is taken out or put back is the affair of its sheet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import AutoField, Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _

from zhiben.foundation.scope.models import unfiltered
from zhiben.foundation.secrets import kept_since
from zhiben.kernel.errors import Conflict, Refused
from zhiben.kernel.sheet import Effect, Marks
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.foundation.lifecycle.models import Living
    from zhiben.kernel.rights import Actor
    from zhiben.kernel.sheet import Sheet

PART = 5_000
NAMED = 5
"""So many records a refusal names; the page lists them all."""


@dataclass(frozen=True, slots=True)
class MovedOn:
    """A record that is no longer as the import left it, and why, in words."""

    effect: Effect
    why: str


def versions(model: type[Living]) -> Marks:
    """Marks of records with a machine: every move, amendment and act beside them counts their version on."""

    def marks(records: Sequence[int]) -> Mapping[int, str]:
        return {
            pk: str(version) for part in _parts(model, records) for pk, version in part.values_list("pk", "version")
        }

    return marks


def values(model: type[Model], *columns: str, apart: str = "") -> Marks:
    """Marks of records without a machine: what stands in their columns, and when the secret field `apart` was last
    set."""
    since = kept_since(model._meta.label_lower, apart) if apart else None

    def marks(records: Sequence[int]) -> Mapping[int, str]:
        told = since(records) if since else {}
        return {
            pk: hashlib.sha256(
                json.dumps([*rest, *([told.get(pk, "")] if since else [])], cls=DjangoJSONEncoder).encode()
            ).hexdigest()[:32]
            for part in _parts(model, records)
            for pk, *rest in part.values_list("pk", *columns)
        }

    return marks


def _parts(model: type[Model], records: Sequence[int]) -> Iterator[QuerySet[Any]]:
    """All of them whoever asks: somebody may have moved a record out of the importer's sight."""
    for start in range(0, len(records), PART):
        yield unfiltered(model).filter(pk__in=records[start : start + PART])


def marks_of(sheet: Sheet, effects: Sequence[Effect]) -> Mapping[int, str]:
    """The marks that the records bear now."""
    return sheet.undo.marks([one.record for one in effects]) if sheet.undo else {}


def moved_on(sheet: Sheet, left: Sequence[tuple[Effect, str]]) -> list[MovedOn]:
    """The records, of effects with the marks with which they were left, that somebody has touched since."""
    now = marks_of(sheet, [effect for effect, _mark in left])
    return [
        MovedOn(effect, _("已有后续改动") if effect.record in now else _("已不存在"))
        for effect, mark in left
        if now.get(effect.record) != mark
    ]


def take_back(sheet: Sheet, left: Sequence[tuple[Effect, str]], *, actor: Actor) -> None:
    """Undo effects, all or none, within the caller's transaction. Raises Refused where the sheet has no way back or a
    rule stands against it, Conflict when a record has moved on."""
    if sheet.undo is None:
        raise Refused(N_("“{title}”的导入不能撤销：{why}"), title=sheet.title, why=sheet.stands)
    _hold([effect for effect, _mark in left])
    if found := moved_on(sheet, left):
        raise Conflict(
            N_("{count}条记录在导入后已有改动，不能撤销：{names}"),
            count=len(found),
            names="、".join(one.effect.label for one in found[:NAMED]),
        )
    sheet.undo.take_back([effect for effect, _mark in left], actor)


def _hold(effects: Sequence[Effect]) -> None:
    """Hold the records until the transaction ends, so that nobody moves one between the look at its mark and the
    undoing; where the database has a single writer, that is so anyway."""
    for label in sorted({one.model for one in effects}):
        model = apps.get_model(label)
        if isinstance(model._meta.pk, AutoField):
            records = sorted(one.record for one in effects if one.model == label)
            for part in _parts(model, records):
                list(part.select_for_update().order_by("pk").values_list("pk"))


def must_stand_alone(
    model: type[Model],
    records: Collection[int],
    labels: Mapping[int, str],
    *,
    apart_from: Collection[type[Model]] = (),
) -> None:
    """Hold rows that are to be deleted, and raise Refused naming those to which others refer, whoever sees them;
    `apart_from` go with them."""
    ids = list(unfiltered(model).filter(pk__in=records).select_for_update().order_by("pk").values_list("pk", flat=True))
    used: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in apart_from:
            rows: Any = unfiltered(relation.related_model).filter(**{f"{relation.field.name}__in": ids})
            used |= set(rows.values_list(relation.field.attname, flat=True))
    if used:
        names = "、".join(labels[pk] for pk in sorted(used)[:NAMED])
        raise Refused(N_("{count}条记录已被使用，不能撤销：{names}"), count=len(used), names=names)


def refuse_some(against: Mapping[str, str]) -> None:
    """Raise Refused when there is something against putting back a record, by its label."""
    if against:
        told = "；".join(f"{label}：{why}" for label, why in list(against.items())[:NAMED])
        raise Refused(N_("{count}条记录不能恢复原值：{told}"), count=len(against), told=told)
