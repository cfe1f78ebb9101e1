"""People to sign in as. A file `people.json` in the emulator's folder brings more: a demo school's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

FIELDS = {  # scope -> what /rs/prns tells for it
    "openid": ("trusted", "status", "updatedOn", "verifying"),
    "fullname": ("lastName", "firstName", "middleName"),
    "birthdate": ("birthDate",),
    "gender": ("gender",),
    "snils": ("snils",),
}
UPDATED = 1_767_225_600


class Persona(msgspec.Struct, frozen=True):
    """Somebody with an account there. `is_child`: an account under 14, made by a parent."""

    id: str
    title: str
    oid: int
    surname: str
    name: str
    patronymic: str
    born: date
    sex: str = "F"
    snils: str = ""
    trusted: bool = True
    status: str = "REGISTERED"
    is_child: bool = False
    kids: tuple[str, ...] = ()
    email: str = ""

    def told(self) -> dict[str, object]:
        """Everything, in the words of /rs/prns; a field without a value is left out."""
        every = {
            "lastName": self.surname, "firstName": self.name, "middleName": self.patronymic,
            "birthDate": self.born.strftime("%d.%m.%Y"), "gender": self.sex, "snils": self.snils,
            "status": self.status, "updatedOn": UPDATED,
        }  # fmt: skip
        found: dict[str, object] = {key: value for key, value in every.items() if value}
        return found | {"trusted": self.trusted, "verifying": False}


def told_for(persona: Persona, scopes: tuple[str, ...]) -> dict[str, object]:
    """What these scopes open of a person."""
    open_ = {field for scope in scopes for field in FIELDS.get(scope, ())}
    return {key: value for key, value in persona.told().items() if key in open_}


def years_before(day: date, years: int, months: int = 6) -> date:
    """A birth date of somebody who is `years` and a half old on this day."""
    month = day.month - months
    return date(day.year - years - (month < 1), month if month > 0 else month + 12, min(day.day, 28))


def invented(day: date) -> list[Persona]:
    """One for every case there is; ages are counted on `day`."""
    return [
        Persona("adult", "взрослый, подтверждённая запись", 1_000_000_001, "Соколова", "Ирина", "Олеговна",
                date(1985, 2, 11), snils="112-233-445 95", email="sokolova@example.com"),
        Persona("unconfirmed", "запись не подтверждена", 1_000_000_002, "Попов", "Антон", "Ильич",
                date(1990, 7, 3), "M", "087-654-303 00", trusted=False),
        Persona("pupil15", "ученик, 15 лет", 1_000_000_003, "Егоров", "Тимур", "Русланович",
                years_before(day, 15), "M", "160-722-394 47"),
        Persona("child13", "ребёнок 13 лет, детская запись", 1_000_000_004, "Носова", "Алиса", "Игоревна",
                years_before(day, 13), snils="165-554-201 69", is_child=True),
        Persona("parent2", "мать двоих детей", 1_000_000_005, "Носова", "Вера", "Павловна",
                date(1983, 12, 1), snils="143-902-715 51", kids=("child13", "pupil15")),
        Persona("wrong_snils", "СНИЛС с ошибкой в контрольном числе", 1_000_000_006, "Белов", "Марк",
                "Андреевич", date(1979, 4, 4), "M", "123-456-789 01"),
        Persona("no_snils", "без СНИЛС", 1_000_000_007, "Ким", "Софья", "", date(1992, 9, 9)),
        Persona("deleted", "запись удалена", 1_000_000_008, "Юдин", "Глеб", "Львович", date(1988, 3, 8), "M",
                status="DELETED"),
    ]  # fmt: skip


def people(folder: Path, day: date) -> dict[str, Persona]:
    """The people of the file first, then the invented ones; by id."""
    file = folder / "people.json"
    own = msgspec.json.decode(file.read_bytes(), type=list[Persona]) if file.exists() else []
    return {one.id: one for one in (*own, *invented(day))}
