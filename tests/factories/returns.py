"""Forms of an office and the returns that units owe to them, each as far as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.factories.orgs import City
from tests.factories.orgs import city as build

from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.reporting import operations
from zhiben.reporting.fields import Field
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.operations import FormDraft
from zhiben.reporting.queries import one_return
from zhiben.reporting.vocab import FieldKind

BASIS = "示例数据：《治本攻坚三年行动工作台账报送通知》"
STREETS = ("民治街道", "粤海街道", "南园街道")

CHECKED = Field("checked", "检查场所数", unit="家", change=50)
FAULTY = Field("faulty", "存在问题场所数", unit="家", at_most="checked")
MENDED = Field("mended", "已整改场所数", unit="家")
OPEN = Field("open", "未整改场所数", unit="家")
ALL = Field("all", "应整改场所数", unit="家", sums=("mended", "open"))
NOTE = Field("note", "工作情况", FieldKind.TEXT, required=False)
FIELDS = (CHECKED, FAULTY, NOTE)


@dataclass
class Filing:
    """The city's office and three streets with somebody at work in each."""

    city: City
    officer: Actor
    leader: Actor
    clerks: dict[str, Actor] = field(default_factory=dict)

    def drafted(self, fields: Sequence[Field] = FIELDS, office: str = "市安委办", **given: Any) -> ReturnForm:
        """A drafted form of each month to the three streets, from this month to the end of the year."""
        told = {
            "name": "消防安全排查月报",
            "basis": BASIS,
            "frequency": "month",
            "audience": "chosen",
            "due_days": 3,
            "working_days": False,
            "begins_on": clock.today().replace(day=1),
            "ends_on": date(clock.today().year, 12, 31),
        }
        units = [self.city.unit(name).pk for name in given.pop("units", STREETS)]
        actor = given.pop("actor", self.officer)
        with scope(actor):
            draft = FormDraft(**{**told, **given})
            return operations.draft_form(self.city.unit(office).pk, draft, fields=fields, units=units, actor=actor)

    def issued(self, fields: Sequence[Field] = FIELDS, **given: Any) -> ReturnForm:
        """The same, issued."""
        form = self.drafted(fields, **given)
        with scope(given.get("actor", self.officer)):
            return operations.issue(form, actor=given.get("actor", self.officer))

    def open(self) -> int:
        """What the clock does now."""
        return operations.open_due(clock.now())

    def owed(self, form: ReturnForm, unit: str = "民治街道", period: int = 0) -> Return:
        """A unit's return, of the first period or a later one."""
        with scope(self.officer):
            rows = Return.objects.filter(form=form, unit=self.city.unit(unit)).order_by("period_first")
            return one_return(rows[period].pk)

    def tell(self, one: Return, reasons: dict[str, str] | None = None, **values: Any) -> Return:
        """The unit tells this."""
        clerk = self.clerks[one.unit.name]
        with scope(clerk):
            return operations.submit(one_return(one.pk), values, reasons or {}, actor=clerk)

    def nil(self, one: Return) -> Return:
        """The unit tells that there was nothing."""
        clerk = self.clerks[one.unit.name]
        with scope(clerk):
            return operations.report_nil(one_return(one.pk), actor=clerk)

    def move(self, one: Return, name: str, actor: Actor | None = None, **facts: Any) -> Return:
        """A move of the office's officer, or of somebody else."""
        with scope(actor or self.officer):
            return perform(one_return(one.pk), name, actor or self.officer, **facts)


def filing(city: City | None = None) -> Filing:
    """Everybody."""
    built = city or build()
    made = Filing(built, built.actor(Role.OFFICE_OFFICER, "市安委办"), built.actor(Role.OFFICE_LEADER, "市安委办"))
    made.clerks = {name: built.actor(Role.STREET_OFFICER, name) for name in STREETS}
    return made


@dataclass
class Owed:
    """A form that asks two units once, today; what the first owes, what it has told to a second form, a drafted one."""

    form: ReturnForm
    drafted: ReturnForm
    owed: Return
    told: Return


def owed_by(city: City, office: str, officer: Actor, units: Sequence[str], clerk: Actor, until: date) -> Owed:
    """The same, of an office; `clerk` works at the first unit."""
    found = Filing(city, officer, officer, {units[0]: clerk})
    given: dict[str, Any] = {"office": office, "units": units, "frequency": "once"}
    given |= {"begins_on": clock.today(), "ends_on": until}
    form = found.issued(**given)
    second = found.issued((Field("drills", "演练场次"),), name="应急演练专报", **given)
    found.open()
    told = found.owed(second, units[0])
    found.tell(told, drills=2)
    return Owed(form, found.drafted(name="拟制中的报表", **given), found.owed(form, units[0]), told)
