"""The measures of drafted plans as a workbook: added, corrected and exported with the same columns. Names are looked up
here, for a cell may name an action by its number and a unit that leads must be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from zhiben.campaign import policy, queries
from zhiben.campaign.models import CampaignAction, MeasureWording, PlanVersion
from zhiben.campaign.operations import MeasureDraft, drafts_of, set_measures
from zhiben.campaign.operations.plans_measures import Wrong, rules_for
from zhiben.foundation.importing import amended, compare, made, register_lookup, several_names, values
from zhiben.foundation.importing.lookups import Directory, directory
from zhiben.kernel.errors import BadInput, CellProblem, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Sheet, Source, Undo, Value, WriteResult, register
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TEXTS = ("text", "goal", "action", "upper", "lead_unit", "assisting", "link")


def _plans(_actor: Actor) -> Directory:
    return Directory((plan.title, plan.pk) for plan in queries.plans())


register_lookup("plan", _plans)


@dataclass(frozen=True)
class Names:
    """What the cells of one file may name, read once."""

    actor: Actor

    @cached_property
    def versions(self) -> dict[int, PlanVersion]:
        """Plan id → its drafted version."""
        rows = PlanVersion.objects.filter(state="drafted").select_related("plan__campaign")
        return {row.plan_id: row for row in rows}

    @cached_property
    def units(self) -> Directory:
        """Units by all their names."""
        return directory("unit", self.actor)

    @cached_property
    def ended(self) -> Directory:
        """Units that drafts name though they end: what stands may stay until somebody changes it."""
        named = {unit for version in self.versions.values() for unit in queries.named_units(version)}
        return Directory((name, unit) for unit, name in orgs.unit_names(orgs.unit_ends(named)).items())

    @cached_property
    def actions(self) -> Directory:
        """Actions by name and by number."""
        rows = list(CampaignAction.objects.order_by("position"))
        numbered = [(words.format(row.position), row.pk) for row in rows for words in ("{}", "第{}项", "行动{}")]
        return Directory([*((row.name, row.pk) for row in rows), *numbered])

    @cached_property
    def uppers(self) -> Directory:
        """Measures of master plans in force by number."""
        rows = queries.present_wordings().filter(version__plan__kind="master").select_related("measure")
        return Directory((row.measure.number, row.measure_id) for row in rows)

    @cached_property
    def links(self) -> Directory:
        """Links of chains."""
        return Directory((label, pk) for pk, label in orgs.chain_links())

    def draft(self, row: Row, standing: MeasureDraft | None) -> tuple[MeasureDraft, list[CellProblem]]:
        """What a row says, on top of what stands already; and the cells that name nothing known."""
        draft = standing or MeasureDraft(str(row.values.get("number") or ""), "")
        problems: list[CellProblem] = []
        changes: dict[str, object] = {}
        for key in row.values:
            if key in ("action", "upper", "link", "lead_unit"):
                changes[key], wrong = self._one(row, key)
                problems += wrong
            elif key == "assisting":
                changes[key], wrong = self._several(row)
                problems += wrong
            elif key in ("text", "goal"):
                changes[key] = str(row.values[key] or "")
            elif key == "due":
                changes[key] = row.values[key]
        return replace(draft, **changes), problems  # type: ignore[arg-type]

    def _known(self, key: str) -> Directory:
        return {"action": self.actions, "upper": self.uppers, "link": self.links}.get(key, self.units)

    def _found(self, key: str, name: str) -> frozenset[int]:
        found = self._known(key).find(name)
        return found or (self.ended.find(name) if key in ("lead_unit", "assisting") else found)

    def _one(self, row: Row, key: str) -> tuple[int, list[CellProblem]]:
        names = several_names(str(row.values[key] or ""))
        if not names:
            return 0, []
        if len(names) > 1 and key == "lead_unit":
            return 0, [row.problem(key, "two_leads", N_("责任单位只能有一个；其余请填在配合单位"), expected=names[0])]
        text = str(row.values[key]) if key != "lead_unit" else names[0]
        found = self._found(key, text)
        return (next(iter(found)), []) if len(found) == 1 else (0, [self._unknown(row, key, text)])

    def _several(self, row: Row) -> tuple[tuple[int, ...], list[CellProblem]]:
        names = several_names(str(row.values["assisting"] or ""))
        found = [(name, self._found("assisting", name)) for name in names]
        wrong = [self._unknown(row, "assisting", name) for name, ids in found if len(ids) != 1]
        units = dict.fromkeys(next(iter(ids)) for _name, ids in found if len(ids) == 1)
        return tuple(sorted(units)), wrong

    def _unknown(self, row: Row, key: str, name: str) -> CellProblem:
        near = "、".join(self._known(key).near(name)) or N_("（没有相近的名称）")
        message = N_("没有“{name}”，是否指：{near}").format(name=name, near=near)
        if key in ("lead_unit", "assisting"):
            return row.problem(key, "unknown_name", message, expected=near, name=name)
        return row.problem(key, "not_known", message, expected=near)


def _examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Every row by the rules of its plan's draft, with the rows that stand in it already."""
    names = Names(actor)
    problems: list[CellProblem] = []
    for plan, own in _by_plan(rows).items():
        version = names.versions.get(plan)
        if why := _closed(version, actor):
            problems += [row.problem("plan", "not_drafted", why) for row in own]
            continue
        if version is not None:
            problems += list(_wrong(version, own, names))
    return problems


def _closed(version: PlanVersion | None, actor: Actor) -> str:
    if version is None:
        return N_("该方案没有起草中的版本，请先起草或修订")
    try:
        policy.must_draft_plan(actor, version.plan)
    except NotAllowed as refusal:
        return refusal.text
    return ""


def _by_plan(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        if plan := row.values.get("plan"):
            found.setdefault(int(str(plan)), []).append(row)
    return found


def _wrong(version: PlanVersion, rows: Sequence[Row], names: Names) -> Iterator[CellProblem]:
    drafts, by_number = _merged(version, rows, names)
    unknown: set[tuple[int, str]] = set()
    for row in rows:
        for problem in names.draft(row, None)[1]:
            unknown.add((row.number, problem.cell))
            yield problem
    for one in rules_for(version, drafts).wrong(drafts, drafts_of(version)):
        told = by_number.get(drafts[one.place].number)
        if told is not None and one.column in told.values and not _told(told, one, unknown):
            yield told.problem(one.column, "not_sound", one.why)


def _told(row: Row, one: Wrong, unknown: set[tuple[int, str]]) -> bool:
    """A required cell that is empty is told by the sheet itself, one that names nothing known above."""
    empty = one.column in ("number", "text") and not row.values.get(one.column)
    return empty or (row.number, row.cells.get(one.column, "")) in unknown


def _merged(version: PlanVersion, rows: Sequence[Row], names: Names) -> tuple[list[MeasureDraft], dict[str, Row]]:
    """What the draft says with the rows taken in: standing measures keep their place, new ones come after."""
    standing = {draft.number: draft for draft in drafts_of(version)}
    by_number = {str(row.values.get("number") or ""): row for row in rows}
    for number, row in by_number.items():
        standing[number] = names.draft(row, standing.get(number))[0]
    return list(standing.values()), by_number


def _take(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    names = Names(actor)
    effects: list[Effect] = []
    created = 0
    for plan, own in _by_plan(rows).items():
        version = names.versions.get(plan)
        if version is None or (why := _closed(version, actor)):
            raise BadInput([row.problem("plan", "not_drafted", why) for row in own])
        before = queries.wordings_of(version)
        compared = compare(own, before, key=("number",), value_of=_value)
        altered = [(row, {key: (_value(one, key), value) for key, value in changes.items() if key != "plan"})
                   for one, row, changes in compared.changed]  # fmt: skip
        altered = [(row, changes) for row, changes in altered if changes]
        if compared.new or altered:
            set_measures(version, _merged(version, own, names)[0], actor=actor)
        after = {one.measure.number: one for one in queries.wordings_of(version)}
        effects += [made(row, after[str(row.values["number"])], _label(after, row)) for row in compared.new]
        effects += [
            amended(row, after[str(row.values["number"])], _label(after, row), changes, columns=MEASURES.by_key)
            for row, changes in altered
        ]
        created += len(compared.new)
    effects.sort(key=lambda one: one.row)
    return WriteResult(created, len(effects) - created, len(rows) - len(effects), tuple(effects))


def _label(after: Mapping[str, MeasureWording], row: Row) -> str:
    one = after[str(row.values["number"])]
    return f"{one.version.plan} {one.measure.number}"


def _take_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out what came, put back what was there, each draft at once."""
    names = Names(actor)
    rows = MeasureWording.objects.filter(pk__in=[one.record for one in effects]).select_related("measure", "version")
    found = {row.pk: row for row in rows}
    by_plan: dict[int, list[Effect]] = {}
    for effect in effects:
        by_plan.setdefault(found[effect.record].version.plan_id, []).append(effect)
    for plan, own in by_plan.items():
        version = names.versions.get(plan)
        if version is None:
            raise Refused(N_("方案已不在起草中，不能撤销"))
        drafts = {draft.number: draft for draft in drafts_of(version)}
        for effect in own:
            number = found[effect.record].measure.number
            if effect.created:
                del drafts[number]
                continue
            told: dict[str, Value] = {change.column: _plain(change.column, change.before) for change in effect.changes}
            drafts[number] = names.draft(Row(told, "", effect.row, {}), drafts[number])[0]
        set_measures(version, list(drafts.values()), actor=actor)


def _plain(column: str, before: str) -> Value:
    return (date.fromisoformat(before) if before else None) if column == "due" else before


def _value(one: MeasureWording, column: str) -> Value:
    told: dict[str, Value] = {
        "plan": one.version.plan_id,
        "number": one.measure.number,
        "text": one.text,
        "goal": one.goal,
        "action": _action(one.action),
        "upper": one.upper.number if one.upper else "",
        "lead_unit": str(one.lead_unit or ""),
        "assisting": "、".join(unit.name for unit in sorted(one.assisting.all(), key=lambda unit: unit.pk)),
        "due": one.due,
        "link": f"{one.link.chain}·{one.link}" if one.link else "",
    }
    return told.get(column)


def _action(action: CampaignAction | None) -> str:
    if action is None:
        return ""
    return action.name or N_("第{position}项").format(position=action.position)


def measures_out(versions: Iterable[PlanVersion]) -> Iterator[dict[str, Value]]:
    """What versions say as rows of the sheet."""
    for version in versions:
        for one in queries.wordings_of(version):
            yield {key: _value(one, key) for key in MEASURES.by_key} | {"plan": version.plan.title}


def _read(_actor: Actor) -> Iterator[dict[str, Value]]:
    """Of every plan the draft, or else what is in force."""
    for line in queries.lines(queries.plans()):
        if line.prepared and line.prepared.state == "drafted":
            yield from measures_out([line.prepared])
        elif line.current:
            yield from measures_out([line.current])


MEASURES = register(
    Sheet(
        name="plan_measures",
        title=N_("方案措施"),
        columns=(
            Column(
                "plan",
                N_("方案"),
                aliases=("方案名称",),
                kind="lookup",
                lookup="plan",
                required=True,
                example="龙华区安全生产治本攻坚三年行动子方案",
                help=N_("须有起草中的版本"),
            ),
            Column("number", N_("编号"), aliases=("措施编号", "序号"), required=True, example="1", max_length=20),
            Column(
                "text",
                N_("措施"),
                aliases=("措施内容", "工作措施"),
                required=True,
                example="对主要负责人开展安全培训",
                max_length=600,
            ),
            Column("goal", N_("目标"), aliases=("工作目标",), max_length=300, example="年内培训全覆盖"),
            Column("action", N_("行动"), example="主要负责人安全教育培训", help=N_("行动名称或“第3项”")),
            Column("upper", N_("上级措施"), example="1", help=N_("总体方案现行版本的措施编号；总体方案自己不填")),
            Column(
                "lead_unit",
                N_("责任单位"),
                aliases=("牵头单位", "责任部门", "牵头部门"),
                several="unit",
                example="市应急管理局",
                help=N_("只填一个"),
            ),
            Column(
                "assisting",
                N_("配合单位"),
                aliases=("配合部门",),
                several="unit",
                example="市消防救援支队、市住房建设局",
                help=N_("多个单位用顿号隔开"),
            ),
            Column("due", N_("完成时限"), aliases=("时限",), kind="date", example="2024-12-31"),
            Column("link", N_("链条环节"), example="", help=N_("写作“链条·环节”，可不填")),
        ),
        key=("plan", "number"),
        write=_take,
        examine=_examine,
        read=_read,
        undo=Undo(
            marks=values(MeasureWording, "text", "goal", "due", "version__beside", "version__version"),
            take_back=_take_back,
        ),
    )
)
