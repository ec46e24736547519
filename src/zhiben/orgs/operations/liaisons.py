"""Who speaks for a unit: named, succeeded, confirmed once a quarter; out of a workbook, and out again with the import
that had brought them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhiben.foundation import audit, secrets
from zhiben.foundation.importing import amended, compare, made
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem, Incomplete, NotAllowed, Refused
from zhiben.kernel.periods import quarter_of
from zhiben.kernel.rights import SYSTEM, Actor, Grant
from zhiben.kernel.sheet import Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import LiaisonConfirmation, LiaisonPerson, Person
from zhiben.orgs.operations.phones import FIELD, liaison_texts, still_covered, uncovered
from zhiben.orgs.queries.unit_cards import unit_coordinates
from zhiben.orgs.vocab import LiaisonPart

WORDS = ("name", "post", "phone")
UNTOLD = N_("（略）")
"""What an import notes of a telephone that stood there, and of one that came."""


@dataclass(frozen=True, slots=True)
class LiaisonDraft:
    """A liaison person as the unit names them; `person` is the id of an account, 0 for none. The telephone: None leaves
    what is kept of that person, an empty one is forgotten."""

    name: str
    post: str = ""
    phone: str | None = field(default=None, repr=False)
    person: int = 0


def set_liaison(unit: int, part: LiaisonPart, draft: LiaisonDraft, *, actor: Actor) -> LiaisonPerson:
    """Name a unit's liaison person or deputy. Another name succeeds from today, and who was before stays on record; the
    same name is corrected. Raises NotAllowed, Incomplete."""
    grant = policy.must_name_liaisons(actor, unit, unit_coordinates([unit])[unit])
    if not draft.name.strip():
        raise Incomplete(N_("请核对所填内容"), fields={"name": N_("请填写姓名")})
    if draft.person and not Person.objects.filter(pk=draft.person, is_active=True).exists():
        raise Incomplete(N_("请核对所填内容"), fields={"person": N_("没有这个账号，或已停用")})
    with audit.batch():
        standing = LiaisonPerson.objects.select_for_update().filter(unit=unit, part=part, valid_to__isnull=True).first()
        return _named(unit, part, draft, standing, actor, grant)


def must_name_liaisons(actor: Actor, unit: int) -> None:
    """Raise NotAllowed unless the person may say who speaks for a unit."""
    policy.must_name_liaisons(actor, unit, unit_coordinates([unit])[unit])


def confirm_liaisons(unit: int, *, actor: Actor) -> LiaisonConfirmation:
    """A unit says that its liaison persons are still these, once a quarter; saying it again changes nothing. Raises
    NotAllowed for who does not work there, Refused as long as no liaison person is named."""
    grant = policy.answering(actor, unit)
    if grant is None and actor is not SYSTEM:
        raise NotAllowed(N_("联络人由本单位工作人员确认"))
    if not LiaisonPerson.objects.filter(unit=unit, part=LiaisonPart.FIRST, valid_to__isnull=True).exists():
        raise Refused(N_("请先登记联络人，再作确认"))
    quarter = quarter_of(clock.today())
    with audit.batch():
        row, new = LiaisonConfirmation.objects.get_or_create(
            unit_id=unit,
            quarter=quarter.first,
            defaults={"confirmed_at": clock.now(), "confirmed_by": actor.id},
        )
        if new:
            facts = {"quarter": quarter.first}
            audit.record("confirm_liaisons", actor, subject=("orgs.unit", unit), facts=facts, grant=grant)
    return row


def _named(
    unit: int, part: str, draft: LiaisonDraft, standing: LiaisonPerson | None, actor: Actor, grant: Grant | None
) -> LiaisonPerson:
    """The row that says `draft` from today on: a new one for another person, the standing one for the same, or for one
    who was named today only."""
    today = clock.today()
    row = standing
    before = "" if standing is None else standing.name
    if standing is None or (standing.name != draft.name.strip() and standing.valid_from < today):
        if standing is not None:
            LiaisonPerson.objects.filter(pk=standing.pk).update(valid_to=today)
        row = LiaisonPerson(unit_id=unit, part=part, valid_from=today)
    assert row is not None  # noqa: S101 - one of the two ways above
    other = before != draft.name.strip()
    row.name, row.post = draft.name.strip(), draft.post.strip()
    row.person_id = draft.person or None
    row.save()
    if draft.phone is not None or other:
        secrets.keep(row, FIELD, draft.phone or "")
    facts = {"part": part, "name": row.name, "post": row.post, "before": before, "row": row.pk}
    audit.record("set_liaison", actor, subject=("orgs.unit", unit), facts=facts, grant=grant)
    return row


# Workbooks


def _value(row: LiaisonPerson, column: str) -> Value:
    value: Value = row.unit_id if column == "unit" else getattr(row, column)
    return value


def examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows of units for which the person may not speak, and telephones that are covered."""
    problems = outside(rows, actor)
    return problems or still_covered(rows, _standing())


def _standing() -> list[LiaisonPerson]:
    return list(LiaisonPerson.objects.filter(valid_to__isnull=True).select_related("unit"))


def outside(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows of units for which the person may not speak."""
    units = {int(str(row.values["unit"])) for row in rows if row.values.get("unit")}
    places = unit_coordinates(units)
    refused = {unit for unit in units if actor is not SYSTEM and not policy.naming_liaisons(actor, unit, places[unit])}
    sentence = N_("该单位不在您的辖区内")
    return [row.problem("unit", "outside", sentence) for row in rows if row.values.get("unit") in refused]


def take_liaisons(rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """Liaison persons, new ones, successors and corrections. Rows of units outside of the person's area have been
    refused before."""
    standing = _standing()
    texts = liaison_texts(standing)

    def value_of(row: LiaisonPerson, column: str) -> Value:
        return texts.get(row.pk, "") if column == FIELD else _value(row, column)

    compared = compare(uncovered(rows, standing), standing, key=("unit", "part"), value_of=value_of)
    effects = []
    with audit.batch():
        for row in compared.new:
            draft = _said(row.values)
            one = _taken(int(str(row.values["unit"])), str(row.values["part"]), draft, None, actor)
            effects.append(made(row, one, str(one)))
        for person, row, changes in compared.changed:
            said = {name: changes.get(name, getattr(person, name)) for name in WORDS if name != FIELD}
            said |= {FIELD: changes.get(FIELD, row.values.get(FIELD))}
            told = {name: (_value(person, name), value) for name, value in changes.items() if name != FIELD}
            if FIELD in changes:
                told[FIELD] = (UNTOLD if person.pk in texts else "", UNTOLD if changes[FIELD] else "")
            same = said["name"] == person.name
            draft = _said(said, person=(person.person_id or 0) if same else 0)
            one = _taken(person.unit_id, person.part, draft, person, actor)
            effects.append(amended(row, one, str(one), told, columns=columns))
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _said(values: Mapping[str, Value], person: int = 0) -> LiaisonDraft:
    phone = values.get(FIELD)
    name, post = (str(values.get(word) or "") for word in WORDS if word != FIELD)
    return LiaisonDraft(name, post, None if phone is None else str(phone), person)


def _taken(unit: int, part: str, draft: LiaisonDraft, standing: LiaisonPerson | None, actor: Actor) -> LiaisonPerson:
    grant = policy.must_name_liaisons(actor, unit, unit_coordinates([unit])[unit])
    return _named(unit, part, draft, standing, actor, grant)


def take_liaisons_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out who was named by an import, let those whom they succeeded stand again, and say of the others what was
    said before. Raises NotAllowed."""
    rows = LiaisonPerson.objects.in_bulk([one.record for one in effects])
    with audit.batch():
        for one in effects:
            row = rows[one.record]
            grant = policy.must_name_liaisons(actor, row.unit_id, unit_coordinates([row.unit_id])[row.unit_id])
            _taken_back(row, one)
            facts = {"part": row.part, "name": row.name, "row": row.pk}
            audit.record("remove_liaison", actor, subject=("orgs.unit", row.unit_id), facts=facts, grant=grant)


def _taken_back(row: LiaisonPerson, effect: Effect) -> None:
    succeeded = LiaisonPerson.objects.filter(unit=row.unit_id, part=row.part, valid_to=row.valid_from).last()
    renamed = any(change.column == "name" for change in effect.changes)
    if effect.created or (renamed and succeeded is not None):
        secrets.forget(row)
        LiaisonPerson.objects.filter(pk=row.pk).delete()
        if succeeded is not None and renamed:
            LiaisonPerson.objects.filter(pk=succeeded.pk).update(valid_to=None)
        return
    before = {change.column: change.before for change in effect.changes}
    if before.pop(FIELD, UNTOLD) == "":
        secrets.keep(row, FIELD, "")
    if before:
        LiaisonPerson.objects.filter(pk=row.pk).update(**before)
