"""Opening the zip of xlsx and ods without trusting it.

Every part is unpacked here, within the limit, and searched for DTDs and entities; a new zip of only the
checked XML parts is what calamine reads, so the sizes it meets are the sizes that were counted.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from intranet.kit.sheets.limits import FileProblem, FileRefused, Limits

MAX_PARTS = 2_000
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
)
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts by name; `is_ods` tells LibreOffice's format from Excel's."""

    parts: dict[str, bytes]
    is_ods: bool

    def repacked(self) -> bytes:
        """A plain zip, stored, of exactly these parts."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, body in self.parts.items():
                archive.writestr(name, body)
        return out.getvalue()


def unpack(content: bytes, limits: Limits) -> Package:
    """The checked parts. Raises FileRefused: corrupt, encrypted, too big, unsafe XML, not a table."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _read_parts(archive, limits)
    except BROKEN as error:
        raise FileRefused(FileProblem.CORRUPT) from error
    is_ods = _is_ods(parts)
    for name, body in parts.items():
        if name.endswith((".xml", ".rels")):
            _refuse_unsafe(body)
    return Package(parts, is_ods)


def _read_parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > limits.unpacked_bytes:
        raise FileRefused(FileProblem.TOO_BIG)
    if any(info.flag_bits & ENCRYPTED_FLAG for info in infos):
        raise FileRefused(FileProblem.ENCRYPTED)
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise FileRefused(FileProblem.CORRUPT)
    left = limits.unpacked_bytes
    parts: dict[str, bytes] = {}
    for info in infos:
        if not (info.filename.endswith((".xml", ".rels")) or info.filename == "mimetype"):
            continue
        with archive.open(info) as part:
            body = part.read(left + 1)
        left -= len(body)
        if left < 0:
            raise FileRefused(FileProblem.TOO_BIG)
        parts[info.filename.lstrip("/")] = body
    return parts


def _is_ods(parts: dict[str, bytes]) -> bool:
    if parts.get("mimetype", b"").strip() == ODS:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise FileRefused(FileProblem.ENCRYPTED)
        return True
    if not any(name.lower().startswith("xl/") for name in parts):
        raise FileRefused(FileProblem.NOT_TABLE)
    return False


def _refuse_unsafe(body: bytes) -> None:
    """DTDs and entities are never in an honest table; the parser sees them in any encoding."""

    def refuse(*_details: object) -> None:
        raise FileRefused(FileProblem.UNSAFE_XML)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise FileRefused(FileProblem.CORRUPT) from error
