"""Where sessions are kept: a row each, with who, since when and from where, so that they can be listed and ended. The
rules in force come with the row, in the same query: no request asks for them apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db.models import Subquery
from django.utils.crypto import get_random_string

from zhiben.foundation.turns.passing import in_passing
from zhiben.identity import rules as known
from zhiben.identity.rules import Rules
from zhiben.kernel import clock

SINCE, ADDRESS, DEVICE, FACTOR, PASSWORD_DUE = "since", "address", "device", "factor", "password_due"
"""What a login leaves in its session."""

NOTED = timedelta(minutes=1)
"""So seldom it is written down that somebody is there."""


class SessionStore(Stored):
    """A session as the framework uses it, with a row that tells more."""

    row: Any = None
    _rules: Rules | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        """The table."""
        from zhiben.identity.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        from zhiben.identity.models import Ruling

        newest = Ruling.objects.order_by("-pk").values("rules")[:1]
        rows = self.model.objects.annotate(rules_now=Subquery(newest))
        found = rows.filter(session_key=self.session_key, expire_date__gt=clock.real()).first()
        if found is None:
            self._session_key = None
            return None
        self.row = found
        self._rules = known.read(found.rules_now)
        return found

    @property
    def rules(self) -> Rules:
        """The rules in force; with the row, if there is one."""
        if self._rules is None:
            self._get_session(no_load=False)  # type: ignore[attr-defined]
        if self._rules is None:
            from zhiben.identity.models import Ruling

            self._rules = known.read(Ruling.objects.order_by("-pk").values_list("rules", flat=True).first())
        return self._rules

    def create_model_instance(self, data: Any) -> Any:
        """The row for what the session holds."""
        now, row = clock.real(), self.row if self.row and self.row.pk == self.session_key else None
        told = data.get(SINCE)
        return self.get_model_class()(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            handle=row.handle if row else get_random_string(20),
            person=int(data.get(SESSION_KEY) or 0),
            since=datetime.fromisoformat(told) if told else row.since if row else now,
            seen=row.seen if row and row.person else now,
            address=data.get(ADDRESS, ""),
            device=data.get(DEVICE, ""),
            factor=data.get(FACTOR, ""),
        )

    def ended(self) -> bool:
        """Whether its time is over: nobody was there for too long, or it has lasted long enough."""
        if self.row is None:
            return False
        now = clock.real()
        return bool(now - self.row.seen >= self.rules.idle or now - self.row.since >= self.rules.absolute)

    def note_presence(self) -> None:
        """Write down that somebody is there, once a minute at most, and not while somebody holds the database: who
        reads waits for no writer."""
        now = clock.real()
        if self.row is None or now - self.row.seen < NOTED:
            return
        own = self.get_model_class().objects.filter(pk=self.row.pk)
        if in_passing(lambda: own.update(seen=now)):
            self.row.seen = now
