"""The tables of supervision."""

from zhiben.supervision.models import guarding  # noqa: F401 - its guards register themselves
from zhiben.supervision.models.answers import Answer, Brought, SeenAgain, TaskCheck
from zhiben.supervision.models.areas import AreaMeasure, AreaMeeting, AreaMonth, AreaPaper, ListedArea
from zhiben.supervision.models.checklists import Checklist, Edition, Item
from zhiben.supervision.models.findings import Finding, Given
from zhiben.supervision.models.listings import ListingRequest
from zhiben.supervision.models.look_alikes import LookAlike, LookAlikeSite
from zhiben.supervision.models.phone import PhoneAct, PhoneVersion, Shot
from zhiben.supervision.models.photos import PhotoVerdict
from zhiben.supervision.models.rounds import Excusal, Frame, Keeper, Round, Team, TeamMember
from zhiben.supervision.models.signals import AccidentSignal, AlertBudget
from zhiben.supervision.models.studies import JointStudy, StudyCause, StudyGap, StudyLook
from zhiben.supervision.models.targets import Interest, Secret, Target
from zhiben.supervision.models.tips import TipDraw
from zhiben.supervision.models.transfers import Transfer
from zhiben.supervision.models.visits import Visit, VisitMember

__all__ = [
    "AccidentSignal",
    "AlertBudget",
    "Answer",
    "AreaMeasure",
    "AreaMeeting",
    "AreaMonth",
    "AreaPaper",
    "Brought",
    "Checklist",
    "Edition",
    "Excusal",
    "Finding",
    "Frame",
    "Given",
    "Interest",
    "Item",
    "JointStudy",
    "Keeper",
    "ListedArea",
    "ListingRequest",
    "LookAlike",
    "LookAlikeSite",
    "PhoneAct",
    "PhoneVersion",
    "PhotoVerdict",
    "Round",
    "Secret",
    "SeenAgain",
    "Shot",
    "StudyCause",
    "StudyGap",
    "StudyLook",
    "Target",
    "TaskCheck",
    "Team",
    "TeamMember",
    "TipDraw",
    "Transfer",
    "Visit",
    "VisitMember",
]
