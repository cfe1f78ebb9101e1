"""The names of an aSc file: teachers, classes, groups, subjects, rooms, periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from intranet.school.people.names import clean
from modules.office.lists.foreign import periods
from modules.office.lists.foreign.asc_xml import Tables
from modules.office.lists.foreign.model import ForeignName, NameKind, Part

TEXT, KEY = 200, 300
SIMPLE = {NameKind.SUBJECT: "subject", NameKind.ROOM: "classroom"}
Found = dict[tuple[NameKind, str], ForeignName]


def listed(text: str) -> list[str]:
    """ "*1,*2" -> ["*1", "*2"], each once."""
    return list(dict.fromkeys(one for raw in text.split(",") if (one := raw.strip())))


def read_names(tables: Tables) -> Found:
    """Everything but groups: which groups there are, the lessons say (`group_name`)."""
    names = [*_simple(tables), *_teachers(tables), *_classes(tables), *_periods(tables)]
    return {(one.kind, one.key): one for one in names}


def _texts(row: dict[str, str], *fields: str) -> list[str]:
    texts = [clean(row.get(field, ""))[:TEXT] for field in fields]
    return list(dict.fromkeys(text for text in texts if text))


def _simple(tables: Tables) -> Iterator[ForeignName]:
    for kind, table in SIMPLE.items():
        for _line, row in tables[table]:
            texts = _texts(row, "name", "short")
            if texts and row.get("id"):
                yield ForeignName(kind, row["id"], texts[0], tuple(texts[1:]))


def _teachers(tables: Tables) -> Iterator[ForeignName]:
    """`others[0]` is "surname name" where the file tells them apart, else as the name is written."""
    for _line, row in tables["teacher"]:
        surname, name = clean(row.get("lastname", "")), clean(row.get("firstname", ""))
        apart = f"{surname} {name}" if surname and name and surname != name else ""
        texts = list(dict.fromkeys(one[:TEXT] for one in (apart, *_texts(row, "name", "short")) if one))
        if texts and row.get("id"):
            shown = (_texts(row, "name") or texts)[0]
            yield ForeignName(NameKind.TEACHER, row["id"], shown, tuple(texts))


def _classes(tables: Tables) -> Iterator[ForeignName]:
    """`number` is the grade where the file has one."""
    for _line, row in tables["class"]:
        texts = _texts(row, "name", "short")
        grade = row.get("grade", "").strip()
        if texts and row.get("id"):
            number = int(grade) if grade.isascii() and grade.isdigit() and len(grade) < 3 else 0
            yield ForeignName(NameKind.CLASS, row["id"], texts[0], tuple(texts[1:]), number=number)


def _periods(tables: Tables) -> Iterator[ForeignName]:
    rows = {row["period"]: row for _line, row in tables["period"] if row.get("period")}
    spans = {key: _span(row) for key, row in rows.items()}
    numbers = periods.places(spans, list(rows))
    for key, row in rows.items():
        span, texts = spans[key], _texts(row, "name", "short")
        begins, ends = span or (None, None)
        text = texts[0] if texts else key
        yield ForeignName(
            NameKind.PERIOD, key, text, tuple(texts[1:]), begins=begins, ends=ends, number=numbers[key]
        )


def _span(row: dict[str, str]) -> periods.Span | None:
    begins = periods.parse_clock(row.get("starttime", ""))
    ends = periods.parse_clock(row.get("endtime", ""))
    return periods.Span(begins, ends) if begins is not None and ends is not None else None


def short_key(key: str) -> str:
    """A key that can be kept; of a very long set of groups its digest."""
    return key if len(key) <= KEY else f"{key[:40]}…{sha256(key.encode()).hexdigest()}"


class Groups:
    """The file's groups; a lesson's set of them is one name: a class, a part of it, or parts of several."""

    def __init__(self, tables: Tables, names: Found) -> None:
        self.rows = {row["id"]: row for _line, row in tables["group"] if row.get("id")}
        self.names = names
        self._divisions: dict[tuple[str, str], set[str]] = {}
        for key, row in self.rows.items():
            self._divisions.setdefault((row.get("classid", ""), row.get("divisiontag", "")), set()).add(key)

    def name(self, groups: Iterable[str], classes: Iterable[str]) -> ForeignName | None:
        """The name of a set; classes without a group in it take part as a whole. None for no class."""
        found: dict[str, set[str]] = {one: set() for one in classes if (NameKind.CLASS, one) in self.names}
        for group in groups:
            school_class = self.rows.get(group, {}).get("classid", "")
            if (NameKind.CLASS, school_class) in self.names:
                found.setdefault(school_class, set()).add(group)
        parts = [part for one in sorted(found) for part in self._parts(one, found[one])]
        if not parts:
            return None
        taken = sorted(set().union(*found.values()))
        key = short_key(",".join(taken or sorted(found)))
        known = self.names.get((NameKind.GROUP, key))
        if known is None:
            known = ForeignName(NameKind.GROUP, key, self._text(parts), parts=tuple(parts))
            self.names[NameKind.GROUP, key] = known
        return known

    def _parts(self, school_class: str, groups: set[str]) -> list[Part]:
        is_whole = any(self.rows[one].get("entireclass") == "1" for one in groups)
        tags = {self.rows[one].get("divisiontag", "") for one in groups}
        if not groups or is_whole:
            return [Part(school_class)]
        if len(groups) > 1 and any(self._divisions[school_class, tag] <= groups for tag in tags):
            return [Part(school_class)]
        names = [clean(self.rows[one].get("name", ""))[:60] or one for one in sorted(groups)]
        return [Part(school_class, name) for name in names]

    def _text(self, parts: Iterable[Part]) -> str:
        """ "5А Англ 1, 5Б Англ 1"."""
        shown = (f"{self.names[NameKind.CLASS, one.school_class].text} {one.name}".strip() for one in parts)
        return ", ".join(shown)[:TEXT]
