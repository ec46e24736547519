"""What a drafted version says: its goals and measures, replaced as a whole, after every rule was asked. What changed
stands in the ledger, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiben.campaign import policy
from zhiben.campaign.models import MeasureWording, PlanMeasure, PlanVersion
from zhiben.campaign.queries import PRESENT
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NUMBER_LENGTH, TEXT_LENGTH, GOAL_LENGTH = 20, 600, 300


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as a version is to say it; ids, 0 where there is none. `upper` is a measure of the master plan."""

    number: str
    text: str
    goal: str = ""
    action: int = 0
    lead_unit: int = 0
    assisting: tuple[int, ...] = ()
    due: date | None = None
    upper: int = 0
    link: int = 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with which draft (its place in the order given) and in which of its columns."""

    place: int
    column: str
    why: str


def drafts_of(version: PlanVersion) -> list[MeasureDraft]:
    """What a version says, in its order."""
    rows = MeasureWording.objects.filter(version=version).select_related("measure").prefetch_related("assisting")
    return [draft_of(row) for row in rows.order_by("position", "pk")]


def draft_of(row: MeasureWording) -> MeasureDraft:
    """What a wording says."""
    return MeasureDraft(
        number=row.measure.number,
        text=row.text,
        goal=row.goal,
        action=row.action_id or 0,
        lead_unit=row.lead_unit_id or 0,
        assisting=tuple(sorted(unit.pk for unit in row.assisting.all())),
        due=row.due,
        upper=row.upper_id or 0,
        link=row.link_id or 0,
    )


@dataclass(frozen=True)
class Rules:
    """What the drafts of one version are held to, read once for all of them."""

    version: PlanVersion
    years: range
    actions: frozenset[int]
    uppers: frozenset[int]
    own: frozenset[int]
    until: Mapping[int, date | None] = field(default_factory=dict)

    def wrong(self, drafts: Sequence[MeasureDraft], standing: Sequence[MeasureDraft] = ()) -> list[Wrong]:
        """Everything that is wrong with them. What is `standing` word for word is not held to the rules: time may have
        made several measures wrong, and each is mended by itself."""
        kept = frozenset(standing)
        altered = [(place, draft) for place, draft in enumerate(drafts) if draft not in kept]
        found = [Wrong(place, *told) for place, draft in altered for told in self._of(draft)]
        seen: set[str] = set()
        for place, draft in enumerate(drafts):
            if draft.number in seen:
                found.append(Wrong(place, "number", N_("编号“{number}”重复").format(number=draft.number)))
            seen.add(draft.number)
        return found

    def _of(self, draft: MeasureDraft) -> Iterator[tuple[str, str]]:
        for column, longest in (("number", NUMBER_LENGTH), ("text", TEXT_LENGTH), ("goal", GOAL_LENGTH)):
            told = getattr(draft, column)
            if len(told) > longest:
                yield column, N_("最多{longest}字").format(longest=longest)
            elif not told and column != "goal":
                yield column, N_("不能为空")
        if draft.due and draft.due.year not in self.years:
            yield "due", N_("完成时限须在行动期内（{first}—{last}年）").format(first=self.years[0], last=self.years[-1])
        if draft.action and draft.action not in self.actions:
            yield "action", N_("本次攻坚行动没有这项行动")
        yield from self._upward(draft)
        yield from self._units(draft)

    def _upward(self, draft: MeasureDraft) -> Iterator[tuple[str, str]]:
        if draft.upper in self.own:
            yield "upper", N_("上级措施不能是本方案自己的措施，否则上下级循环")
        elif draft.upper and draft.upper not in self.uppers:
            yield "upper", N_("上级措施须是总体方案现行版本的措施")

    def _units(self, draft: MeasureDraft) -> Iterator[tuple[str, str]]:
        if draft.lead_unit and draft.lead_unit in draft.assisting:
            yield "assisting", N_("责任单位不能同时是配合单位")
        named = [("lead_unit", draft.lead_unit)] if draft.lead_unit else []
        for column, unit in (*named, *(("assisting", unit) for unit in draft.assisting)):
            until = self.until.get(unit, date.min)
            if until is not None and until <= max(clock.today(), draft.due or date.min):
                yield column, N_("“{unit}”届时已不存在").format(unit=orgs.unit_name(unit) or unit)


def rules_for(version: PlanVersion, drafts: Sequence[MeasureDraft]) -> Rules:
    """The rules for what `version` is to say; units are looked up once for all drafts."""
    plan, campaign = version.plan, version.plan.campaign
    own = PlanMeasure._unfiltered().filter(plan=plan).values_list("pk", flat=True)
    master = MeasureWording._unfiltered().filter(PRESENT, version__plan__campaign=campaign.pk)
    units = {unit for draft in drafts for unit in (draft.lead_unit, *draft.assisting)}
    return Rules(
        version,
        campaign.years,
        frozenset(campaign.actions.values_list("pk", flat=True)),
        frozenset(master.filter(version__plan__kind=PlanKind.MASTER).values_list("measure", flat=True)),
        frozenset(own),
        dict(orgs.units_by_id(units).values_list("pk", "valid_to")),
    )


def set_measures(
    version: PlanVersion, drafts: Sequence[MeasureDraft], *, goals: str | None = None, actor: Actor
) -> PlanVersion:
    """Let a drafted version say exactly this. Raises NotAllowed, Refused when it is no draft any more, Incomplete that
    names the place and the column of everything that is wrong (`3.due` is the third draft's)."""
    grant = policy.must_draft_plan(actor, version.plan)
    if version.state != "drafted":
        raise Refused(N_("方案{state}，不能再改措施；可先收回修改").format(state=version.state_shown.label))
    if wrong := rules_for(version, drafts).wrong(drafts, drafts_of(version)):
        told = {f"{one.place + 1}.{one.column}": one.why for one in wrong}
        words = "；".join(N_("第{n}条：{why}").format(n=one.place + 1, why=one.why) for one in wrong)
        raise Incomplete(N_("措施填写有误：{what}"), fields=told, what=words)
    with audit.batch():
        now = version.goals if goals is None else goals.strip()
        changed = _write(version, drafts)
        if now != version.goals:
            changed["goals"] = [version.goals, now]
        amend([version], at=clock.now(), goals=now)
        subject = ("campaign.planversion", version.pk)
        audit.record("set_measures", actor, subject=subject, facts=changed, grant=None if actor is SYSTEM else grant)
    return version


def must_be_sound(version: PlanVersion, advice: str) -> None:
    """Hold all that a version says to the rules, what nobody has touched too. Raises Refused that names every measure
    with what is wrong with it, and `advice`."""
    drafts = drafts_of(version)
    told: dict[str, list[str]] = {}
    for one in rules_for(version, drafts).wrong(drafts):
        told.setdefault(drafts[one.place].number, []).append(one.why)
    if told:
        words = "；".join(
            N_("措施{number}：{why}").format(number=number, why="，".join(why)) for number, why in told.items()
        )
        raise Refused(N_("{count}条措施有误：{what}。{advice}"), count=len(told), what=words, advice=advice)


def _write(version: PlanVersion, drafts: Sequence[MeasureDraft]) -> dict[str, Any]:
    """Bring the wordings to what the drafts say, each measure keeping its row; what was added, removed, changed."""
    standing = {row.measure.number: row for row in _rows(version)}
    before = {number: draft_of(row) for number, row in standing.items()}
    told = {draft.number: draft for draft in drafts}
    gone = [standing[number] for number in standing if number not in told]
    MeasureWording.objects.filter(pk__in=[row.pk for row in gone]).delete()
    measures = _measures(version, [number for number in told if number not in standing])
    rows = []
    for position, draft in enumerate(drafts, start=1):
        row = standing.get(draft.number) or MeasureWording(version=version, measure=measures[draft.number])
        _fill(row, draft, position)
        rows.append(row)
    columns = ["position", "text", "goal", "action", "upper", "link", "lead_unit", "due"]
    MeasureWording.objects.bulk_update([row for row in rows if row.pk], columns)
    MeasureWording.objects.bulk_create([row for row in rows if not row.pk])
    _set_assisting(rows, drafts, before)
    _forget(version, gone)
    changed = {number: _difference(before[number], told[number]) for number in told if number in before}
    facts = {
        "added": [number for number in told if number not in before],
        "removed": [row.measure.number for row in gone],
        "changed": {number: what for number, what in changed.items() if what},
    }
    return {key: value for key, value in facts.items() if value}


def _rows(version: PlanVersion) -> list[MeasureWording]:
    rows = MeasureWording.objects.filter(version=version).select_related("measure").prefetch_related("assisting")
    return list(rows.order_by("position", "pk"))


def _measures(version: PlanVersion, numbers: Sequence[str]) -> dict[str, PlanMeasure]:
    """The plan's measures of these numbers: such as a version has had already, and new ones."""
    known = {one.number: one for one in PlanMeasure.objects.filter(plan=version.plan_id, number__in=list(numbers))}
    new = [PlanMeasure(plan_id=version.plan_id, number=number) for number in numbers if number not in known]
    return known | {one.number: one for one in PlanMeasure.objects.bulk_create(new)}


def _fill(row: MeasureWording, draft: MeasureDraft, position: int) -> None:
    row.position, row.text, row.goal, row.due = position, draft.text, draft.goal, draft.due
    row.action_id, row.upper_id = draft.action or None, draft.upper or None
    row.link_id, row.lead_unit_id = draft.link or None, draft.lead_unit or None


def _set_assisting(
    rows: Sequence[MeasureWording], drafts: Sequence[MeasureDraft], before: Mapping[str, MeasureDraft]
) -> None:
    through = MeasureWording.assisting.through
    pairs = [(row, draft) for row, draft in zip(rows, drafts, strict=True)]
    altered = [
        (row, draft.assisting)
        for row, draft in pairs
        if (before[draft.number].assisting if draft.number in before else ()) != tuple(sorted(draft.assisting))
    ]
    through._default_manager.filter(measurewording__in=[row.pk for row, _units in altered]).delete()
    through._default_manager.bulk_create(
        through(measurewording_id=row.pk, unit_id=unit) for row, units in altered for unit in dict.fromkeys(units)
    )


def _forget(version: PlanVersion, gone: Sequence[MeasureWording]) -> None:
    """A measure that no version ever had but this draft is none."""
    ids = [row.measure_id for row in gone]
    used = PlanMeasure._unfiltered().filter(pk__in=ids)
    used.filter(wordings=None, tasks=None, lower=None, plan=version.plan_id).delete()


def _difference(before: MeasureDraft, now: MeasureDraft) -> dict[str, list[Any]]:
    names = [name for name in MeasureDraft.__slots__ if getattr(before, name) != getattr(now, name)]
    return {name: [getattr(before, name), getattr(now, name)] for name in names}


def copy_wordings(source: PlanVersion, version: PlanVersion, only: Sequence[int] = ()) -> None:
    """Let `version` say what `source` says, or of it only some measures, by id, after its own."""
    rows = [row for row in _rows(source) if not only or row.measure_id in only]
    last = MeasureWording.objects.filter(version=version).order_by("-position").first()
    first = last.position + 1 if last else 1
    drafts = [draft_of(row) for row in rows]
    copies = [MeasureWording(version=version, measure_id=row.measure_id) for row in rows]
    for place, (copy, draft) in enumerate(zip(copies, drafts, strict=True)):
        _fill(copy, draft, first + place)
    MeasureWording.objects.bulk_create(copies)
    _set_assisting(copies, drafts, {})
