"""The tables of supervision."""

from zhiben.supervision.models import guarding  # noqa: F401 - its guards register themselves
from zhiben.supervision.models.findings import Finding
from zhiben.supervision.models.rounds import Excusal, Frame, Keeper, Round, Team, TeamMember
from zhiben.supervision.models.targets import Interest, Secret, Target
from zhiben.supervision.models.visits import Visit, VisitMember

__all__ = [
    "Excusal",
    "Finding",
    "Frame",
    "Interest",
    "Keeper",
    "Round",
    "Secret",
    "Target",
    "Team",
    "TeamMember",
    "Visit",
    "VisitMember",
]
