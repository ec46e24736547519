"""No reply in time: the ladder proposes the next paper, with what it must say filled in; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from zhiben.documents.kinds import declared
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.documents.vocab import Kind
from zhiben.kernel import clock
from zhiben.kernel.text import N_, within_marks

LONGEST = 90
"""So much of a title is quoted in another one."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who has not replied, the paper that the ladder proposes next (none at its end), and what it says to begin with,
    by the fields of the form in which a person writes it."""

    names: tuple[str, ...]
    kind: Kind | None
    said: Mapping[str, object]

    @property
    def query(self) -> str:
        """The same for a link."""
        return urlencode(self.said)


def proposed(document: OfficialDocument, deliveries: Iterable[Delivery]) -> Proposal | None:
    """The proposal for an issued document whose replies are overdue; None where nobody is late."""
    late = [one for one in deliveries if one.is_overdue]
    if document.state != "issued" or not late:
        return None
    names = tuple(one.name for one in late)
    kind = declared(document.kind).next_up
    sent = clock.in_words(document.paper.date)
    body = N_(
        "我办于{sent}印发《{title}》（{number}），要求在规定期限内书面答复，至今未收到答复。请立即办理并书面说明原因。"
    )
    said = {
        "to": "、".join(names),
        "office": document.office_id,
        "title": _title(document.title, kind.label if kind else ""),
        "basis": document.basis,
        "body": body.format(sent=sent, title=document.title, number=document.number),
    }
    return Proposal(names, kind, said)


def _title(title: str, kind: str) -> str:
    """Within the length that a form takes."""
    return N_("关于限期答复“{title}”的{kind}").format(title=within_marks(title[:LONGEST]), kind=kind)
