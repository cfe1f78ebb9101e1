"""Handlers, one file per thing; the manifest takes them from here."""

HANDLERS: tuple[object, ...] = ()
