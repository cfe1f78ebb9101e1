"""aSc's XML as rows of attributes, read safely: no DTD, no entities, no deep or endless trees.

The declared encoding is obeyed (UTF-8, windows-1250, 1251, 1252, UTF-16); a declaration that is not true
refuses the file, since names would be read as other names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from intranet.kit.i18n import N_, _
from intranet.kit.sheets import LIMITS, FileProblem, FileRefused

ROOT = "timetable"
ELEMENTS = 200_000
ATTRIBUTES = 60
DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
KNOWN = re.compile(r"utf-?8|utf-?16(le|be)?|us-ascii|(windows-|cp)125\d|iso-8859-\d{1,2}|koi8-[ru]")
BOMS = (b"\xff\xfe", b"\xfe\xff")
# The rows we read, and the section each stands in.
SECTIONS = {
    "periods": "period", "daysdefs": "daysdef", "days": "day", "weeksdefs": "weeksdef",
    "termsdefs": "termsdef", "subjects": "subject", "teachers": "teacher", "classrooms": "classroom",
    "classes": "class", "groups": "group", "lessons": "lesson", "cards": "card",
}  # fmt: skip

Tables = dict[str, list[tuple[int, dict[str, str]]]]


def looks_like_xml(content: bytes) -> bool:
    """By the first bytes: a declaration, a DOCTYPE or aSc's own root."""
    head = content[:400]
    if head.startswith(BOMS):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith((b"<?xml", b"<!doctype timetable", b"<timetable", b"<!--"))


def read_tables(content: bytes) -> Tables:
    """Section's row name -> (line, attributes) in order.

    FileRefused: file_unsafe_xml, file_corrupt, file_bad_encoding, file_not_table, file_too_big.
    """
    if len(content) > LIMITS.file_bytes:
        raise FileRefused(FileProblem.TOO_BIG)
    _check_encoding(content)
    rows = _Rows()
    try:
        parseString(content, rows, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise FileRefused(FileProblem.UNSAFE_XML, _(UNSAFE)) from error
    except SAXParseException as error:
        wrong = "encoding" in str(error) or (_is_utf8(content) is False and _declared(content) == "utf-8")
        problem = FileProblem.BAD_ENCODING if wrong else FileProblem.CORRUPT
        raise FileRefused(problem, _(ENCODING) if wrong else "") from error
    except (SAXException, ValueError, LookupError) as error:
        raise FileRefused(FileProblem.CORRUPT) from error
    return rows.tables


UNSAFE = N_("В файле XML есть описание типа или сущности: такие файлы не читаются. Экспортируйте заново.")
ENCODING = N_("Кодировка файла не та, что написана в его первой строке. Экспортируйте файл заново.")
FOREIGN = N_("Это XML, но не расписание aSc Timetables. Нужен экспорт «aSc Timetables 2012 XML».")


def _declared(content: bytes) -> str:
    found = DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    return found[1].decode("ascii").lower() if found else "utf-8"


def _is_utf8(content: bytes) -> bool | None:
    """None for plain ASCII, which is everything."""
    if content.isascii():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_encoding(content: bytes) -> None:
    """Bytes that are sound UTF-8 beyond ASCII are no other encoding's, whatever is declared."""
    if content.startswith(BOMS):
        return
    declared = _declared(content)
    if not KNOWN.fullmatch(declared):
        raise FileRefused(FileProblem.BAD_ENCODING)
    if declared != "utf-8" and not declared.startswith(("utf", "us-ascii")) and _is_utf8(content):
        raise FileRefused(FileProblem.BAD_ENCODING, _(ENCODING))


class _Rows(ContentHandler):
    """Keeps attributes of known rows with their lines; everything else is passed over."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: Tables = {row: [] for row in SECTIONS.values()}
        self._place: Locator | None = None
        self._open: list[str] = []
        self._count = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  (the handler's own names)
        self._place = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._count += 1
        if self._count > ELEMENTS or len(attrs) > ATTRIBUTES or len(self._open) > 20:
            raise FileRefused(FileProblem.TOO_BIG)
        if not self._open and name != ROOT:
            raise FileRefused(FileProblem.NOT_TABLE, _(FOREIGN))
        if len(self._open) == 2 and SECTIONS.get(self._open[1]) == name:
            line = (self._place.getLineNumber() if self._place else 0) or 0
            self.tables[name].append((line, dict(_values(attrs))))
        self._open.append(name)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._open.pop()


def _values(attrs: AttributesImpl) -> Iterator[tuple[str, str]]:
    for name, value in attrs.items():
        if len(value) > LIMITS.cell_chars * 10:
            raise FileRefused(FileProblem.TOO_BIG)
        yield name, value
