"""The pages of official documents."""

from zhiben.documents.views.numbers import issuing_body, numbers, void
from zhiben.documents.views.reading import docx, listed, page, pdf, version
from zhiben.documents.views.signing import issue, signing
from zhiben.documents.views.writing import rewrite, write

__all__ = [
    "docx",
    "issue",
    "issuing_body",
    "listed",
    "numbers",
    "page",
    "pdf",
    "rewrite",
    "signing",
    "version",
    "void",
    "write",
]
