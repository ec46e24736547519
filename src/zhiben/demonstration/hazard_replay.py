"""The hazards of the demonstration, lived through: every planned move by the person whose move it is, the two-person
ones by two, listings beside; through the same verbs as on the page."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from zhiben.demonstration import evidence, texts
from zhiben.demonstration.city import line_of
from zhiben.demonstration.hazard_story import Story, timeline
from zhiben.demonstration.timeline import Happening
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import operations
from zhiben.hazards.operations import Draft, RecordDraft
from zhiben.hazards.vocab import Body, Grade
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.hazards.models import Hazard, Listing, SiteRecord
    from zhiben.kernel.rights import Actor

Members = Sequence[tuple[int, str]]
"""Who acts on what: (index of the story, cast)."""

MANY = "many people act at one moment of the replay; the door asks for each of them"
PROMISES = ("responsibility", "measures", "funding", "deadline", "contingency")
COPIED_EVERY = 120
"""Every so many hazards were put right in the same words."""

DRAFTING, SIGNED = ("draft_confirm", "draft_review"), ("confirm", "review", "send_back")


class HazardReplay:
    """The hazards as records, moved as their stories tell."""

    def __init__(self, city: City, told: Sequence[Story]) -> None:
        self.city, self.told = city, told
        self.hazards: dict[int, Hazard] = {}
        self.unsigned: dict[int, SiteRecord] = {}
        self.listings: dict[int, Listing] = {}
        self.pictures = evidence.Pictures()

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to the hazards and their listings, in order of time."""
        own = (
            Happening(at, lambda at=at, move=move, members=members: self._do(at, move, members))  # type: ignore[misc]
            for at, move, members in timeline([story.events for story in self.told])
        )
        listed = (
            Happening(at, lambda move=move, members=members: self._list(move, members))  # type: ignore[misc]
            for at, move, members in timeline([story.listing for story in self.told])
        )
        return heapq.merge(own, listed, key=lambda happening: happening.at)

    def _do(self, at: datetime, move: str, members: Members) -> None:
        with unscoped(reason=MANY), audit.batch():
            if move == "report":
                self._report(members)
            elif move in DRAFTING:
                self._draft_records(at, members)
            elif move in SIGNED:
                signers = [self._who(cast, move, self.told[index]) for index, cast in members]
                records = [self.unsigned.pop(index) for index, _ in members]
                operations.sign_records(list(zip(records, signers, strict=True)))
            else:
                perform_many([self._step(at, move, index, cast) for index, cast in members])

    def _report(self, members: Members) -> None:
        by_actor: dict[Actor, list[int]] = {}
        for index, cast in members:
            by_actor.setdefault(self._who(cast, "report", self.told[index]), []).append(index)
        for actor, indexes in by_actor.items():
            with scope(actor):
                rows = operations.report_many([self._draft(self.told[index]) for index in indexes], actor=actor)
            self.hazards.update(zip(indexes, rows, strict=True))

    def _draft(self, story: Story) -> Draft:
        return Draft(
            title=story.title,
            site=self.city.sites[story.site],
            found_on=story.found,
            criterion=story.clause,
            description=f"{story.title}（示例数据）",
            number=story.number,
        )

    def _draft_records(self, at: datetime, members: Members) -> None:
        drafts = []
        for index, cast in members:
            kind, story = cast.removeprefix("first_"), self.told[index]
            actor = self._who(cast, kind, story)
            drafts.append(
                RecordDraft(
                    hazard=self.hazards[index],
                    kind=kind,
                    actor=actor,
                    conclusion=texts.CONCLUSIONS[kind],
                    position=f"{self.city.streets[story.street].name}，现场定位（示例数据）",
                    on_site_at=at,
                    photos=[self.pictures.take(actor)],
                )
            )
        rows = operations.draft_records(drafts)
        self.unsigned.update({index: row for (index, _), row in zip(members, rows, strict=True)})

    def _step(self, at: datetime, move: str, index: int, cast: str) -> Step:
        story = self.told[index]
        actor, facts = self._who(cast, move, story), dict(self._facts(at, move, story))
        if move == "declare":
            facts["files"] = [self.pictures.take(actor)]
            if index % COPIED_EVERY == 0:
                facts["measures_done"] = texts.COPIED
        return Step(self.hazards[index], move, actor, facts)

    def _facts(self, at: datetime, move: str, story: Story) -> Mapping[str, Any]:
        street = self.city.streets[story.street]
        facts: dict[str, dict[str, Any]] = {
            "verify": {
                "criterion": story.clause,
                "level": Grade.MAJOR.value,
                "due": story.due,
                "responsible_unit": street.unit,
            },
            "reject": {"reason": "经现场核查，不符合判定标准"},
            "mark_duplicate": {"other": story.original.number if story.original else ""},
            "start": {**dict.fromkeys(PROMISES, True), **texts.PLAN},
            "progress": {"text": "设备已订购，正在施工", "percentage": 50},
            "declare": {
                "measures_done": texts.MEASURES[len(story.title) % len(texts.MEASURES)],
                "funds": 1000 * (5 + story.site % 60),
            },
            "accept": {"conclusion": "整改到位，验收合格", "commitments": True},
            "reopen": {
                "trigger": "second_look",
                "evidence": "回头看发现问题反弹",
                "due": at.date() + timedelta(days=30),
            },
        }
        return facts.get(move, {})

    def _list(self, move: str, members: Members) -> None:
        with unscoped(reason=MANY):
            if move == "propose":
                for index, cast in members:
                    self._propose(index, self._listing_body(cast, self.told[index]))
                return
            perform_many([self._listing_step(move, index, cast) for index, cast in members])

    def _propose(self, index: int, actor: Actor) -> None:
        story = self.told[index]
        self.listings[index] = operations.propose_listing(
            self.hazards[index],
            level=story.listed,
            facts=f"{story.title}，风险突出（示例数据）",
            legal_basis="示例挂牌督办办法（示例数据）",
            deadline=story.due,
            actor=actor,
        )

    def _listing_step(self, move: str, index: int, cast: str) -> Step:
        actor = self._listing_body(cast, self.told[index])
        return Step(self.listings[index], move, actor, self._listing_facts(move, index))

    def _listing_facts(self, move: str, index: int) -> Mapping[str, Any]:
        story = self.told[index]
        mark = "示例督办" if story.listed == Body.CITY else "示例区督办"
        facts: dict[str, dict[str, Any]] = {
            "approve": {"decision": "同意挂牌督办"},
            "notice": {"document": f"{mark}〔2024〕{index + 1}号"},
            "file": {"to": "上级安委办（示例）", "on": clock.today()},
            "publish": {"medium": "政府门户网站（示例）", "on": clock.today()},
            "request_acceptance": {"evidence": "整改完成并经复核，申请验收"},
            "inspect": {"record": "两人现场验收合格", "verdict": "accept"},
            "delist": {"document": f"{mark}〔2024〕{index + 1}号"},
        }
        return facts.get(move, {})

    def _listing_body(self, cast: str, story: Story) -> Actor:
        if cast == "street":
            return self.city.actor(Role.STREET_OFFICER, self.city.streets[story.street].unit, 1)
        if cast == "leader":
            return self.city.actor(Role.OFFICE_LEADER, self._office_unit(story))
        return self._office(story, 1 if cast == "second" else 0)

    def _office_unit(self, story: Story) -> int:
        """The committee office that accepts and closes: the city's for what it listed, else the district's."""
        return self.city.office if story.listed == Body.CITY else self.city.streets[story.street].district.office

    def _office(self, story: Story, number: int) -> Actor:
        return self.city.actor(Role.OFFICE_OFFICER, self._office_unit(story), number)

    def _who(self, cast: str, move: str, story: Story) -> Actor:
        """The person behind a cast. Different numbers keep apart whom the rules keep apart."""
        street = self.city.streets[story.street]
        department = street.district.departments[line_of(story.sector)]
        if cast == "department" and move == "accept" and story.listed:
            return self._office(story, 1)
        reports = move == "report"
        posts: dict[str, tuple[Role, int, int]] = {
            "street": (Role.STREET_OFFICER, street.unit, 0 if reports else 1),
            "department": (Role.DEPARTMENT_OFFICER, department, 2 if reports else 0),
            "inspector": (Role.INSPECTOR, self.city.office, story.site),
            "enterprise": (Role.ENTERPRISE_CONTACT, self.city.enterprises.get(story.site, 0), 0),
            "first": (Role.DEPARTMENT_OFFICER, department, 1),
            "second": (Role.DISTRICT_OFFICER, street.district.government, 0 if move == "confirm" else 1),
            "office": (Role.OFFICE_OFFICER, self._office_unit(story), 0),
        }
        return self.city.actor(*posts[cast.partition("_")[0]])
