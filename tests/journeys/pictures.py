"""The pictures of the handbook: who looks at which page of the demonstration city."""

from __future__ import annotations

OFFICE, LEADER, DEPARTMENT, BUREAU = "安委办工作人员", "安委办领导", "部门工作人员", "区部门工作人员"
DISTRICT, DISTRICT_OFFICE, STREET = "区工作人员", "区安委办工作人员", "街道工作人员"

PICTURES: dict[str, tuple[str, str]] = {}
"""Name of the picture: whose eyes (as the demonstration prints its people), and the address."""
