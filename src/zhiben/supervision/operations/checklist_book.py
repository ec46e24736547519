"""Checklists out of a workbook, and out again with the import that had brought them: the rows of one checklist are a
new edition of it, or the first, and where they say what stands nothing is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.foundation import audit
from zhiben.foundation.importing import made, must_stand_alone, several_names
from zhiben.foundation.importing.lookups import directory
from zhiben.hazards.queries import criteria
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Effect, Row, WriteResult
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.models import Checklist, Edition, Item
from zhiben.supervision.operations.checklists import (
    ChecklistDraft,
    ItemDraft,
    add_checklist,
    add_edition,
    amend_checklist,
    says,
)
from zhiben.supervision.vocab import About, Becomes, Kind

HEAD = ("about", "sectors", "departments", "kinds", "valid_from", "note")
"""Columns that say something of the whole checklist: the first row that fills one says it for all."""
KINDS = {kind.label: kind.value for kind in Kind}


@dataclass(frozen=True, slots=True)
class Told:
    """One checklist as the file tells it: its rows, and what they say of the whole of it."""

    title: str
    rows: Sequence[Row]
    head: Mapping[str, object]

    @property
    def valid_from(self) -> date | None:
        """From when on; None where the file does not say."""
        day = self.head.get("valid_from")
        return day if isinstance(day, date) else None


def examine_checklists(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Clauses, sectors, departments and kinds that nobody knows, and rows of one checklist that differ on it."""
    catalogue, day = criteria.Catalogue(), clock.today()
    problems = []
    for row in rows:
        clause = str(row.values.get("clause") or "")
        if clause and catalogue.cited(clause, day) is None:
            problems.append(row.problem("clause", "unknown_clause", catalogue.why_not(clause, day)))
        for key, lookup in (("sectors", "sector"), ("departments", "unit")):
            problems += [
                row.problem(key, "unknown_name", N_("系统中没有这个名称，或有多个同名的"), name=name)
                for name in _names(row, key)
                if len(directory(lookup, actor).find(name)) != 1
            ]
        wrong = [name for name in _names(row, "kinds") if name not in KINDS]
        if wrong:
            problems.append(row.problem("kinds", "unknown_kind", N_("没有这种督导"), expected="、".join(KINDS)))
    return problems + list(_differing(rows))


def _names(row: Row, key: str) -> list[str]:
    return several_names(str(row.values.get(key) or ""))


def _differing(rows: Sequence[Row]) -> list[CellProblem]:
    first: dict[tuple[str, str], object] = {}
    problems = []
    for row in rows:
        title = str(row.values.get("checklist") or "")
        for key in HEAD:
            value = row.values.get(key)
            if value not in (None, "") and first.setdefault((title, key), value) != value:
                sentence = N_("同一张检查表的各行，这一列应相同，或只在第一行填写")
                problems.append(row.problem(key, "differs_within_checklist", sentence))
    return problems


def take_checklists(rows: Sequence[Row], *, actor: Actor, source: str) -> WriteResult:
    """New checklists of the person's own office, and new editions of those that it has. Raises NotAllowed, BadInput."""
    office = policy.own_office(actor, N_("检查表由安委办的经办人员导入"))
    catalogue, today = criteria.Catalogue(), clock.today()
    standing = {one.title: one for one in Checklist.objects.filter(office=office)}
    effects, problems, unchanged = list[Effect](), list[CellProblem](), 0
    for told in _by_checklist(rows):
        items = [_item(row, catalogue, today) for row in told.rows]
        try:
            edition = _taken(office, told, items, standing.get(told.title), actor, source)
        except Incomplete as error:
            key = "valid_from" if "valid_from" in error.fields else "checklist"
            problems.append(told.rows[0].problem(key, error.code, next(iter(error.fields.values()))))
            continue
        if edition is None:
            unchanged += len(told.rows)
            continue
        by_text = {item.text: item for item in edition.items.all()}
        for row, draft in zip(told.rows, items, strict=True):
            item = by_text[" ".join(draft.text.split())]
            effects.append(made(row, item, f"{told.title}·{item.position}"))
    if problems:
        raise BadInput(problems)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(effects), 0, unchanged, tuple(effects))


def _by_checklist(rows: Sequence[Row]) -> list[Told]:
    by_title: dict[str, list[Row]] = {}
    for row in rows:
        by_title.setdefault(str(row.values["checklist"]).strip(), []).append(row)
    found = []
    for title, some in by_title.items():
        head = {key: _first(some, key) for key in HEAD if any(key in row.values for row in some)}
        found.append(Told(title, some, head))
    return found


def _first(rows: Sequence[Row], key: str) -> object:
    return next((row.values[key] for row in rows if row.values.get(key) not in (None, "")), None)


def _item(row: Row, catalogue: criteria.Catalogue, day: date) -> ItemDraft:
    clause = catalogue.cited(str(row.values.get("clause") or ""), day)
    return ItemDraft(
        str(row.values["text"]),
        str(row.values.get("section") or ""),
        clause.pk if clause else 0,
        str(row.values.get("basis") or ""),
        str(row.values.get("becomes") or Becomes.HAZARD),
    )


def _taken(
    office: int, told: Told, items: Sequence[ItemDraft], one: Checklist | None, actor: Actor, source: str
) -> Edition | None:
    """The edition that a checklist has through the file; None where the last one says the same."""
    draft = _draft(told, one, actor)
    if one is None:
        made_new = add_checklist(office, draft, items, valid_from=told.valid_from, source=source, actor=actor)
        return made_new.editions.get()
    if draft != drafted(one):
        amend_checklist(one, draft, retired_on=one.retired_on, actor=actor)
    if says(one.editions.order_by("-number")[0], items):
        return None
    return add_edition(one, items, valid_from=told.valid_from, source=source, actor=actor)


def drafted(one: Checklist) -> ChecklistDraft:
    """What a checklist is called and where it is brought along."""
    return ChecklistDraft(one.title, one.about, tuple(one.sectors), tuple(one.departments), tuple(one.kinds), one.note)


def _draft(told: Told, one: Checklist | None, actor: Actor) -> ChecklistDraft:
    """What the file says of the whole checklist; what it does not say stays."""
    was = drafted(one) if one else ChecklistDraft(told.title)

    def ids(key: str, lookup: str, before: Sequence[int]) -> tuple[int, ...]:
        names = several_names(str(told.head.get(key) or ""))
        found = {pk for name in names for pk in directory(lookup, actor).find(name)}
        return tuple(sorted(found)) if names else tuple(before)

    kinds = tuple(sorted(KINDS[name] for name in several_names(str(told.head.get("kinds") or ""))))
    return ChecklistDraft(
        told.title,
        str(told.head.get("about") or was.about or About.SITES),
        ids("sectors", "sector", was.sectors),
        ids("departments", "unit", was.departments),
        kinds or was.kinds,
        str(told.head.get("note") or was.note),
    )


def take_checklists_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Remove the editions that an import has brought, and checklists of which nothing is left. Raises Refused for an
    edition that was used on a visit."""
    labels = {one.record: one.label for one in effects}
    must_stand_alone(Item, list(labels), labels)
    editions = {row.pk: row for row in Edition.objects.filter(items__in=list(labels)).select_related("checklist")}
    must_stand_alone(Edition, list(editions), {pk: str(row) for pk, row in editions.items()}, apart_from=(Item,))
    with audit.batch():
        for edition in sorted(editions.values(), key=lambda row: -row.pk):
            one = edition.checklist
            grant = policy.must_keep_checklists(actor, one.office_id)
            Item.objects.filter(edition=edition).delete()
            number = edition.number
            edition.delete()
            facts = {"title": one.title, "number": number}
            audit.record("remove_edition", actor, subject=(one._meta.label_lower, one.pk), facts=facts, grant=grant)
            if not one.editions.exists():
                one.delete()
