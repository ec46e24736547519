"""What the campaign hands out: assignment papers, and the coverage view to take along."""

from zhiben.campaign.papers.orders import FORMS, bundle, drawn, order_of

__all__ = ["FORMS", "bundle", "drawn", "order_of"]
