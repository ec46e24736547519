"""Ways out of the site for a notice. What is told always stands on the page of messages; a channel carries it further:
mail to each person, and beside it robots, which are told of many notices at once."""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from zhiben.foundation import installation
from zhiben.inbox.models import Reach, Robot
from zhiben.inbox.vocab import DIGEST
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

FILES = "django.core.mail.backends.filebased.EmailBackend"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel carries: `key` is the same at every attempt, so that who receives it twice can tell."""

    key: str
    subject: str
    text: str


class Undeliverable(Exception):
    """It did not go out; `for_good` when trying again is of no use."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.why, self.for_good = why, for_good


class Channel(Protocol):
    """A way out. `reached` says who of `people` wants notices of a kind by it; `send` raises Undeliverable."""

    def reached(self, kind: str, people: Iterable[int]) -> dict[int, str]: ...

    def send(self, letter: Letter, to: str) -> None: ...


class Mail:
    """By mail, through Django, to confirmed addresses. A demonstration's mail never leaves: it is written to files."""

    def reached(self, kind: str, people: Iterable[int]) -> dict[int, str]:
        """The confirmed addresses of those who want this kind by mail."""
        wanted = {"digest_by_mail": True} if kind == DIGEST else {"notices_by_mail": True}
        rows = Reach.objects.filter(
            person__in=list(people), confirmed_at__isnull=False, person__is_active=True, **wanted
        )
        return dict(rows.values_list("person", "mail"))

    def send(self, letter: Letter, to: str) -> None:
        """One plain mail, marked as written by a machine."""
        backend = FILES if installation.current().demonstration else settings.EMAIL_BACKEND
        headers = {
            "Message-ID": f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:32]}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
        }
        message = EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
        try:
            message.connection = get_connection(backend)
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise Undeliverable(
                N_("收件服务器拒收（{codes}）").format(codes="、".join(map(str, codes))),
                for_good=all(code >= 500 for code in codes),
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Undeliverable(f"{type(error).__name__}: {error}"[:200]) from error


def _domain() -> str:
    return urlsplit(settings.ZHIBEN_BASE_URL).hostname or "zhiben.invalid"


CHANNELS: dict[str, Channel] = {"mail": Mail()}


def wanted(kind: str, people: Iterable[int]) -> dict[int, list[str]]:
    """Person → the channels by which notices of a kind are wanted; of robots, those of everybody and of the person's
    units."""
    asked = list(people)
    found: dict[int, list[str]] = {}
    for name, channel in CHANNELS.items():
        for person in channel.reached(kind, asked):
            found.setdefault(person, []).append(name)
    for person, robot in _robots_of(asked):
        found.setdefault(person, []).append(robot.channel)
    return found


def _robots_of(people: list[int]) -> list[tuple[int, Robot]]:
    robots = list(Robot.objects.filter(active=True).order_by("pk"))
    units = {robot.unit for robot in robots if robot.unit}
    held = set(orgs.held_among(people, units)) if units else set()
    return [(person, one) for person in people for one in robots if not one.unit or (person, one.unit) in held]
