"""Forms of the office, a file per resource."""

from modules.office.forms.lists import (
    CODES,
    KINDS,
    NO_CLASS,
    PDF,
    WHOM,
    ClassesForm,
    ImportForm,
    SlipsForm,
    class_number,
    offer_classes,
)

__all__ = [
    "CODES", "KINDS", "NO_CLASS", "PDF", "WHOM", "ClassesForm", "ImportForm", "SlipsForm", "class_number",
    "offer_classes",
]  # fmt: skip
