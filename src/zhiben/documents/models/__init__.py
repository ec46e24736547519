"""Official documents with their versions and deliveries, and the registers of numbers. A document's record is its paper
as JSON; PDF and DOCX bytes are views of it, kept once issued."""

from zhiben.documents.models.deliveries import Delivery
from zhiben.documents.models.documents import OfficialDocument, Version
from zhiben.documents.models.registers import IssuingBody, NumberRegister, TakenNumber

__all__ = ["Delivery", "IssuingBody", "NumberRegister", "OfficialDocument", "TakenNumber", "Version"]
