"""What tests of a leader's instructions share: their words, what is made of one, and who was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.documents import WRITTEN, Desk
from tests.factories.photos import PNG

from zhiben.dispatch import operations
from zhiben.dispatch.models import Instruction, Reminder
from zhiben.dispatch.operations import Origin
from zhiben.dispatch.queries import instructions
from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox.models import Notice
from zhiben.orgs import operations as orgs
from zhiben.orgs.models import Person

PAST = date(2024, 9, 30)
LETTER = replace(WRITTEN, to="市住房建设局", reply_by=date(2024, 10, 23))
WORDS = "请住建局举一反三，\n逐栋排查外墙。"
SAID = {
    "kind": "reminder_letter",
    "title": "关于外墙脱落排查的提醒函",
    "to": "市住房建设局",
    "basis": "示例依据",
    "facts": "有一项任务逾期。",
    "request": "请增加排查任务。",
    "reply_by": "2024-10-23",
}


def newest() -> Instruction:
    with unscoped(reason="a test reads"):
        return instructions.instruction_of(Instruction.objects.latest("pk").pk)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("批示.png", PNG, "image/png")


def followed(desk: Desk, one: Instruction) -> Reminder:
    with scope(desk.officer):
        origin = Origin("instruction", one.pk)
        return operations.remind(origin, LETTER, office=desk.office, actor=desk.officer)


def stands_in(desk: Desk, deputy: Person) -> None:
    leader = Person.objects.get(pk=desk.leader.id)
    orgs.substitute(leader, deputy, first=PAST, last=date(2024, 12, 31), actor=desk.leader)


def told(person: int, kind: str) -> list[str]:
    return list(Notice.objects.filter(person=person, kind=kind).order_by("pk").values_list("title", flat=True))
