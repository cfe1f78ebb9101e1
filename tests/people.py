"""The cast of the tests: one small family of names, so that a test reads like a story.

7Б: Даша (14, sister of Кирилл), Вера. 5А: Кирилл, Миша. Анна is the mother of Даша and Кирилл,
Борис the father of Вера. Елена teaches algebra in 7Б, leads 7Б, and is the mother of Миша (5А).
Ольга teaches Russian in 5А. Ирина is head teacher and teaches Russian in 7Б. Павел directs,
Светлана is secretary, Олег administers, Глеб is a guest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PASSWORD = "parta-test-2026"


@dataclass(frozen=True)
class Role:
    """Who somebody is: login, names, sex, birth date."""

    login: str
    surname: str
    name: str
    patronymic: str
    sex: str
    born: date


CAST = (
    Role("dasha", "Орлова", "Дарья", "Ивановна", "f", date(2012, 3, 14)),
    Role("vera", "Осипова", "Вера", "Борисовна", "f", date(2013, 5, 2)),
    Role("kirill", "Орлов", "Кирилл", "Иванович", "m", date(2015, 7, 21)),
    Role("misha", "Лебедев", "Михаил", "Петрович", "m", date(2015, 9, 9)),
    Role("anna", "Орлова", "Анна", "Сергеевна", "f", date(1984, 1, 5)),
    Role("boris", "Осипов", "Борис", "Львович", "m", date(1980, 2, 6)),
    Role("elena", "Лебедева", "Елена", "Павловна", "f", date(1986, 4, 4)),
    Role("olga", "Семёнова", "Ольга", "Игоревна", "f", date(1979, 6, 7)),
    Role("irina", "Фёдорова", "Ирина", "Юрьевна", "f", date(1975, 8, 8)),
    Role("pavel", "Ильин", "Павел", "Олегович", "m", date(1970, 9, 9)),
    Role("svetlana", "Зайцева", "Светлана", "Андреевна", "f", date(1988, 10, 1)),
    Role("oleg", "Макаров", "Олег", "Никитич", "m", date(1990, 11, 2)),
    Role("gleb", "Ким", "Глеб", "", "m", date(1995, 12, 3)),
)
GRANTED = {
    "irina": "head_teacher",
    "pavel": "director",
    "svetlana": "secretary",
    "oleg": "administrator",
    "gleb": "guest_staff",
}
