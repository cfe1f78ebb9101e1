"""Tables that people send and take away: xlsx, xls, ods and csv in, xlsx out.

A file is known by its bytes, never by its name. It is refused as a whole (`FileRefused`) before anything
expensive happens to it: size, unpacked size, rows, DTD and repeated text are counted first, and calamine
is given only what was counted. Everything here is synchronous and may take a second: call it through
`asyncio.to_thread`.
"""

from intranet.kit.sheets.limits import LIMITS, FileProblem, FileRefused, Limits
from intranet.kit.sheets.model import Cell, Sheet, cell_text
from intranet.kit.sheets.reading import read_sheets
from intranet.kit.sheets.writing import XLSX, defused, write_xlsx

__all__ = [
    "LIMITS",
    "XLSX",
    "Cell",
    "FileProblem",
    "FileRefused",
    "Limits",
    "Sheet",
    "cell_text",
    "defused",
    "read_sheets",
    "write_xlsx",
]
