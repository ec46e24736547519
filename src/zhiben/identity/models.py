"""What is kept of coming in: rules in force, sessions, passwords of before, second factors, set-up links, bonds
with another house, and who tried too often. Accounts stay in the organisation's table; here they are plain ids."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "OpenHarmony": "HarmonyOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
BROWSERS = {
    "MicroMessenger": "微信",
    "wxwork": "企业微信",
    "DingTalk": "钉钉",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""What browsers say of themselves, the more special first."""


class Ruling(models.Model):
    """The rules from a moment on; the newest row is in force. `demonstration` ones say so on their page."""

    at = models.DateTimeField()
    by = models.BigIntegerField(default=0)
    demonstration = models.BooleanField(default=False)
    rules: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        return f"{self.at}"


class Session(AbstractBaseSession):
    """Somebody's login at one browser. `handle` names it on pages, for the key lets in; `seen` is within a minute."""

    handle = models.CharField(max_length=24, unique=True)
    person = models.BigIntegerField(default=0, db_index=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=200, blank=True)
    factor = models.CharField(max_length=10, blank=True)
    rules_now: ClassVar[Any] = None
    """The rules in force, read along with the row."""

    def __str__(self) -> str:
        return self.handle

    @property
    def device_named(self) -> str:
        """The device as its person knows it again: the system and the browser that it says it is."""
        for marks in (SYSTEMS, BROWSERS):
            if not any(mark in self.device for mark in marks):
                return self.device[:40]
        named = (next(name for mark, name in marks.items() if mark in self.device) for marks in (SYSTEMS, BROWSERS))
        return " · ".join(named)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes these rows."""
        from zhiben.identity.sessions import SessionStore

        return SessionStore


class PasswordMark(models.Model):
    """A password that an account has or had, as a hash, and since when."""

    person = models.BigIntegerField()
    hash = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="passwords_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.at}"


class Totp(models.Model):
    """An authenticator app. Its seed is kept among the secrets; `step` is the last whose code was taken."""

    person = models.BigIntegerField()
    at = models.DateTimeField()
    step = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="one_authenticator_each")]

    def __str__(self) -> str:
        return f"{self.person}"


class Passkey(models.Model):
    """A key of the person's device (WebAuthn): the public half, and how often it has signed."""

    person = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=40)
    credential = models.CharField(max_length=400)
    public = models.TextField()
    count = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credential"], name="one_account_per_passkey")]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of the codes for the day on which the device is lost; a hash, good once."""

    person = models.BigIntegerField(db_index=True)
    hash = models.CharField(max_length=128)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person}"


class SetUpLink(models.Model):
    """A link by which somebody sets their password, once and until a moment; only its digest is here."""

    person = models.BigIntegerField(db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.BigIntegerField(default=0)
    until = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="link_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.person} {self.until}"


class Bond(models.Model):
    """Somebody at another house (OpenID Connect) and the account that they come in with here. Issuer and subject alone
    tell them for good: a user name may be given to somebody else."""

    person = models.BigIntegerField()
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_subject"),
            models.UniqueConstraint(fields=["person", "issuer"], name="one_subject_per_account"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.issuer}"


class Tries(models.Model):
    """How often something was tried in vain: from an address, with a known device, at a second factor."""

    key = models.CharField(max_length=90, unique=True)
    count = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key
