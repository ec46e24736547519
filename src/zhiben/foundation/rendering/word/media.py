"""Pictures of a DOCX: every drawing as PNG, with its size on the page and its words for those who cannot see it."""

from __future__ import annotations

import struct
from xml.sax.saxutils import quoteattr

from zhiben.foundation.rendering.blocks import Figure
from zhiben.foundation.rendering.engine import Engine
from zhiben.foundation.rendering.word.strokes import type_of

EMU_PER_MM = 36000
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


class Media:
    """Collects the pictures of one file; the n-th is `media/n.png` with the relationship `pic{n}`."""

    def __init__(self, setter: Engine) -> None:
        self._setter = setter
        self.pictures: list[bytes] = []

    def picture(self, figure: Figure) -> str:
        """A run that shows the figure."""
        png = self._setter.picture(figure.svg)
        self.pictures.append(png)
        number = len(self.pictures)
        across, down = struct.unpack(">II", png[16:24])
        width = round(figure.width_mm * EMU_PER_MM)
        size = f'cx="{width}" cy="{round(width * down / across)}"'
        name, words = quoteattr(figure.caption or f"图{number}"), quoteattr(figure.alt)
        return (
            f'<w:r>{type_of("fang")}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name={name} descr={words}/>'
            f'<a:graphic xmlns:a="{_DRAWING}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="pic{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
