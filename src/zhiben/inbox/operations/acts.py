"""Imports kept as acts: what each row did to which record, written in the import's own transaction; and taken back as
one act, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps

from zhiben.foundation import audit
from zhiben.foundation.files.models import StoredFile
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.importing.undoing import marks_of, take_back
from zhiben.foundation.inserting import insert
from zhiben.foundation.jobs import ask, conclude, progress, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import scope
from zhiben.foundation.scope.models import Scoped
from zhiben.inbox import policy
from zhiben.inbox.models import ImportAct, ImportedRow
from zhiben.inbox.queries import import_act
from zhiben.inbox.reading import as_json
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.sheet import Change, Effect, Sheet, catalogue
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PART = 1_000
LONGEST_REASON = 200


def keep_act(
    sheet: Sheet, report: ImportReport, *, name: str, stored: StoredFile | None, actor: Actor, grant: Grant | None
) -> ImportAct:
    """The act of an import that has just been written, with what each row did; belongs to its transaction."""
    act = ImportAct(
        person=actor.id,
        unit=grant.unit if grant else 0,
        at=clock.now(),
        sheet=sheet.name,
        file=stored,
        name=name[:160],
        sha256=report.sha256,
        reading=as_json(report.reading),
        effects_sha256=report.effects_sha256,
        **{count: getattr(report, count) for count in ("read", "created", "updated", "unchanged")},
    )
    if grant is not None:
        act.place_at(grant.at)
    act.save()
    marks = marks_of(sheet, report.effects)
    insert([_row(act, one, marks.get(one.record, "")) for one in report.effects])
    return act


def _row(act: ImportAct, effect: Effect, mark: str) -> ImportedRow:
    changes = [[one.column, one.before, one.after, one.was] for one in effect.changes]
    return ImportedRow(
        act=act,
        row=effect.row,
        model=effect.model,
        record=effect.record,
        label=effect.label[:260],
        mark=mark,
        stands=mark,
        changes=changes or None,
    )


def effect_of(row: ImportedRow) -> Effect:
    """What a row did, as the import has told it."""
    changes = tuple(Change(*one) for one in row.changes or ())
    return Effect(row.row, row.model, row.record, row.label, changes)


def ask_undo(act: ImportAct, *, actor: Actor, reason: str) -> Job:
    """Have an import taken back in the background; asking twice asks once, unless it was refused. Raises Refused
    without a reason."""
    _must_undo(act, actor)
    _must_say_why(reason)
    title = N_("撤销导入{title}：{name}").format(title=catalogue()[act.sheet].title, name=act.name)
    arguments = {"act": act.pk, "person": actor.id, "reason": reason.strip()}
    return ask(undo_import, arguments, actor_id=actor.id, title=title[:120], key=f"undo:{act.pk}")


@task(title="撤销导入", attempts=1)
def undo_import(act: int, person: int, reason: str) -> dict[str, Any]:
    """Take an import back in a person's name; the result counts records."""
    actor = orgs.actor_of(person)
    progress(0, 2, N_("正在撤销"))
    with scope(actor), audit.batch():
        one = undo(import_act(act, actor), actor=actor, reason=reason)
        result = {"undone": one.created + one.updated, "act": one.pk}
        progress(2, 2, N_("已撤销"))
        conclude(result)
    return result


def undo(act: ImportAct, *, actor: Actor, reason: str) -> ImportAct:
    """Take an import back: what it has brought goes out, what it has changed is as before, all or nothing. Raises
    NotAllowed, Conflict when a record has moved on since, Refused without a reason or when a rule stands against it."""
    grant = _must_undo(act, actor)
    _must_say_why(reason)
    with audit.batch():
        held = ImportAct.objects.select_for_update().get(pk=act.pk)
        if held.undone_at is not None:
            raise Conflict(N_("这次导入已经撤销"))
        rows = list(held.rows.order_by("pk"))
        if not rows:
            raise Refused(N_("这次导入没有改动任何记录，无需撤销"))
        _must_see_all(rows)
        sheet = catalogue()[held.sheet]
        take_back(sheet, [(effect_of(row), row.stands) for row in rows], actor=actor)
        _pass_marks_on(held, rows, sheet)
        held.undone_at, held.undone_by, held.undone_reason = clock.now(), actor.id, reason.strip()
        held.save(update_fields=["undone_at", "undone_by", "undone_reason"])
        facts = {"file": held.name, "sha256": held.sha256, "effects_sha256": held.effects_sha256, "records": len(rows)}
        facts |= {"reason": held.undone_reason}
        audit.record("undo_import", actor, subject=(f"sheet.{held.sheet}", held.pk), facts=facts, grant=grant)
    return held


def _pass_marks_on(act: ImportAct, rows: Sequence[ImportedRow], sheet: Sheet) -> None:
    """A record whose last change was this act's is now as the import before had left it: that one, too, can be taken
    back then. Marks that tell the values say so by themselves; counted ones are passed on."""
    if sheet.undo is None or not sheet.undo.counted:
        return
    changed = {row.record: row for row in rows if row.changes}
    before: dict[int, ImportedRow] = {}
    earlier = ImportedRow.objects.filter(record__in=list(changed), act__lt=act.pk, act__undone_at__isnull=True)
    for row in earlier.filter(model__in={row.model for row in rows}).order_by("act"):
        before[row.record] = row
    following = [row for record, row in before.items() if int(changed[record].mark) == int(row.mark) + 1]
    now = sheet.undo.marks([row.record for row in following])
    for row in following:
        row.stands = now[row.record]
    ImportedRow.objects.bulk_update(following, ["stands"], batch_size=PART)


def _must_undo(act: ImportAct, actor: Actor) -> Grant | None:
    sheet = catalogue()[act.sheet]
    grant = policy.undoing(actor, act)
    if grant is None:
        raise NotAllowed(N_("只有能在当地导入“{title}”的人才能撤销"), title=sheet.title)
    if sheet.undo is None:
        raise Refused(N_("“{title}”的导入不能撤销：{why}"), title=sheet.title, why=sheet.stands)
    return grant


def _must_say_why(reason: str) -> None:
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Refused(N_("请写明撤销的理由，不超过{limit}个字"), limit=LONGEST_REASON)


def _must_see_all(rows: Sequence[ImportedRow]) -> None:
    """Nobody takes back what they do not see; how many there are elsewhere is told by the page already."""
    for label in {row.model for row in rows}:
        model = apps.get_model(label)
        if issubclass(model, Scoped):
            wanted = {row.record for row in rows if row.model == label}
            if len(wanted) != _count(model, wanted):
                raise Refused(N_("其中有不在您查看范围内或已不存在的记录，不能整批撤销"))


def _count(model: type[Scoped], records: Iterable[int]) -> int:
    ids = list(records)
    return sum(model.objects.filter(pk__in=ids[start : start + PART]).count() for start in range(0, len(ids), PART))
