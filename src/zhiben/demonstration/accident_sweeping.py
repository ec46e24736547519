"""Look-alike sweeps in the demonstration (示例数据): similar sites listed with their reasons, sent out as tasks of some
districts, checked one by one by these; one is closed, the other under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from zhiben.campaign import queries as campaign
from zhiben.demonstration import accident_studied as story
from zhiben.demonstration import calendar, evidence
from zhiben.demonstration.accident_studied import Swept
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations
from zhiben.supervision.operations import Occasion
from zhiben.supervision.queries import look_alikes, studies
from zhiben.supervision.queries.look_alikes import SiteLine

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask
    from zhiben.demonstration.city import City
    from zhiben.kernel.rights import Actor
    from zhiben.supervision.models import JointStudy, LookAlike

MANY = "many people act at one moment of the replay; the door asks for each of them"
HANDED_IN = f"名单内场所已逐一检查并登记{story.EXAMPLE}"


class Sweeping:
    """The sweeps, by what they look for."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.sent: dict[str, int] = {}

    def happenings(self, told: Swept, study: Callable[[], JointStudy | None]) -> Iterator[Happening]:
        """What happens in one of them, because of a study."""
        yield _at(told.sent, 10, 45, lambda: self.send(told, study()))
        accepted = calendar.working(told.sent + timedelta(days=1))
        yield _at(accepted, 14, 10, lambda: self._tasks(told, "accept"))
        for number, day in enumerate(told.checked):
            yield _at(day, 16, 40, lambda number=number: self.check(told, number))
        if not told.open:
            yield _at(told.checked[-1], 17, 25, lambda: self.close(told))

    def send(self, told: Swept, study: JointStudy | None) -> None:
        """The list is drafted, cut to what can be checked in time, and sent out."""
        officer = self.city.officer
        if study is None:
            return
        with scope(officer):
            why = studies.study_of(study.pk)
            if why.case is None:
                return
            occasion = Occasion(why.case, why)
            title = f"{why.title}举一反三排查"
            one = operations.draft_look_alikes(
                occasion, self.city.office, title=title, what=told.what, until=told.until, actor=officer
            )
            rows = self._chosen(told, look_alikes.site_lines(one))
            reasons = {line.row.site_id: line.row.reasons for line in rows} or self._by_hand(told)
            operations.set_look_alikes(one, reasons, actor=officer)
            perform(look_alikes.look_alike_of(one.pk), "send", officer, what=told.what, until=told.until)
        self.sent[told.what] = one.pk

    def _chosen(self, told: Swept, lines: Sequence[SiteLine]) -> list[SiteLine]:
        """So many sites in so many districts, of those that have most; the strongest reasons first."""
        by_district: dict[int, list[SiteLine]] = defaultdict(list)
        for line in sorted(lines, key=lambda line: (-len(line.row.reasons), line.row.pk)):
            by_district[line.row.district].append(line)
        most = sorted(by_district.values(), key=lambda some: (-len(some), some[0].row.district))[: told.districts]
        return [line for some in most for line in some[: told.sites]]

    def _by_hand(self, told: Swept) -> dict[int, list[str]]:
        """Sites that the office knows of, where none of the sector is registered."""
        named = Q()
        for word in told.by_hand:
            named |= Q(name__contains=word)
        by_district: dict[int, list[int]] = defaultdict(list)
        for pk, district in orgs.sites().filter(named).order_by("pk").values_list("pk", "district"):
            by_district[district].append(pk)
        most = sorted(by_district.items(), key=lambda one: (-len(one[1]), one[0]))[: told.districts]
        return {pk: [story.BY_HAND] for _district, some in most for pk in some[: told.sites]}

    def check(self, told: Swept, number: int) -> None:
        """Districts check some of their sites on each day, all by the last, save one that the office excuses; where a
        sweep goes on, some are left."""
        if told.what not in self.sent:
            return
        with scope(self.city.officer):
            lines = sorted(look_alikes.site_lines(self._one(told)), key=lambda line: line.row.pk)
        days = len(told.checked) + told.open
        due = [line for place, line in enumerate(lines) if place % days == number]
        for line in due:
            excused = not told.open and line is lines[-1]
            actor = self.city.officer if excused else self._district(line.row.district)
            move, facts = _checked(told, line, excused=excused)
            with scope(actor):
                perform(self._one(told), move, actor, site=line.row.pk, **facts)

    def close(self, told: Swept) -> None:
        """The districts hand in their tasks, the office finishes them and closes the sweep."""
        if told.what not in self.sent:
            return
        for move in ("start", "submit", "verify", "finish"):
            self._tasks(told, move)
        with scope(self.city.officer):
            perform(self._one(told), "close", self.city.officer, conclusion=story.SWEPT)

    def _tasks(self, told: Swept, move: str) -> None:
        if told.what not in self.sent:
            return
        with scope(self.city.officer):
            ids = {line.row.task for line in look_alikes.site_lines(self._one(told))}
            tasks = list(campaign.tasks_by_id(ids).order_by("number"))
        with unscoped(reason=MANY):
            perform_many([self._step(task, move) for task in tasks])

    def _step(self, task: KeyTask, move: str) -> Step:
        clerk = self.city.answering(task.lead_unit_id)
        if move == "accept":
            return Step(task, move, clerk, {"on": clock.today()})
        if move == "start":
            return Step(task, move, clerk, {"responsible": clerk.name})
        if move == "submit":
            return Step(task, move, clerk, {"conclusion": HANDED_IN, "evidence": [evidence.workbook_of(clerk)]})
        if move == "verify":
            return Step(task, move, self.city.officer, {"checked": "逐个场所核对检查记录"})
        return Step(task, move, self.city.leader, {})

    def _one(self, told: Swept) -> LookAlike:
        return look_alikes.look_alike_of(self.sent[told.what])

    def _district(self, territory: int) -> Actor:
        district = next(one for one in self.city.districts if one.id == territory)
        return self.city.actor(Role.DISTRICT_OFFICER, district.government)


def _checked(told: Swept, line: SiteLine, *, excused: bool) -> tuple[str, dict[str, Any]]:
    if excused:
        return "excuse", {"reason": story.EXCUSED}
    return "note_check", {"on": clock.today(), "text": told.found[line.row.pk % len(told.found)]}


def _at(day: date, hour: int, minute: int, do: object) -> Happening:
    return Happening(datetime.combine(day, time(hour, minute), clock.TZ), do)  # type: ignore[arg-type]
