"""HTTP, HTML and database plumbing. Knows no school noun.

Rules: nothing here imports `intranet.school`, `identity` or `modules`; a module is plugged in
through its manifest (`kit.module.Module`), a right through `kit.access.Permission`.
"""
