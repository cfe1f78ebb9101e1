"""One sheet, four ways to take it: words on a page, XLSX, PDF parts, CSV. Nothing of the school is read."""
