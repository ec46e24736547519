"""Keeping the register of experts, and which sectors go first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiben.assistance import policy
from zhiben.assistance.models import Expert, HelpRequest, HighRisk
from zhiben.assistance.vocab import TOPICS
from zhiben.foundation import audit, secrets
from zhiben.foundation.importing import amended, compare, made
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

SUBJECT = "assistance.expert"


@dataclass(frozen=True, slots=True)
class ExpertDraft:
    """What is told of an expert; `valid_to` is the last day, None: without end. Fields stand in one line, parted by 、.
    The telephone: None leaves it as it is, an empty one is forgotten."""

    name: str
    employer: str
    fields: str
    valid_from: date
    valid_to: date | None = None
    phone: str | None = field(default=None, repr=False)


PLAIN = ("name", "employer", "fields", "valid_from", "valid_to")
"""What stands in the register itself."""
PHONE = secrets.declare(
    secrets.SecretKind(
        SUBJECT,
        "phone",
        N_("专家电话"),
        (
            secrets.Purpose("arrange", N_("联系专家安排帮扶")),
            secrets.Purpose("check", N_("核对登记是否有误（只看尾号）"), whole=False),
        ),
    )
)


def set_expert(draft: ExpertDraft, *, actor: Actor, standing: Expert | None = None) -> Expert:
    """Enter an expert, or mend a standing one. Raises NotAllowed, Incomplete."""
    grant = policy.must_keep(actor, standing) if standing else policy.must_arrange(actor)
    expert = standing or Expert(unit=grant.unit if grant else 0)
    if wrong := _wrong(draft, expert):
        raise Incomplete(N_("请先补正下列内容"), fields=wrong)
    changed = _changed(draft, standing)
    if not changed:
        return expert
    for name, value in changed.items():
        if name in PLAIN:
            setattr(expert, name, value)
    if standing is None and grant:
        expert.place_at(grant.at)
    with audit.batch():
        expert.save()
        if draft.phone is not None:
            secrets.keep(expert, "phone", draft.phone)
        facts = {name: audit_value(name, value) for name, value in changed.items()}
        verb = "amend_expert" if standing else "add_expert"
        audit.record(verb, actor, subject=(SUBJECT, expert.pk), facts=facts, grant=grant)
    return expert


def _wrong(draft: ExpertDraft, expert: Expert) -> dict[str, str]:
    wrong = {name: N_("不能为空") for name in ("name", "employer", "fields") if not getattr(draft, name).strip()}
    if draft.valid_to and draft.valid_to < draft.valid_from:
        wrong["valid_to"] = N_("不能早于任期开始")
    twin = Expert._unfiltered().filter(name=draft.name, employer=draft.employer, unit=expert.unit).exclude(pk=expert.pk)
    if twin.exists():
        wrong["name"] = N_("这位专家已登记")
    return wrong


def _changed(draft: ExpertDraft, standing: Expert | None) -> dict[str, Any]:
    """What is told anew. A telephone that is told counts as new: nobody reads the old one to compare."""
    said = {name: getattr(draft, name) for name in PLAIN}
    changed = {name: value for name, value in said.items() if not standing or getattr(standing, name) != value}
    return changed if draft.phone is None else changed | {"phone": draft.phone}


def disclose_phone(expert: Expert, purpose: str, reason: str = "", *, actor: Actor) -> str:
    """The telephone, or its end, for a purpose; noted. Raises NotAllowed, Incomplete, Refused."""
    grant = policy.must_keep(actor, expert)
    return secrets.disclose(expert, "phone", purpose=purpose, reason=reason, actor=actor, grant=grant)


def audit_value(name: str, value: Any) -> Any:
    """What the ledger keeps of a fact: no telephone."""
    if name == "phone":
        return N_("（略）") if value else ""
    return value.isoformat() if isinstance(value, date) else value


def mark_high_risk(sectors: Collection[int], *, actor: Actor) -> None:
    """Let exactly these sectors (ids) be marked as high-risk. Raises NotAllowed."""
    grant = policy.must_mark(actor)
    known, wanted = dict(HighRisk.objects.values_list("sector", "default")), set(sectors)
    if set(known) == wanted and not any(known.values()):
        return
    with audit.batch():
        HighRisk.objects.exclude(sector__in=wanted).delete()
        HighRisk.objects.update(default=False)
        new = [HighRisk(sector_id=one, default=False, marked_at=clock.now()) for one in sorted(wanted - set(known))]
        HighRisk.objects.bulk_create(new)
        facts = {"sectors": sorted(wanted), "before": sorted(known)}
        audit.record("mark_high_risk", actor, subject=("assistance.highrisk", 0), facts=facts, grant=grant)


def mark_defaults(*, actor: Actor) -> int:
    """Mark, where nothing is marked yet, the sectors whose names have one of the default words; how many that are."""
    policy.must_mark(actor)
    if HighRisk.objects.exists():
        return 0
    found = [pk for pk, name in orgs.sectors() if any(topic in name for topic in TOPICS)]
    with audit.batch():
        HighRisk.objects.bulk_create([HighRisk(sector_id=pk, marked_at=clock.now()) for pk in found])
        facts = {"sectors": sorted(found), "default": True}
        audit.record("mark_high_risk", actor, subject=("assistance.highrisk", 0), facts=facts)
    return len(found)


# Workbook


def value_of(expert: Expert, column: str) -> Value:
    """What an expert's row says in a column of the sheet."""
    value: Value = getattr(expert, column)
    return value


def examine_experts(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows whose term ends before it begins."""
    problems = []
    for row in rows:
        first, last = row.values.get("valid_from"), row.values.get("valid_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            problems.append(row.problem("valid_to", "backward", N_("不能早于任期开始")))
    return problems


def take_experts(rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """New experts of the person's unit, and corrections."""
    grant = policy.must_arrange(actor)
    own = Expert.objects.all() if grant is None else Expert.objects.filter(unit=grant.unit)
    compared = compare(rows, list(own), key=("name", "employer"), value_of=value_of)
    effects: list[Effect] = []
    with audit.batch():
        for row in compared.new:
            expert = set_expert(_draft(row.values), actor=actor)
            effects.append(made(row, expert, str(expert)))
        for expert, row, changes in compared.changed:
            before = {name: (value_of(expert, name), value) for name, value in changes.items()}
            effects.append(amended(row, expert, str(expert), before, columns=columns))
            said = {name: getattr(expert, name) for name in PLAIN} | changes
            set_expert(_draft(said), actor=actor, standing=expert)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _draft(values: Mapping[str, Any]) -> ExpertDraft:
    return ExpertDraft(**{name: value for name, value in values.items() if name in ExpertDraft.__dataclass_fields__})


def take_experts_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out the experts that an import has added, and let the others say what they said before. Raises BadInput for
    one who was chosen meanwhile."""
    rows = Expert.objects.in_bulk([one.record for one in effects])
    chosen = set(HelpRequest._unfiltered().filter(expert__in=list(rows)).values_list("expert", flat=True))
    if used := [one for one in effects if one.created and one.record in chosen]:
        raise BadInput([CellProblem("", str(one.row), "chosen", N_("已安排过帮扶，不能撤销")) for one in used])
    with audit.batch():
        for one in effects:
            expert = rows[one.record]
            if one.created:
                grant = policy.must_keep(actor, expert)
                secrets.forget(expert)
                expert.delete()
                facts = {"name": expert.name, "employer": expert.employer}
                audit.record("remove_expert", actor, subject=(SUBJECT, one.record), facts=facts, grant=grant)
                continue
            said: dict[str, Any] = {name: getattr(expert, name) for name in PLAIN}
            said |= {change.column: _plain(change.column, change.before) for change in one.changes}
            set_expert(_draft(said), actor=actor, standing=expert)


def _plain(column: str, before: str) -> Any:
    if column in ("valid_from", "valid_to"):
        return date.fromisoformat(before) if before else None
    return before
