"""The machine of a practice worth copying: told by a unit, approved or refused by the office."""

from __future__ import annotations

from zhiben.appraisal.lifecycle.offices import OFFICER
from zhiben.kernel.machine import register, request_machine
from zhiben.kernel.text import N_

PRACTICE = register(request_machine("practice", N_("经验做法"), decides=OFFICER, reason=N_("不采用的理由")))
