"""The desk in words: what a lesson becomes, how far it is, why a colleague fits or does not."""

from __future__ import annotations

import msgspec

from intranet.kit.i18n import _, ngettext
from intranet.kit.templating import date_short
from intranet.school.timetable.change_rules import ChangeKind
from modules.substitutions.planning.candidates import Candidate, Hindrance
from modules.substitutions.planning.state import Away, Day, DayLesson, Draft
from modules.substitutions.planning.worklist import State, WorkItem
from modules.substitutions.queries.desk import Names, short_names
from modules.substitutions.service.refusals import lessons_named

STATE_TAGS = {
    State.OPEN: "bad", State.CONFLICT: "bad", State.DRAFT: "pen", State.PROPOSED: "line",
    State.PUBLISHED: "good", State.HELD: "",
}  # fmt: skip


def state_words() -> dict[State, str]:
    """For tags; set once a page."""
    return {
        State.OPEN: _("открыт"), State.CONFLICT: _("помеха"), State.DRAFT: _("черновик"),
        State.PROPOSED: _("предложено"), State.PUBLISHED: _("опубликовано"), State.HELD: _("проведён"),
    }  # fmt: skip


class Book(msgspec.Struct, frozen=True):
    """Names by id for one page."""

    day: Day
    people: dict[int, str]
    rooms: dict[int, str]
    journals: dict[int, str]
    replaced: dict[int, tuple[str, int]]

    @staticmethod
    def of(day: Day, names: Names) -> Book:
        """Of what was read."""
        return Book(
            day, short_names(day, names), {one.id: one.title for one in names.rooms},
            {one.id: one.title for one in names.journals},
            {one.lesson: (one.subject, one.teacher) for one in names.replaced},
        )  # fmt: skip

    def person(self, ident: int | None) -> str:
        """ "Иванова М. С.", a dash for nobody."""
        return self.people.get(ident or 0, "—")

    def room(self, ident: int | None) -> str:
        """ "каб. 31", empty without one."""
        return _("каб. %(room)s", room=self.rooms[ident]) if ident in self.rooms else ""

    def time(self, lesson: DayLesson, number: int) -> str:
        """ "10:30–11:15", empty where no bell rings."""
        bell = self.day.bells.get((lesson.bell_schedule or 0, number))
        return f"{bell[0]:%-H:%M}–{bell[1]:%-H:%M}" if bell else ""


def becomes(book: Book, item: WorkItem) -> str:
    """What the lesson becomes, by its draft or by what is published; empty for an open one."""
    if item.state == State.OPEN:
        return ""
    draft = book.day.drafts.get(item.lesson.id)
    return _planned(book, item.lesson, draft) if draft is not None else _published(book, item.lesson)


def _planned(book: Book, lesson: DayLesson, draft: Draft) -> str:
    who = ", ".join(filter(None, (book.person(draft.teacher), book.room(draft.room))))
    match draft.kind:
        case ChangeKind.TEACHER_SUBSTITUTED:
            return who
        case ChangeKind.SUPERVISED:
            return _("самостоятельная работа: %(who)s", who=who)
        case ChangeKind.SUBJECT_REPLACED:
            return f"{book.journals.get(draft.journal or 0, '')}, {who}"
        case ChangeKind.GROUPS_MERGED:
            return _merged(book, draft)
        case ChangeKind.MOVED:
            return moved_words(lesson, draft)
        case ChangeKind.ROOM_CHANGED:
            return book.room(draft.room)
        case ChangeKind.EVENT:
            return draft.note
        case ChangeKind.CANCELLED:
            return _("урока не будет")
    return _("по расписанию: %(who)s", who=book.person(lesson.planned_teacher))


def _merged(book: Book, draft: Draft) -> str:
    host = book.day.lesson.get(draft.merged_with or 0)
    if host is None:
        return ""
    return _("вместе: %(whom)s, %(who)s", whom=host.whom, who=book.person(host.teacher))


def moved_words(lesson: DayLesson, draft: Draft) -> str:
    """Where a draft takes it."""
    if draft.to_date is None or draft.to_date == lesson.on_date:
        return _("станет уроком %(n)s", n=draft.to_number)
    return _("переносится на %(day)s, урок %(n)s", day=date_short(draft.to_date), n=draft.to_number)


def _published(book: Book, lesson: DayLesson) -> str:
    instead = book.replaced.get(lesson.id)
    if instead is not None:
        return f"{instead[0]}, {book.person(instead[1])}"
    if lesson.status == "cancelled":
        return _("мероприятие класса") if lesson.change == ChangeKind.EVENT else _("урока не будет")
    who = book.person(lesson.teacher) if lesson.teacher != lesson.planned_teacher else ""
    where = book.room(lesson.room) if lesson.room != lesson.planned_room else ""
    kinds = {
        ChangeKind.SUPERVISED: _("самостоятельная работа"), ChangeKind.GROUPS_MERGED: _("группы вместе"),
        ChangeKind.MOVED: _("перенесён сюда"),
    }  # fmt: skip
    kind = kinds.get(ChangeKind(lesson.change), "") if lesson.change else ""
    return ", ".join(filter(None, (kind, who, where)))


def away_words(away: Away) -> str:
    """When somebody is away, never why."""
    if away.first_number is None:
        return _("весь день")
    if away.first_number == away.last_number:
        return _("урок %(n)s", n=away.first_number)
    return _("уроки %(first)s–%(last)s", first=away.first_number, last=away.last_number)


def good_words(one: Candidate) -> list[str]:
    """Why a colleague fits."""
    said = (
        (one.same_subject, _("тот же предмет")), (one.knows_class, _("ведёт этот класс")),
        (one.is_ready, _("в резерве")), (one.same_house, _("в том же здании")),
    )  # fmt: skip
    return [words for so, words in said if so]


def load_words(one: Candidate) -> str:
    """The week's load and how often the person was called: fairness at the moment of choice."""
    week = ngettext("%(n)s урок на неделе", "%(n)s уроков на неделе", one.week_lessons)
    return _(
        "%(week)s · замен с начала периода: %(given)s, в этот день: %(today)s",
        week=week, given=one.given, today=one.given_today,
    )  # fmt: skip


def hindrance_words(day: Day, one: Candidate) -> list[str]:
    """Why a colleague does not fit."""
    words = {
        Hindrance.BUSY: _("ведёт: %(lessons)s", lessons=lessons_named(day, one.meets)),
        Hindrance.AWAY: _("нет в школе"),
        Hindrance.UNWILLING: _("просит не вызывать в это время"),
        Hindrance.WEEK_FULL: _("полная неделя"),
        Hindrance.TRAVEL: _("соседний урок в другом здании"),
    }
    return [words[rule] for rule in one.hindrances]
