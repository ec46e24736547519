"""The app of official documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Loads what a document's moves do."""

    name = "zhiben.documents"
    label = "documents"
    verbose_name = "公文"

    def ready(self) -> None:
        """Effects register themselves when imported."""
        from zhiben.documents import operations  # noqa: F401
        from zhiben.documents.vocab import CONFLICTS
        from zhiben.foundation import conflicts

        conflicts.tell(**CONFLICTS)
