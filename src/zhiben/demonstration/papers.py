"""The offices' papers: one of every kind written, reviewed, signed, issued, received and some answered; and what waits
for somebody when the demonstration is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, paper_texts
from zhiben.demonstration.paper_texts import Text
from zhiben.demonstration.timeline import Happening
from zhiben.documents import operations, queries
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Numbering
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City, District
    from zhiben.documents.models import OfficialDocument

SEPTEMBER = date(2024, 9, 23)
STEPS = ("submit", "pass_review", "sign", "issue")
AT = time(17, 45)
"""After everything else of a day: no list of the day is touched by papers."""


class Papers:
    """The papers as records, by their titles."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.written: dict[str, OfficialDocument] = {}

    def happenings(self) -> Iterator[Happening]:
        """In order of time."""
        yield Happening(_on(calendar.CAMPAIGN), self.open_desks)
        texts = paper_texts
        issued = (
            (SEPTEMBER, texts.NOTICE),
            (SEPTEMBER + timedelta(days=3), texts.MINUTES),
            (SEPTEMBER + timedelta(days=7), texts.CIRCULAR),
            (date(2024, 10, 8), texts.REMINDER),
            (date(2024, 10, 9), texts.URGING),
            (date(2024, 10, 10), texts.REPORT),
            (date(2024, 10, 11), texts.LISTING),
            (date(2024, 10, 12), texts.DELISTING),
            (date(2024, 10, 14), texts.LETTER),
        )
        for day, text in issued:
            yield Happening(_on(day), lambda text=text: self.issue(text))  # type: ignore[misc]
        yield Happening(_on(date(2024, 10, 14), minutes=5), self.of_the_district)
        yield Happening(_on(date(2024, 10, 14), minutes=10), self.answer)
        yield Happening(_on(date(2024, 10, 15), minutes=10), self.leave_open)

    def open_desks(self) -> None:
        """Every office says how it issues."""
        self._open(self.city.office, "深圳市安全生产委员会办公室", "深安办")
        for district in self.city.districts:
            short = district.name.removesuffix("区")
            self._open(district.office, f"{district.name}安全生产委员会办公室", f"{short[:4]}安办")

    def issue(self, text: Text) -> OfficialDocument:
        """The city's office issues a paper."""
        return take(self.city, self._write(text, self.city.office), self.city.office, STEPS)

    def of_the_district(self) -> None:
        """The home district's office issues a reminder of its own."""
        district = self.city.home[0].district
        document = self._write(paper_texts.DISTRICT_LETTER, district.office)
        take(self.city, document, district.office, STEPS)

    def answer(self) -> None:
        """Older papers are received everywhere; the reminder is answered too, and the office accepts the answer."""
        for text in (paper_texts.NOTICE, paper_texts.MINUTES, paper_texts.CIRCULAR, paper_texts.DELISTING):
            receive(self.city, [self.written[text.title]])
        reminder = self.written[paper_texts.REMINDER.title]
        officer = self._officer(self.city.office)
        for one in self._deliveries(reminder):
            clerk = self.city.answering(one.unit_id)
            with scope(clerk):
                perform(one, "receive", clerk)
                perform(one, "reply", clerk, text=paper_texts.REPLY)
            with scope(officer):
                perform(one, "evaluate", officer, assessment=paper_texts.ASSESSMENT)
        for one in self._deliveries(self.written[paper_texts.URGING.title])[:1]:
            clerk = self.city.answering(one.unit_id)
            with scope(clerk):
                perform(one, "receive", clerk)

    def leave_open(self) -> None:
        """Two papers wait for the leader's signature, a third is a draft that was returned."""
        for text in paper_texts.WAITING:
            take(self.city, self._write(text, self.city.office), self.city.office, STEPS[:2])
        leader = self.city.leader
        draft = take(
            self.city,
            self._write(paper_texts.WAITING[0], self.city.office, title="关于做好台风防御准备工作的通知"),
            self.city.office,
            STEPS[:2],
        )
        with scope(leader):
            perform(draft, "return_draft", leader, remark="请补充各区转移安置场所的准备要求（示例数据）")

    def write(self, out: Path) -> list[Path]:
        """Every issued paper in both forms, as files in `out`."""
        out.mkdir(parents=True, exist_ok=True)
        officer, found = self._officer(self.city.office), list[Path]()
        with scope(officer):
            for document in (one for one in self.written.values() if one.state == "issued"):
                found += files(document, out)
        return found

    def _open(self, office: int, name: str, code: str) -> None:
        officer = self._officer(office)
        with scope(officer):
            operations.set_issuing_body(
                office,
                full_name=name,
                code=code,
                numbering=Numbering.OWN,
                contact="联系人：某某（示例），电话：0755-00000000",
                actor=officer,
            )

    def _write(self, text: Text, office: int, *, title: str = "") -> OfficialDocument:
        officer = self._officer(office)
        due = orgs.reply_deadline(clock.now(), text.reply_days).date() if text.reply_days else None
        to = self._names(text.to, office)
        written = Written(
            title=title or text.title,
            to=to,
            body=text.body,
            copy=text.copy,
            basis=text.basis,
            reply_by=due,
            contact="联系人：某某（示例），电话：0755-00000000",
        )
        with scope(officer):
            document = operations.write(text.kind, written, office=office, actor=officer)
        self.written[document.title] = document
        return document

    def _names(self, to: str, office: int) -> str:
        """The names of the units meant; nothing said means the home district's."""
        home: District = self.city.home[0].district
        if not to:
            own = office == home.office
            units = list(home.departments.values())[:2] if own else [home.government]
            return "、".join(orgs.unit_names(units)[unit] for unit in units)
        return to

    def _deliveries(self, document: OfficialDocument) -> list[operations.Delivery]:
        with scope(self._officer(self.city.office)):
            return list(queries.deliveries(document))

    def _officer(self, office: int) -> Actor:
        return self.city.actor(Role.OFFICE_OFFICER, office)


def take(city: City, document: OfficialDocument, office: int, steps: tuple[str, ...]) -> OfficialDocument:
    """The document, taken through `steps` by the people of its office."""
    who = {
        "submit": city.actor(Role.OFFICE_OFFICER, office),
        "pass_review": city.actor(Role.OFFICE_OFFICER, office, 1),
        "sign": city.actor(Role.OFFICE_LEADER, office),
        "issue": city.actor(Role.OFFICE_OFFICER, office),
    }
    for step in steps:
        with scope(who[step]):
            perform(document, step, who[step])
    return document


def receive(city: City, documents: Sequence[OfficialDocument]) -> None:
    """Every unit that an office's documents went to confirms that it has them."""
    officer = city.actor(Role.OFFICE_OFFICER, documents[0].office_id)
    with scope(officer):
        rows = [one for document in documents for one in queries.deliveries(document) if one.state == "sent"]
        perform_many([Step(one, "receive", city.answering(one.unit_id)) for one in rows])


def files(document: OfficialDocument, out: Path) -> list[Path]:
    """A document's PDF and DOCX as files in `out`."""
    forms = {"pdf": operations.pdf_bytes(document), "docx": operations.docx_bytes(document)}
    paths = []
    for ending, content in forms.items():
        path = out / f"{document.title}.{ending}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def _on(day: date, *, minutes: int = 0) -> datetime:
    return datetime.combine(day, AT, clock.TZ) + timedelta(minutes=minutes)
