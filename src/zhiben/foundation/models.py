"""Where Django looks for models: those of the sub-packages, under one label."""

from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.files.models import Attachment, PassingFile, Photo, StoredFile, Upload
from zhiben.foundation.installation.models import Installation
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.once.models import Sent
from zhiben.foundation.retention.models import KeepingHold, KeepingTerm
from zhiben.foundation.scope.models import Participation
from zhiben.foundation.search.models import SearchBlock
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.foundation.studies.models import Study

__all__ = [
    "Attachment",
    "AuditEntry",
    "Disclosure",
    "FrozenMeasure",
    "Installation",
    "Job",
    "KeepingHold",
    "KeepingTerm",
    "LedgerHead",
    "Participation",
    "PassingFile",
    "Photo",
    "SearchBlock",
    "Secret",
    "Sent",
    "StateInterval",
    "StoredFile",
    "Study",
    "Upload",
]
