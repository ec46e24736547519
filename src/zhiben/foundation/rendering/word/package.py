"""The file itself, by python-docx: parts, relationships, pictures, page, properties, archive; always the same bytes.

Its template is left out, and with it the theme and a hundred styles; so is the hour that it stamps on what it saves.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zhiben.foundation.rendering.blocks import Paper
from zhiben.foundation.rendering.word import page

if TYPE_CHECKING:
    from docx.opc.coreprops import CoreProperties
    from docx.parts.document import DocumentPart

_LONGEST = 255
"""What the library takes as a property, in characters."""


def blank() -> DocumentPart:
    """The main part of a new file, which holds our styles, settings and names of fonts, and nothing else."""
    from docx.opc.constants import CONTENT_TYPE as KIND
    from docx.opc.constants import RELATIONSHIP_TYPE as LINK
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart
    from docx.oxml import parse_xml
    from docx.package import Package
    from docx.parts.document import DocumentPart
    from docx.parts.settings import SettingsPart
    from docx.parts.styles import StylesPart

    package = Package()
    address = PackURI("/word/document.xml")
    main = DocumentPart(address, KIND.WML_DOCUMENT_MAIN, parse_xml(page.document("")), package)
    package.relate_to(main, LINK.OFFICE_DOCUMENT)
    parts: tuple[tuple[type[XmlPart], str, str, str, Callable[[], str]], ...] = (
        (StylesPart, "styles", KIND.WML_STYLES, LINK.STYLES, page.styles),
        (SettingsPart, "settings", KIND.WML_SETTINGS, LINK.SETTINGS, page.settings),
        (XmlPart, "fontTable", KIND.WML_FONT_TABLE, LINK.FONT_TABLE, page.fonts),
    )
    for part, name, kind, link, content in parts:
        main.relate_to(part(PackURI(f"/word/{name}.xml"), kind, parse_xml(content()), package), link)
    return main


def pack(main: DocumentPart, paper: Paper, content: str) -> bytes:
    """The file's bytes. The properties come from the paper, its date included: nothing is taken from the clock."""
    from docx.oxml import parse_xml

    # One parse for the whole body: the library's own calls, paragraph by paragraph, take many times as long, and moving
    # a parsed body into another tree takes lxml a time that grows with its square.
    main._element = parse_xml(page.document(content))
    document = main.document
    page.set_section(document.sections[0], paper)
    _name(document.core_properties, paper)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_hour(buffer)


def _name(properties: CoreProperties, paper: Paper) -> None:
    properties.title = paper.title.replace("\n", "")[:_LONGEST]
    properties.author = properties.last_modified_by = paper.issuer[:_LONGEST]
    properties.keywords = "、".join(paper.keywords)[:_LONGEST]
    properties.created = properties.modified = datetime.combine(paper.date, time(), UTC)
    properties.language = "zh-CN"


def _without_hour(saved: io.BytesIO) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(saved) as stamped, ZipFile(buffer, "w") as archive:
        for name in stamped.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, stamped.read(name))
    return buffer.getvalue()
