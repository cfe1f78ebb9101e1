"""One sheet, four ways to take it: words on a page, XLSX, PDF parts, CSV. Pure: nothing is read here."""
