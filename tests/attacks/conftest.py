"""The stage of the doors, for whoever attacks them."""

from __future__ import annotations

from tests.doors.conftest import stage  # noqa: F401 - one stage for all tests of a module
