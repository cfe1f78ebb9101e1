"""Sentences about what only the school can know; short, with what to do."""

from __future__ import annotations

from intranet.kit.i18n import _
from modules.office.lists.problems import ErrorKind, quoted


def taken_id(value: str, name: str) -> str:
    return _("Код «%(value)s» уже у другого человека: %(name)s.", value=quoted(value), name=name)


def taken_snils(name: str) -> str:
    if not name:
        return _("Этот СНИЛС в файле уже у другого человека. Сверьте с документом.")
    return _("Этот СНИЛС записан у другого человека: %(name)s. Сверьте с документом.", name=name)


def no_child(kind: ErrorKind, field: str, count: int) -> str:
    if kind is ErrorKind.AMBIGUOUS_CHILD:
        return _("Подходят несколько учеников: %(count)s. Укажите отчество или внешний ID.", count=count)
    if field == "class_name":
        return _("В этом классе такого ученика нет, а в другом есть. Исправьте класс.")
    if field == "child_external_id":
        return _("Ученика с таким кодом нет.")
    return _("Ученика с таким именем нет. Проверьте имя или сначала загрузите учеников.")


def no_teacher(text: str, count: int) -> str:
    if count > 1:
        return _("«%(name)s»: подходят несколько сотрудников. Напишите имя и отчество.", name=quoted(text))
    return _("Учителя «%(name)s» нет среди сотрудников.", name=quoted(text))


def no_group(name: str, class_name: str, known: list[str]) -> str:
    if known:
        names = ", ".join(sorted(known))
        return _(
            "В %(of)s нет группы «%(name)s». Есть: %(names)s.", of=class_name, name=quoted(name), names=names
        )
    return _("В %(of)s нет групп. Они берутся из списка учеников.", of=class_name)


def which_group(subject: str, class_name: str) -> str:
    return _(
        "Непонятно, у какой группы %(of)s %(subject)s. Допишите её в скобках.", of=class_name, subject=subject
    )


def unknown_name(text: str) -> str:
    return _("«%(name)s» в школе не заведено.", name=quoted(text))


FEW = 3


def clash(kind: ErrorKind, row: int, pupils: list[str]) -> str:
    if kind is ErrorKind.CLASH_TEACHER:
        return _("Учитель в это время уже занят, строка %(row)s.", row=row)
    if kind is ErrorKind.CLASH_ROOM:
        return _("Кабинет в это время уже занят, строка %(row)s.", row=row)
    if not pupils:
        return _("Класс в это время уже занят, строка %(row)s.", row=row)
    names, more = ", ".join(pupils[:FEW]), len(pupils) - FEW
    if more > 0:
        return _(
            "Ученики в это время уже заняты, строка %(row)s: %(names)s и ещё %(more)s.",
            row=row, names=names, more=more,
        )  # fmt: skip
    return _("Ученики в это время уже заняты, строка %(row)s: %(names)s.", row=row, names=names)
