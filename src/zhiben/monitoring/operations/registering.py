"""The register of systems: told by hand or out of a workbook, and the list of what may be watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from stdnum.cn import uscc

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.monitoring import policy, queries
from zhiben.monitoring.models import MonitoredEnterprise, MonitoringSystem, WatchedKind
from zhiben.monitoring.vocab import KINDS, SYSTEM
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(MonitoredEnterprise)

CREDIT_CODE = 18
"""Characters of a credit code; what is as long is held to be one."""


@dataclass(frozen=True, slots=True)
class SystemDraft:
    """A system as somebody registers it, with its enterprise; street and sector by id."""

    name: str
    code: str
    street: int
    sector: int
    watched: str
    supplier: str = ""
    since: date | None = None
    ended_on: date | None = None
    evidence: str = ""

    @property
    def key(self) -> str:
        """The enterprise's code as it is kept."""
        return uscc.compact(self.code).upper() if len(uscc.compact(self.code)) == CREDIT_CODE else self.code.strip()


OF_ENTERPRISE = ("name", "street", "sector")
OF_SYSTEM = ("watched", "supplier", "since", "ended_on", "evidence")


def draft_of(system: MonitoringSystem) -> SystemDraft:
    """What a system and its enterprise say."""
    at = system.enterprise
    told = {name: getattr(system, name) for name in OF_SYSTEM}
    return SystemDraft(name=at.name, code=at.code, street=at.street, sector=at.sector_id, **told)


class Ground:
    """What drafts are judged by, read once for many of them: what may be watched, whose line a sector is, where streets
    lie."""

    def __init__(self) -> None:
        self.watched, self._lines = queries.watched_kinds(), orgs.sector_lines()
        self._streets: dict[int, Coordinates] = {}

    def place_of(self, draft: SystemDraft) -> Coordinates:
        """Where the enterprise lies, and on which line. Raises NotFound for no street."""
        if draft.street not in self._streets:
            self._streets[draft.street] = orgs.territory(draft.street).coordinates
        line, subline = self._lines.get(draft.sector, (0, 0))
        return replace(self._streets[draft.street], line=line, subline=subline)

    def has_line(self, sector: int) -> bool:
        """Whether some line answers for a sector."""
        return sector in self._lines


def tell_system(
    draft: SystemDraft, *, actor: Actor, system: MonitoringSystem | None = None, ground: Ground | None = None
) -> MonitoringSystem:
    """Register a system, or say otherwise what one is (its enterprise's code stays). Raises NotAllowed, Incomplete."""
    ground = ground or Ground()
    if wrong := faults(draft, ground, standing=system):
        raise Incomplete(N_("请核对监测预警系统"), fields=wrong)
    place = ground.place_of(draft)
    grant = policy.must_register_at(actor, place)
    enterprise = system.enterprise if system else MonitoredEnterprise.objects.filter(code=draft.key).first()
    if enterprise is None and MonitoredEnterprise._unfiltered().filter(code=draft.key).exists():
        raise Incomplete(N_("请核对监测预警系统"), fields={"code": N_("该企业已由其他区域登记，请与上级安委办核对")})
    if enterprise is not None:
        policy.must_register_at(actor, enterprise.coordinates)
    if system is None and enterprise is not None:
        system = MonitoringSystem.objects.filter(enterprise=enterprise, watched=draft.watched.strip()).first()
    before = asdict(draft_of(system)) if system else {}
    told = {name: value for name, value in asdict(replace(draft, code=draft.key)).items() if value != before.get(name)}
    if system is not None and not told:
        return system
    with audit.batch():
        at = _enterprise(enterprise, draft, place, actor)
        row = system or MonitoringSystem(enterprise=at, entered_at=clock.now(), entered_by=actor.id)
        row.enterprise = at
        for name in OF_SYSTEM:
            value = getattr(draft, name)
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        row.save()
        facts = {**told, "before": {name: before[name] for name in told if before}}
        audit.record("tell_monitoring", actor, subject=(SYSTEM, row.pk), facts=facts, grant=grant)
    return row


def _enterprise(
    standing: MonitoredEnterprise | None, draft: SystemDraft, place: Coordinates, actor: Actor
) -> MonitoredEnterprise:
    row = standing or MonitoredEnterprise(code=draft.key, entered_at=clock.now(), entered_by=actor.id)
    row.name, row.sector_id = draft.name.strip(), draft.sector
    row.place_at(place)
    row.site_id = orgs.site_keyed(row.code) or row.site_id
    row.save()
    return row


def faults(draft: SystemDraft, ground: Ground, *, standing: MonitoringSystem | None = None) -> dict[str, str]:
    """What is wrong with a draft, by its names; a word that the list does not know any more may stay."""
    wrong = {}
    if not 0 < len(draft.name.strip()) <= 120:
        wrong["name"] = N_("请填写企业名称，最多120个字")
    if not 0 < len(draft.key) <= 30:
        wrong["code"] = N_("请填写统一社会信用代码或本地编号，最多30个字符")
    elif len(draft.key) == CREDIT_CODE and not uscc.is_valid(draft.key):
        wrong["code"] = N_("统一社会信用代码校验不通过，请核对")
    known = {*ground.watched, standing.watched if standing else ""} - {""}
    if draft.watched.strip() not in known:
        wrong["watched"] = N_("监测对象应是清单中的一项：{known}").format(known="、".join(sorted(known)))
    return wrong | _wrong_days(draft)


def _wrong_days(draft: SystemDraft) -> dict[str, str]:
    today, wrong = clock.today(), {}
    if draft.since and draft.since > today:
        wrong["since"] = N_("投用日期不能晚于今天；尚未投用的空着")
    if draft.ended_on and (draft.since is None or draft.ended_on < draft.since):
        wrong["ended_on"] = N_("停用日期应不早于投用日期")
    elif draft.ended_on and draft.ended_on > today:
        wrong["ended_on"] = N_("停用日期不能晚于今天")
    if draft.since and not draft.evidence.strip():
        wrong["evidence"] = N_("已投用的请写明佐证（验收文号、合同、现场核实等）")
    return wrong


def set_watched(labels: Sequence[str], *, actor: Actor) -> list[str]:
    """Let just these be what may be watched, in this order; none brings back the default list. What is registered keeps
    its word. Raises NotAllowed, Incomplete."""
    grant = policy.must_keep_list(actor)
    wanted = list(dict.fromkeys(filter(None, map(str.strip, labels))))
    if long := next((label for label in wanted if len(label) > 40), None):
        raise Incomplete(N_("请核对清单"), fields={"labels": N_("“{start}…”超过40个字").format(start=long[:20])})
    before = queries.watched_kinds()
    if wanted != before:
        with audit.batch():
            WatchedKind.objects.all().delete()
            insert([WatchedKind(label=label, position=place) for place, label in enumerate(wanted)])
            audit.record("set_watched", actor, subject=(KINDS, 0), facts={"from": before, "to": wanted}, grant=grant)
    return wanted
