"""Results of analyses as they were found: of whose ground, from which rows, by which method; kept with their inputs, so
that anybody can count again what a paper says."""

from zhiben.foundation.studies.keeping import Found, keep, latest, studies_of
from zhiben.foundation.studies.models import Study

__all__ = ["Found", "Study", "keep", "latest", "studies_of"]
