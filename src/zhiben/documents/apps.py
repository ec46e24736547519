"""The app of official documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Loads what a document's moves do."""

    name = "zhiben.documents"
    label = "documents"
    verbose_name = "公文"

    def ready(self) -> None:
        """Effects register themselves when imported."""
        from zhiben.documents import mechanisms, operations, queries  # noqa: F401
        from zhiben.documents.lifecycle import DOCUMENT
        from zhiben.documents.models import Delivery, OfficialDocument
        from zhiben.documents.vocab import CONFLICTS, NOTICES, WHOLE
        from zhiben.foundation import conflicts
        from zhiben.foundation.rendering.titles import keep_whole
        from zhiben.foundation.scope.beside import keep_beside
        from zhiben.inbox import sources
        from zhiben.inbox.vocab import name_kind

        conflicts.tell(**CONFLICTS)
        keep_whole(*WHOLE)
        for kind, label in NOTICES.items():
            name_kind(kind, label)
        keep_beside(OfficialDocument, queries.own_documents)
        keep_beside(Delivery, queries.own_deliveries)
        sources.register("documents", DOCUMENT.title, queries.waiting_for, due=queries.due_day)
