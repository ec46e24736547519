"""Where a reminder can come from: kinds of source, each registered with how its record is read. Rooms above dispatch
add their own (findings, accidents, warnings); nothing else names a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhiben.campaign import queries as campaign
from zhiben.dispatch.models import Instruction, Reminder, Round
from zhiben.documents import queries as documents
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import queries as supervision
from zhiben.supervision import studying
from zhiben.supervision.queries import studies

if TYPE_CHECKING:
    from zhiben.hazards.models import Hazard


@dataclass(frozen=True, slots=True)
class Told:
    """A record as a reminder tells of it: its number and title, the facts as they are now, the page, the unit that
    answers for it ("" where none is known), and who is to get a `copy`; by which `basis` it is one, as a person wrote
    there; the `subject` of a letter about it ("" where a person has to find it). A person may change every word."""

    name: str
    facts: str
    address: str
    unit: str = ""
    basis: str = ""
    copy: str = ""
    subject: str = ""


Read = Callable[[int, Coordinates], Told | None]
"""The record of an id within the open scope, for an office that lies at a place; None where there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind: its key in addresses and records, the office's word, how its record is read; `on_the_spot` where what
    it says may be entered without a record, too; `instead` says what is done in place of a new letter about such a
    record ("": a letter may begin with one)."""

    key: str
    label: str
    read: Read
    on_the_spot: bool = False
    instead: str = ""


_registry: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Make a kind known; a key is taken once."""
    if _registry.setdefault(source.key, source) != source:
        raise ValueError(f"the source {source.key} is registered twice")
    return source


def registered() -> Mapping[str, Source]:
    """All kinds by key, in the order in which they were registered."""
    return MappingProxyType(_registry)


def found(key: str, record: int, place: Coordinates) -> Told:
    """The record of a kind. Raises NotFound for a kind that there is not, and outside the scope."""
    source = _registry.get(key)
    told = source.read(record, place) if source else None
    if told is None:
        raise NotFound(N_("没有找到提醒所依据的记录"))
    return told


def asked(given: Mapping[str, str]) -> tuple[Source, int] | None:
    """The kind and the id that an address names (?hazard=12); None where it names none. Raises NotFound for what is no
    id."""
    for source in _registry.values():
        if one := given.get(source.key, ""):
            if not one.isdecimal() or len(one) > len(str(2**63)):
                raise NotFound(N_("没有找到提醒所依据的记录"))
            return source, int(one)
    return None


def _hazard(pk: int, place: Coordinates) -> Told | None:
    row = next(iter(hazards.hazards_by_id([pk])), None)
    if row is None or row.state == "draft":
        return None
    facts = [str(row), N_("所在场所：{site}").format(site=_where(row))]
    responsible = orgs.unit(row.responsible_unit_id) if row.responsible_unit_id else None
    if responsible:
        facts.append(N_("责任单位：{unit}").format(unit=responsible.name))
    if row.state != "reported":
        facts.append(N_("整改期限{due}").format(due=clock.in_words(row.due)))
    text = N_("{facts}，现为“{state}”{late}。").format(
        facts="，".join(facts), state=row.state_shown.label, late=_late(row)
    )
    own = _department(row.line, place)
    # A letter goes to governments: for an enterprise its industry's department is asked.
    official = responsible is not None and responsible.kind != UnitKind.ENTERPRISE and responsible.coordinates != place
    to = responsible.name if official and responsible else own
    copy = own if own != to else ""
    return Told(str(row), text, row.get_absolute_url(), to, row.criterion, copy, subject=str(row))


def _department(line: int, place: Coordinates) -> str:
    """The name of the department of an office's own level that answers for a line; "" where there is none."""
    near = [one for one in orgs.units(UnitKind.DEPARTMENT) if one.coordinates.line == line]
    return next((one.name for one in near if one.coordinates.territory == place.territory), "")


def _finding(pk: int, place: Coordinates) -> Told | None:
    """What was found at a visit, once its record is signed."""
    row = next(iter(supervision.findings_by_id([pk])), None)
    if row is None or row.state == "struck" or row.visit_state != "closed":
        return None
    text = N_("{day}{kind}检查{site}时发现：{text}。").format(
        day=clock.in_words(row.visit.arrived_at.astimezone(clock.TZ).date()),
        kind=row.visit.get_kind_display(),
        site=row.visit.site.name + supervision.places_told([row])[row.visit.site_id],
        text=supervision.text_told(row),
    )
    to = row.unit.name if row.unit else _department(row.line, place)
    return Told(row.text, text, row.get_absolute_url(), to, row.citation, subject=row.text)


def _joint_study(pk: int, place: Coordinates) -> Told | None:
    """What a joint study after an accident has found so far, to the first of the departments that take part."""
    row = next(iter(studies.joint_studies().filter(pk=pk)), None)
    if row is None:
        return None
    letter = studying.letter_of(row)
    units = list(orgs.unit_names(studies.departments_in(row)).values())
    return Told(str(row), letter.body, row.get_absolute_url(), units[0] if units else "", subject=row.title)


def _where(row: Hazard) -> str:
    """龙岗区布吉街道 某某公司."""
    names = orgs.territory_names([row.district, row.street])
    return "".join(names.get(pk, "") for pk in (row.district, row.street)) + orgs.site_names([row.site_id])[row.site_id]


def _task(pk: int, _place: Coordinates) -> Told | None:
    row = campaign.tasks_by_id([pk]).first()
    if row is None:
        return None
    text = N_("{name}，目标：{target}；完成时限{due}，现为“{state}”{late}。").format(
        name=row,
        target=row.target.rstrip("。"),
        due=clock.in_words(row.due),
        state=row.state_shown.label,
        late=_late(row),
    )
    return Told(str(row), text, row.get_absolute_url(), orgs.unit_name(row.lead_unit_id), subject=str(row))


def _late(row: object) -> str:
    if not getattr(row, "is_overdue", False):
        return ""
    days = (clock.today() - row.due).days  # type: ignore[attr-defined]
    return N_("，已逾期{days}天").format(days=days)


def _instruction(pk: int, place: Coordinates) -> Told | None:
    """The facts of the record that was instructed about; the leader's words are for the office, not for the letter."""
    row = Instruction.objects.filter(pk=pk).first()
    if row is None:
        return None
    source = _registry.get(row.source)
    about = source.read(row.record, place) if source else None
    if about is None:
        return Told(str(row), "", row.get_absolute_url())
    return replace(about, name=str(row), address=row.get_absolute_url())


def _reminder(pk: int, _place: Coordinates) -> Told | None:
    row = Reminder.objects.filter(pk=pk).select_related("document").first()
    if row is None:
        return None
    facts = [N_("{letter}，现为“{state}”").format(letter=row, state=row.document.state_shown.label)]
    if row.document.reply_by:
        facts.append(N_("答复期限{day}").format(day=clock.in_words(row.document.reply_by)))
    sent = list(documents.deliveries(row.document))
    if late := [one.name for one in sent if one.is_overdue]:
        facts.append(N_("{names}逾期未答复").format(names="、".join(late)))
    return Told(str(row), "，".join(facts) + "。", row.get_absolute_url(), sent[0].name if sent else "")


def _round(pk: int, _place: Coordinates) -> Told | None:
    row = Round.objects.filter(pk=pk).select_related("office").first()
    return Told(f"{row.office.name} {row.title}", "", row.get_absolute_url()) if row else None


HAZARD = register(Source("hazard", N_("隐患"), _hazard))
FINDING = register(Source("finding", N_("督导发现的问题"), _finding))
STUDY = register(Source("study", N_("联合研判"), _joint_study))
TASK = register(Source("task", N_("重点任务"), _task))
INSTRUCTION = register(Source("instruction", N_("领导批示"), _instruction, on_the_spot=True))
REMINDER = register(
    Source("reminder", N_("提醒"), _reminder, instead=N_("已发的提醒再往上发函，请在该提醒页面办理升级"))
)
ROUND = register(Source("round", N_("调度"), _round, instead=N_("调度中的问题，请从所涉隐患或任务的页面发提醒函")))
