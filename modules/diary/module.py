"""The diary's manifest."""

from __future__ import annotations

from intranet.kit.i18n import _, lazy, ngettext
from intranet.kit.module import Informer, Module, NavItem, Tile
from intranet.school.access import CHILDREN
from modules.diary.permissions import VIEW
from modules.diary.views.marks import show_finals, show_marks
from modules.diary.views.tiles import family_of
from modules.diary.views.week import show_week

# How many lessons each child has today, in the order of the children's ids.
LESSONS_TODAY = f"""array(select count(l.id)::int from (
        select $1 as student where $3 = 'student'
        union all select c.child from ({CHILDREN}) c where $3 = 'parent') s
    left join group_membership m on m.student = s.student
        and m.since <= $2 and (m.until is null or m.until >= $2)
    left join lesson l on l.study_group = m.study_group and l.on_date = $2 and l.status <> 'cancelled'
    group by s.student order by s.student)"""


def say_lessons(counts: list[int]) -> tuple[str, bool] | None:
    """ "сегодня 6 уроков", of two children "уроков: 5 и 6"."""
    if not any(counts):
        return _("сегодня уроков нет"), False
    if len(counts) == 1:
        return ngettext("сегодня %(n)s урок", "сегодня %(n)s уроков", counts[0]), False
    *first, last = map(str, counts)
    return _("уроков: %(first)s и %(last)s", first=", ".join(first), last=last), False


MODULE = Module(
    name="diary",
    title=lazy("Дневник"),
    requires=("journal",),
    handlers=(show_week, show_marks, show_finals),
    nav=(
        NavItem(
            lazy("Дневник"), "/diary", "book-open", VIEW, 10, Informer(LESSONS_TODAY, say_lessons),
            sub=(
                (lazy("Неделя"), "/diary", VIEW),
                (lazy("Все отметки"), "/diary/marks", VIEW),
                (lazy("Итоговые отметки"), "/diary/finals", VIEW),
            ),
        ),
    ),
    tiles=(
        Tile("lessons", VIEW, 10, "diary/_lessons.html", family_of),
        Tile("recent", VIEW, 20, "diary/_recent.html", family_of, aside=True),
    ),
    permissions=(VIEW,),
)  # fmt: skip
