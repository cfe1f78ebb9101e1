"""The parents' list (DOMAIN 4.2): one link of an adult and a child a row."""

from __future__ import annotations

from datetime import date

from intranet.kit.i18n import _
from intranet.kit.sheets import Sheet
from intranet.school.people.names import FullName, split_full_name, tidy_name
from modules.office.lists import headers as h
from modules.office.lists import people, problems, values
from modules.office.lists.classes import read_class
from modules.office.lists.headers import Field, Layout
from modules.office.lists.problems import ErrorKind
from modules.office.lists.relations import parse_relation
from modules.office.lists.rows import ChildReference, ParentRow, Relative
from modules.office.lists.table import ListRead, RowReader, find_table, read_rows

CHILD = h.CHILD.removesuffix("?")
PARENT = (
    r"(?: (?:родителя|представителя|законного представителя|взрослого|родителя законного представителя))?"
)
LAYOUT = Layout(
    fields=(
        Field("child_external_id", "Внешний ID ребёнка",
              rf"(?:внешний )?(?:id|ид|код|идентификатор){CHILD}|внешний (?:id|ид|код)", 100),
        Field("child_full_name", "ФИО ребёнка", rf"{h.FULL_NAME}{CHILD}|ребенок|ученик|обучающийся", 310),
        Field("child_surname", "Фамилия ребёнка", rf"фамилия{CHILD}", 100),
        Field("child_name", "Имя ребёнка", rf"имя{CHILD}", 100),
        Field("child_patronymic", "Отчество ребёнка", rf"отчество{CHILD}(?: при наличии)?", 100),
        Field("class_name", "Класс", rf"{h.CLASS}{h.CHILD}", 40),
        Field("kind", "Степень родства",
              "(?:степень |вид )?родств[оа]|кем приходится(?: ребенку)?|статус|роль|отношение", 80),
        Field("surname", "Фамилия родителя", rf"фамилия{PARENT}", 100),
        Field("name", "Имя родителя", rf"имя{PARENT}", 100),
        Field("patronymic", "Отчество родителя", rf"отчество{PARENT}(?: при наличии)?", 100),
        Field("full_name", "ФИО родителя", rf"{h.FULL_NAME}{PARENT}|родитель|родитель фио", 310),
        Field("phone", "Телефон", rf"{h.PHONE}{PARENT}", 200),
        Field("email", "E-mail", rf"{h.EMAIL}{PARENT}", 200),
        Field("snils", "СНИЛС", rf"{h.SNILS}{PARENT}", 60),
        Field("born", "Дата рождения родителя", rf"{h.BORN}{PARENT}", 60),
        Field("is_legal", "Законный представитель", "законный представитель(?: да нет)?", 40),
    ),
    required=(
        ("child_full_name", "child_surname", "child_external_id"),
        ("surname", "full_name"), ("name", "full_name"), ("kind",),
    ),
)  # fmt: skip
YOUNGEST, OLDEST = 14, 110


def read_parents(sheets: list[Sheet], today: date) -> ListRead[ParentRow]:
    """Raises FileRefused: file_no_header, file_no_rows, file_too_big."""
    return read_rows("parents", find_table(sheets, LAYOUT), today, _parent)


def _parent(row: RowReader) -> ParentRow | None:
    child = _child(row)
    name = people.read_name(row)
    text = row.required("kind")
    relation = parse_relation(text) if text else None
    if text and relation is None:
        allowed = _("мать, отец, опекун, попечитель, иной")
        title = row.columns.title("kind")
        row.refuse("kind", ErrorKind.VALUE, problems.not_in_list(title, text, allowed))
    kind, word = relation or ("other", "")
    relative = Relative(
        kind, word, *name,
        phone=people.read_phone(row), email=people.read_email(row), snils=people.read_snils(row),
        is_legal=_is_legal(row, kind), born=people.read_born(row, YOUNGEST, OLDEST, is_required=False),
        says_legal=bool(row.text("is_legal")),
    )  # fmt: skip
    return ParentRow(row.number, child, relative)


def _child(row: RowReader) -> ChildReference:
    external_id = people.optional(row, "child_external_id")
    name = None
    if "child_full_name" in row.columns:
        name = _child_name(row, is_required=not external_id)
    elif "child_surname" in row.columns and not (external_id and not row.text("child_surname")):
        name = people.read_name(row, "child_")
    elif not external_id:
        row.required("child_external_id")
    return ChildReference(external_id, name, read_class(row, is_required=False))


def _child_name(row: RowReader, *, is_required: bool) -> FullName | None:
    """A surname alone may still point at one child of the class."""
    text = row.required("child_full_name") if is_required else row.text("child_full_name")
    return (split_full_name(text) or FullName(tidy_name(text), "")) if text else None


def _is_legal(row: RowReader, kind: str) -> bool:
    """Blank says it by the kinship: parents and guardians are, others are not."""
    cell = row.cell("is_legal")
    text = str(cell).strip() if cell is not None else ""
    if not text:
        return kind != "other"
    is_legal = values.parse_yes_no(row.text("is_legal") or text)
    if is_legal is None:
        title = row.columns.title("is_legal")
        row.refuse("is_legal", ErrorKind.VALUE, problems.not_in_list(title, text, _("да или нет")))
    return bool(is_legal)
