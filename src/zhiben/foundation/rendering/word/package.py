"""A DOCX is a zip of XML parts; this packs them, always the same bytes for the same parts.

Written by hand because the libraries that could do it stamp the hour into the file and bring a theme along.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zhiben.foundation.rendering.blocks import Paper
from zhiben.foundation.rendering.word import page

_OPEN = "http://schemas.openxmlformats.org"
_RELATION = f"{_OPEN}/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def pack(paper: Paper, *, document: str, pictures: Sequence[bytes]) -> bytes:
    """The file's bytes. The properties come from the paper, its date included: nothing is taken from the clock."""
    margins = page.margin_parts(paper)
    parts = {
        "[Content_Types].xml": _types(margins),
        "_rels/.rels": _relations(
            {"doc": (f"{_RELATION}/officeDocument", "word/document.xml"), "core": (_CORE, "docProps/core.xml")}
        ),
        "docProps/core.xml": _core(paper),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(_document_relations(margins, len(pictures))),
        "word/styles.xml": page.styles(),
        "word/settings.xml": page.settings(),
        "word/fontTable.xml": page.fonts(),
        **{f"word/{name}.xml": content for name, content in margins.items()},
    }
    data = {name: (_HEAD + content).encode() for name, content in parts.items()}
    data |= {f"word/media/{number}.png": png for number, png in enumerate(pictures, start=1)}
    return _zipped(data)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


_CORE = f"{_OPEN}/package/2006/relationships/metadata/core-properties"


def _types(margins: Mapping[str, str]) -> str:
    kinds = {
        "word/document.xml": f"{_WORD}.document.main+xml",
        "word/styles.xml": f"{_WORD}.styles+xml",
        "word/settings.xml": f"{_WORD}.settings+xml",
        "word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"word/{name}.xml": f"{_WORD}.{name.split('-')[0]}+xml" for name in margins},
    }
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'<Types xmlns="{_OPEN}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{overrides}</Types>"
    )


def _document_relations(margins: Mapping[str, str], pictures: int) -> dict[str, tuple[str, str]]:
    return {
        "styles": (f"{_RELATION}/styles", "styles.xml"),
        "settings": (f"{_RELATION}/settings", "settings.xml"),
        "fonts": (f"{_RELATION}/fontTable", "fontTable.xml"),
        **{name: (f"{_RELATION}/{name.split('-')[0]}", f"{name}.xml") for name in margins},
        **{f"pic{number}": (f"{_RELATION}/image", f"media/{number}.png") for number in range(1, pictures + 1)},
    }


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{links}</Relationships>'


def _core(paper: Paper) -> str:
    moment = f"{paper.date.isoformat()}T00:00:00Z"
    return (
        f'<cp:coreProperties xmlns:cp="{_OPEN}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(paper.title.replace(chr(10), ''))}</dc:title>"
        f"<dc:creator>{escape(paper.issuer)}</dc:creator>"
        f"<cp:keywords>{escape('、'.join(paper.keywords))}</cp:keywords>"
        f"<cp:lastModifiedBy>{escape(paper.issuer)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified><dc:language>zh-CN</dc:language>'
        "</cp:coreProperties>"
    )
