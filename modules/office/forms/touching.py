"""Forms of changes that touch lessons: the second time they carry what the person has agreed to."""

from __future__ import annotations

from datetime import date

from wtforms import DateField, HiddenField

from intranet.kit.forms import LARGEST_NUMBER, Form


class TouchingForm(Form):
    """`agreed`: what the page has shown of it (Touched.key)."""

    agreed = HiddenField()


def chosen(value: object) -> int:
    """An id of a list to choose from, 0 for none; ValueError for what no column holds."""
    found = int(str(value or 0))
    if not 0 <= found <= LARGEST_NUMBER:
        raise ValueError(value)
    return found


def day_of(field: DateField) -> date:
    """The day of a validated field that must have one."""
    if field.data is None:
        raise ValueError("the field was not validated")
    return field.data
