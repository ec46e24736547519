"""The links of chains, as other rooms name them."""

from __future__ import annotations

from zhiben.orgs.models import ChainLink


def chain_links() -> list[tuple[int, str]]:
    """(id, "链条·环节") of every link, in the order of the chains and along each."""
    rows = ChainLink.objects.select_related("chain").order_by("chain__position", "chain", "position")
    return [(row.pk, f"{row.chain}·{row}") for row in rows]
