"""Documents at any stage: an office that issues, and a reminder or another paper taken as far as asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhiben.documents import operations
from zhiben.documents.models import OfficialDocument
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind, Numbering
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

STEPS = ("drafted", "in_review", "reviewed", "numbered", "issued")
WRITTEN = Written(
    title="关于加强燃气安全排查的提醒函",
    to="市住房建设局",
    basis="《深圳市安全生产监督管理办法》（示例）",
    body="一、基本情况\n近期燃气事故多发。\n二、有关要求\n请立即组织排查，落实整改。",
    contact="联系人：张三，电话：0755-12345678",
)


@dataclass(frozen=True)
class Desk:
    """An issuing office with its people: who drafts, who reviews, who signs."""

    office: int
    officer: Actor
    reviewer: Actor
    leader: Actor

    def opened(self, numbering: Numbering = Numbering.OWN, code: str = "深安办") -> Desk:
        """The same desk once the office has said how it issues."""
        with scope(self.officer):
            operations.set_issuing_body(
                self.office,
                full_name=orgs.unit_name(self.office),
                code=code,
                numbering=numbering,
                actor=self.officer,
            )
        return self

    def write(self, written: Written = WRITTEN, kind: Kind = Kind.REMINDER) -> OfficialDocument:
        """A draft."""
        with scope(self.officer):
            return operations.write(kind, written, office=self.office, actor=self.officer)

    def taken(self, document: OfficialDocument, state: str) -> OfficialDocument:
        """The document, on its way to `state`."""
        ways = {
            "in_review": (self.officer, "submit"),
            "reviewed": (self.reviewer, "pass_review"),
            "numbered": (self.leader, "sign"),
            "issued": (self.officer, "issue"),
        }
        for step in STEPS[STEPS.index(document.state) + 1 : STEPS.index(state) + 1]:
            actor, move = ways[step]
            with scope(actor):
                perform(document, move, actor)
        return document

    def issued(self, written: Written = WRITTEN, kind: Kind = Kind.REMINDER) -> OfficialDocument:
        """A document that went out."""
        return self.taken(self.write(written, kind), "issued")


def until(days: int, written: Written = WRITTEN) -> Written:
    """The same, asking for a reply in so many days."""
    return replace(written, reply_by=day_in(days))


def day_in(days: int) -> date:
    """The day that many days ahead."""
    return clock.today() + timedelta(days=days)
