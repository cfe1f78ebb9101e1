"""Paper: a typst template and plain data become a PDF, made by a child process that can reach nothing.

    body = await make_pdf(Path("modules/office/documents/slips.typ"), [{"title": "...", "slips": [...]}])

A part is one compile of at most 50 sheets; parts are joined. A template imports "sheet.typ" (this folder's:
page, head, foot with numbers, tables, signatures, cards, cut lines); data reaches it as JSON values only, so
a name is text whatever is in it. Only child.py imports typst.
"""

from intranet.kit.documents.pdf import SHEETS, DocumentFailed, PartTooLong, Tell, make_each, make_pdf

__all__ = ["SHEETS", "DocumentFailed", "PartTooLong", "Tell", "make_each", "make_pdf"]
