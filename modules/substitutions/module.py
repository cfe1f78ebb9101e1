"""The substitutions' manifest."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, Tile
from intranet.school.access import CHILDREN
from modules.substitutions import permissions as may
from modules.substitutions.kinds import KINDS
from modules.substitutions.kinds_absence import ABSENCE_KINDS
from modules.substitutions.reports import REPORTS
from modules.substitutions.views import HANDLERS
from modules.substitutions.views.published import home_of

PUBLISHED = "x.published_at is not null and x.withdrawn_at is null"
# How many lessons of today and tomorrow are unlike the timetable for this person (children of a parent), at
# either end of a move; from the own lessons, so that it costs the same however many changes there are.
MINE = f"""(select case when $3 in ('student', 'parent', 'teacher') then count(distinct x.lesson)::int end
    from (
        select l.id from lesson l join group_membership m on m.study_group = l.study_group
            and m.since <= l.on_date and (m.until is null or m.until >= l.on_date)
        where l.on_date between $2 and $2 + 1 and $3 in ('student', 'parent') and m.student in (
            select $1 where $3 = 'student' union all select c.child from ({CHILDREN}) c where $3 = 'parent')
        union select l.id from lesson l where $3 = 'teacher'
            and l.on_date between $2 and $2 + 1 and (l.teacher = $1 or l.planned_teacher = $1)
        union select x.lesson from lesson_change x join lesson b on b.id = x.became
            where x.was_date between $2 and $2 + 1 and x.kind = 'SUBJECT_REPLACED' and {PUBLISHED}
                and $3 = 'teacher' and b.teacher = $1
        union select l.id from lesson_change x join lesson l on l.id = x.lesson
            where x.was_date between $2 and $2 + 1 and x.kind = 'MOVED' and {PUBLISHED} and (
                $3 = 'teacher' and (l.teacher = $1 or l.planned_teacher = $1)
                or $3 in ('student', 'parent') and exists (select 1 from group_membership m
                    where m.study_group = l.study_group and (m.until is null or m.until >= x.was_date)
                    and m.since <= x.was_date and m.student in (select $1 where $3 = 'student'
                        union all select c.child from ({CHILDREN}) c where $3 = 'parent')))) own
    join lesson_change x on x.lesson = own.id
    where {PUBLISHED})"""


def say_mine(count: int | None) -> tuple[str, bool] | None:
    """ "1 у вас" of today and tomorrow; nothing for who has no lessons."""
    if count is None:
        return None
    return (_("%(n)s у вас", n=count), True) if count else (_("у вас нет"), False)


async def load_report(viewer: Viewer) -> object:
    """The way to report an absence is always there."""
    return True


MODULE = Module(
    name="substitutions",
    title=lazy("Замены"),
    requires=("journal", "notices"),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Замены"), "/substitutions", "repeat-2", may.VIEW, 35, Informer(MINE, say_mine),
            sub=(
                (lazy("Все замены"), "/substitutions", may.VIEW),
                (lazy("Мои замены"), "/substitutions/mine", may.MINE),
                (lazy("План дня"), "/substitutions/plans", may.PLAN),
                (lazy("Отсутствия"), "/substitutions/absences", may.ABSENCES),
                (lazy("Правила замен"), "/substitutions/rules", may.PLAN),
                (lazy("Экраны"), "/substitutions/screens", may.SCREENS),
            ),
        ),
    ),
    tiles=(
        Tile("changes", may.HOME, 15, "substitutions/_home.html", home_of, aside=True),
        Tile("substitutions.report", may.MINE, 15, "substitutions/_report.html", load_report),
    ),
    permissions=(
        may.VIEW, may.HOME, may.PRINT, may.MINE, may.REPORT_ABSENCE, may.ABSENCE, may.ABSENCES, may.STANDBY,
        may.TASKS, may.SET_TASK, may.PLAN, may.SET_PLAN, may.PUBLISH, may.REGISTER, may.SET_REGISTER,
        may.SCREENS, may.SET_SCREENS,
    ),
    notice_kinds=(*KINDS, *ABSENCE_KINDS),
    reports=REPORTS,
)  # fmt: skip
