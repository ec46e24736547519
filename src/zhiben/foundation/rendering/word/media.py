"""Pictures of a DOCX: every drawing as PNG, with its size on the page and its words for those who cannot see it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from zhiben.foundation.rendering.blocks import Figure
from zhiben.foundation.rendering.engine import Engine
from zhiben.foundation.rendering.word.strokes import type_of

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

EMU_PER_MM = 36000
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


class Media:
    """Puts pictures into one file; the same drawing shown twice is one picture in it."""

    def __init__(self, setter: Engine, main: DocumentPart) -> None:
        self._setter, self._main = setter, main
        self._shown = 0

    def picture(self, figure: Figure) -> str:
        """A run that shows the figure."""
        link, image = self._main.get_or_add_image(io.BytesIO(self._setter.picture(figure.svg)))
        self._shown += 1
        number, across, down = self._shown, image.px_width, image.px_height
        width = round(figure.width_mm * EMU_PER_MM)
        size = f'cx="{width}" cy="{round(width * down / across)}"'
        name, words = quoteattr(figure.caption or f"图{number}"), quoteattr(figure.alt)
        return (
            f'<w:r>{type_of("fang")}<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name={name} descr={words}/>'
            f'<a:graphic xmlns:a="{_DRAWING}"><a:graphicData uri="{_PICTURE}"><pic:pic xmlns:pic="{_PICTURE}">'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name} descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
