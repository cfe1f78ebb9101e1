"""The process that turns templates into PDF and can reach nothing: no file, no network, little memory.

Started by pdf.py as `python -I child.py FONTS` with an empty environment and pipes only; it imports nothing
of ours. It warms typst up (fonts are read, threads started), then gives up every further file descriptor.

Frames both ways: one letter, four bytes of length, the body.
    in   F  {"main.typ": text, "sheet.typ": text}   the files a template may name
         C  {name: text}                            compile with these sys.inputs, count the sheets
         P  {name: text}                            the same, and keep the PDF
         J  {"title": text, "lang": text}           join what was kept
    out  N  number of sheets   D  the document   E  what went wrong
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import traceback
from typing import Any, BinaryIO

import pypdf
import typst

HEAD = struct.Struct(">cI")
MEMORY = 1 << 30  # of address space: 0.3 GB are threads and mapped libraries; 50 dense sheets take 0.35 GB
SECONDS = 30  # of processor time a part
WARM_UP = b"""#set document(title: "x")
#set page(paper: "a4", footer: context counter(page).display())
#set text(font: ("PT Sans", "DejaVu Sans Mono"), lang: "ru")
#json(bytes(sys.inputs.data)).x a *b* _c_ *_d_* #text(font: "DejaVu Sans Mono")[a *b* _c_] #table([x]) $x$"""
COMPILE: Any = typst.compile  # its declared types do not know that the input may be files by name
AGES = 12  # what typst remembers is forgotten after ten compiles that did not need it


class Press:
    """Compiles, counts, keeps and joins."""

    def __init__(self, fonts: str) -> None:
        self.fonts = typst.Fonts(include_system_fonts=False, font_paths=[fonts])
        self.files: dict[str, bytes] = {}
        self.kept: list[bytes] = []

    def compile(self, inputs: dict[str, str], *, is_alone: bool = True) -> bytes:
        """The PDF of one part; TypstError for a mistake of the template."""
        pdf: bytes = COMPILE(self.files, sys_inputs=inputs, font_paths=self.fonts, pdf_tags=is_alone)
        self.forget()
        return pdf

    def forget(self) -> None:
        """Let typst drop what it remembers of the last part: 60 MB of each would stay."""
        for _ in range(AGES):
            COMPILE({"main.typ": b""}, font_paths=self.fonts)

    def sheets(self, inputs: dict[str, str], *, keep: bool) -> int:
        """How many sheets the part has."""
        pdf = self.compile(inputs, is_alone=inputs["alone"] == "yes")
        if keep:
            self.kept.append(pdf)
        return pypdf.PdfReader(io.BytesIO(pdf)).get_num_pages()

    def joined(self, title: str, lang: str) -> bytes:
        """The kept parts as one document, and none is kept; one part stays as typst wrote it, tagged."""
        parts, self.kept = self.kept, []
        if len(parts) == 1:
            return parts[0]
        writer = pypdf.PdfWriter()
        for part in parts:
            writer.append(io.BytesIO(part), import_outline=False)
        writer.add_metadata({"/Title": title, "/Creator": "Typst"})
        writer.root_object[pypdf.generic.NameObject("/Lang")] = pypdf.generic.create_string_object(lang)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    def warm_up(self) -> None:
        """Read the fonts, start the threads, import what is imported late; then forget it."""
        self.files = {"main.typ": WARM_UP}
        for _ in range(2):
            self.sheets({"data": '{"x": "х"}', "alone": "yes"}, keep=True)
        self.joined("Буквы", "ru")  # a title needs an encoding that Python imports late


def lock() -> None:
    """From here on no file or socket can be opened, no core is written, memory is bounded."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def allow_time() -> None:
    """Let the next part use SECONDS of the processor; more ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def answer(press: Press, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What a frame is answered with."""
    order: dict[str, Any] = json.loads(body)
    if kind == b"F":
        press.files = {name: text.encode() for name, text in order.items()}
        return b"N", b"0"
    if kind == b"J":
        return b"D", press.joined(order["title"], order["lang"])
    return b"N", str(press.sheets(order, keep=kind == b"P")).encode()


def serve(press: Press, asked: BinaryIO, told: BinaryIO) -> None:
    """Answer frames until the parent closes the pipe."""
    while len(head := asked.read(HEAD.size)) == HEAD.size:
        kind, length = HEAD.unpack(head)
        body = asked.read(length)
        allow_time()
        try:
            kind, body = answer(press, kind, body)
        except typst.TypstError as error:
            kind, body = b"E", f"{error.message}\n{error.diagnostic}".encode()
        except Exception:  # noqa: BLE001 - whatever it was, the parent writes it into the log
            kind, body = b"E", traceback.format_exc().encode()
        told.write(HEAD.pack(kind, len(body)) + body)
        told.flush()


def main() -> None:
    """Warm up, lock, serve."""
    press = Press(sys.argv[1])
    press.warm_up()
    lock()
    serve(press, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
