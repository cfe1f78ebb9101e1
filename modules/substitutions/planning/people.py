"""People by name. Pure."""

from __future__ import annotations

import msgspec

from intranet.school.people import names


class Named(msgspec.Struct, frozen=True):
    """Somebody by name."""

    id: int
    surname: str
    name: str
    patronymic: str

    @property
    def short(self) -> str:
        """ "Иванова М. С."."""
        return names.short_name(self.surname, self.name, self.patronymic)
