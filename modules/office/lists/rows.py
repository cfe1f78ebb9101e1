"""What the rows of each list hold after normalisation. Blank text is "", a blank date or СНИЛС is None."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intranet.school.classes.names import ClassName, code_key
from intranet.school.people.names import FullName, NamePattern, Sex, name_key


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A pupil's half in a division of the class: ("англ", "1") is the group "англ. 1"; ("", "ИТ") is "ИТ"."""

    division: str
    value: str

    @property
    def name(self) -> str:
        return f"{self.division}. {self.value}" if self.division else self.value


@dataclass(frozen=True, slots=True)
class Relative:
    """An adult beside a pupil. `kind` is the database's: mother, father, guardian, trustee, other.

    `relation` says it in the list's word ("бабушка"). Matched by ФИО (Ё=Е) and phone digits, or by СНИЛС.
    `says_legal`: the list itself says whether this is a legal representative, not the kinship.
    """

    kind: str
    relation: str
    surname: str
    name: str
    patronymic: str = ""
    phone: str = ""
    email: str = ""
    snils: str | None = None
    is_legal: bool = True
    born: date | None = None
    says_legal: bool = False

    @property
    def full(self) -> FullName:
        return FullName(self.surname, self.name, self.patronymic)

    @property
    def key(self) -> tuple[str, str]:
        return name_key(self.surname, self.name, self.patronymic), self.phone


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A pupil; `relatives` are the parents written in the same row."""

    row: int
    surname: str
    name: str
    patronymic: str
    sex: Sex
    born: date
    class_name: ClassName
    snils: str | None = None
    external_id: str = ""
    personal_file: str = ""
    enrolled_on: date | None = None
    order_number: str = ""
    order_date: date | None = None
    phone: str = ""
    email: str = ""
    login: str = ""
    groups: tuple[GroupChoice, ...] = ()
    relatives: tuple[Relative, ...] = ()

    @property
    def full(self) -> FullName:
        return FullName(self.surname, self.name, self.patronymic)

    @property
    def key(self) -> str:
        return name_key(self.surname, self.name, self.patronymic)

    @property
    def id_key(self) -> str:
        return code_key(self.external_id)


@dataclass(frozen=True, slots=True)
class ChildReference:
    """How a parents' list points at a pupil: an external ID, or a name with a class (as far as given)."""

    external_id: str
    name: FullName | None
    class_name: ClassName | None


@dataclass(frozen=True, slots=True)
class ParentRow:
    """One link of an adult and a child."""

    row: int
    child: ChildReference
    relative: Relative


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An employee; `external_id` is the staff number."""

    row: int
    surname: str
    name: str
    patronymic: str
    position: str
    sex: Sex | None = None
    born: date | None = None
    subjects: tuple[str, ...] = ()
    leads_class: ClassName | None = None
    room: str = ""
    phone: str = ""
    email: str = ""
    snils: str | None = None
    external_id: str = ""
    category: str = ""
    rate: Decimal | None = None

    @property
    def full(self) -> FullName:
        return FullName(self.surname, self.name, self.patronymic)

    @property
    def key(self) -> str:
        return name_key(self.surname, self.name, self.patronymic)

    @property
    def id_key(self) -> str:
        return code_key(self.external_id).lstrip("0")


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Who teaches what to whom, hours a week; no group is the whole class."""

    row: int
    teacher: NamePattern
    teacher_text: str
    subject: str
    class_name: ClassName
    group: str
    hours: Decimal


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One lesson of the week. `week` is "A", "B" or "" for both; `header` is a grid's column.

    In a grid `group` is mostly empty and follows from the load (matching.choose_groups); lines of one cell
    share row and header.
    """

    row: int
    weekday: int
    number: int
    class_name: ClassName
    subject: str
    teacher: NamePattern
    teacher_text: str
    room: str = ""
    group: str = ""
    week: str = ""
    header: str | None = None
