"""An address as a square that a phone's camera reads, drawn as SVG."""

from __future__ import annotations

from markupsafe import Markup


def qr_svg(address: str) -> Markup:
    """The code of `address` as an SVG without a size of its own and without styles; a quarter of it may be soiled or
    torn (level Q)."""
    import segno

    drawn: str = segno.make(address, error="q", micro=False).svg_inline(omitsize=True, svgclass="", lineclass="")
    return Markup(drawn)  # noqa: S704 - drawn from nothing but squares
