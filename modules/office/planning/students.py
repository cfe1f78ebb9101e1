"""The pupils' list against the school: pupil, enrolment, class, subgroups, parents of the same row."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from intranet.kit.i18n import _
from modules.office.lists.groups import group_key
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import StudentRow
from modules.office.lists.table import ListRead
from modules.office.planning import words
from modules.office.planning.family import Enrolled, ExternalCode, Family, Joined, PeoplePlan, Refusal
from modules.office.planning.known import (
    STUDENT,
    ClassRow,
    Frame,
    Group,
    KnownEnrolment,
    KnownMembership,
    PeopleFacts,
)
from modules.office.planning.meant import meant_by
from modules.office.planning.outcome import state_of, unknown_classes
from modules.office.planning.people import TITLES, Draft, People, is_one_person

DAY = timedelta(1)


def plan_students(found: ListRead[StudentRow], facts: PeopleFacts, frame: Frame) -> PeoplePlan:
    """What the list would do. Class membership starts at the later of enrolment and the year's first day."""
    people = People(facts.people)
    matched, found = meant_by(unknown_classes(found, frame.class_of), lambda row: find_pupil(people, row))
    found = _honest_relatives(found, people)
    planning = _Students(PeoplePlan(found, people=people, frame=frame), facts)
    for row in found.rows:
        planning.take(row, matched.get(id(row)))
    planning.plan.links = planning.family.written()
    return planning.plan


def find_pupil(people: People, row: StudentRow) -> Draft | Refusal | None:
    """By external ID, then СНИЛС, then ФИО with the birth date; a code of somebody else is refused."""
    coded, printed = people.coded(STUDENT, row.id_key), people.printed(row.snils)
    born = [one for one in people.named(row.key, row.snils) if one.born == row.born]
    if coded is not None:
        is_other = printed not in (None, coded) or (born and coded not in born)
        if is_other or not (printed or is_one_person(coded, row.full, row.born)):
            message = words.taken_id(row.external_id, coded.shown)
            return Refusal(ErrorKind.TAKEN_ID, "external_id", message)
        return coded
    if printed is not None:
        if is_one_person(printed, row.full, row.born):
            return printed
        return Refusal(ErrorKind.SNILS, "snils", words.taken_snils(printed.shown))
    return born[0] if born else None


def _honest_relatives(found: ListRead[StudentRow], people: People) -> ListRead[StudentRow]:
    """Without rows in which a parent's СНИЛС is another person's, in the school or in the file."""
    holders = {row.snils: row.key for row in found.rows if row.snils}
    refusals = []
    for row in found.rows:
        for one in row.relatives:
            known = people.printed(one.snils)
            is_other = known is not None and not is_one_person(known, one.full, one.born, one.phone)
            if one.snils and (is_other or holders.setdefault(one.snils, one.key[0]) != one.key[0]):
                message = words.taken_snils(known.shown if known is not None else "")
                field = f"relative:{one.kind}:snils"
                refusals.append((row, found.error(row, field, ErrorKind.SNILS, message)))
                break
    return found.refusing(refusals)


class _Students:
    """One pass over the rows; collects into the plan."""

    def __init__(self, plan: PeoplePlan, facts: PeopleFacts) -> None:
        assert plan.frame is not None
        self.plan, self.frame, self.people = plan, plan.frame, plan.people
        self.family = Family(plan.people, facts, plan.frame)
        self.enrolments = {one.student: one for one in facts.enrolments}
        self.memberships: dict[int, list[KnownMembership]] = defaultdict(list)
        for one in facts.memberships:
            self.memberships[one.student].append(one)
        self.groups = {group.id: group for group in plan.frame.groups.values()}

    def take(self, row: StudentRow, draft: Draft | None) -> None:
        """One accepted row."""
        is_new = draft is None
        draft = draft or self._new(row)
        changed = set() if is_new else self._say(draft, row)
        if not is_new and row.id_key and draft.external.get(STUDENT) != row.id_key:
            changed.add("external_id")
        self._code(row, draft)
        enrolled, changed_order = self._enrol(row, draft)
        since, moved = self._join_class(row, draft, enrolled)
        joined = self._join_groups(row, draft, since)
        is_new_family, family_changed = self._relatives(row, draft)
        what = _shown(changed, changed_order, moved, joined and not is_new, is_new_family, family_changed)
        state = state_of(
            is_new or is_new_family, bool(changed or changed_order or moved or joined or family_changed)
        )
        self.plan.add(row, state, f"{draft.shown}, {row.class_name}", "" if is_new else what)

    def _new(self, row: StudentRow) -> Draft:
        return self.people.add(
            row.full, row.snils,
            sex=str(row.sex), born=row.born, phone=row.phone, email=row.email,
        )  # fmt: skip

    def _say(self, draft: Draft, row: StudentRow) -> set[str]:
        said = draft.say(sex=str(row.sex), born=row.born, phone=row.phone, email=row.email)
        return draft.say_name(row.full) | said | self.people.say_snils(draft, row.snils)

    def _code(self, row: StudentRow, draft: Draft) -> None:
        old = draft.external.get(STUDENT, "")
        if row.id_key and old != row.id_key:
            self.plan.codes.append(ExternalCode(draft, STUDENT, row.id_key, row.external_id, old))

    def _enrol(self, row: StudentRow, draft: Draft) -> tuple[date, bool]:
        """From when the pupil is of the school, and whether the list changes the paper."""
        known = self.enrolments.get(draft.id)
        if known is None or (known.until is not None and known.until < self.frame.today):
            since = row.enrolled_on or (self.frame.start if known is None else self.frame.today)
            if known is not None and known.until is not None:
                since = max(since, known.until + DAY)
            new = Enrolled(0, draft, since, row.order_number, row.order_date, row.personal_file)
            self.plan.enrolments.append(new)
            return since, not draft.is_new
        wanted = _paper(row, known, draft)
        if wanted == Enrolled(
            known.id, draft, known.since, known.order_number, known.order_date, known.personal_file
        ):
            return known.since, False
        self.plan.enrolments.append(wanted)
        return wanted.since, True

    def _join_class(self, row: StudentRow, draft: Draft, enrolled: date) -> tuple[date, bool]:
        """Since when the pupil is in the class of the row, and whether that is a move."""
        school_class = self.frame.class_of(row.class_name)
        assert school_class is not None
        roster = self.frame.roster(school_class)
        first = max(enrolled, self.frame.year.begins)
        now = self._now_in(draft, is_roster=True)
        if not now:
            past = [one.until for one in self._past(draft) if one.until is not None]
            since = max([first, *(until + DAY for until in past)])
            self.plan.joins.append(Joined(roster, True, draft, since))
            return since, not draft.is_new
        if now[0].study_group == roster.id:
            return self._in_class(draft, now[0], first)
        since = max(self.frame.today, first)
        self._end(draft, now, since)
        self.plan.joins.append(Joined(roster, True, draft, max(since, now[0].since)))
        return since, True

    def _in_class(self, draft: Draft, now: KnownMembership, first: date) -> tuple[date, bool]:
        """An enrolment corrected by the list moves the first day in the class with it."""
        is_first = not any(one.since < now.since for one in self._past(draft))
        latest = self.plan.enrolments[-1] if self.plan.enrolments else None
        is_corrected = latest is not None and latest.student is draft
        if is_corrected and is_first and now.since != first and (now.until is None or first <= now.until):
            self.plan.moved_since[now.id] = first
            return first, False
        return now.since, False

    def _past(self, draft: Draft) -> list[KnownMembership]:
        """Earlier rosters of the year."""
        return [
            one for one in self.memberships.get(draft.id, [])
            if not self.groups[one.study_group].name and not self._is_now(one)
        ]  # fmt: skip

    def _is_now(self, one: KnownMembership) -> bool:
        return one.until is None or one.until >= self.frame.today

    def _now_in(self, draft: Draft, *, is_roster: bool) -> list[KnownMembership]:
        return [
            one for one in self.memberships.get(draft.id, [])
            if self._is_now(one) and is_roster == (not self.groups[one.study_group].name)
        ]  # fmt: skip

    def _end(self, draft: Draft, rosters: list[KnownMembership], since: date) -> None:
        """The old class and its parts end the day before."""
        left = {self.groups[one.study_group].school_class for one in rosters}
        for one in [*rosters, *self._now_in(draft, is_roster=False)]:
            if self.groups[one.study_group].school_class in left:
                self.plan.ends[one.id] = max(since, one.since) - DAY

    def _join_groups(self, row: StudentRow, draft: Draft, since: date) -> bool:
        """The halves the row names; another half of the same division is left."""
        school_class = self.frame.class_of(row.class_name)
        assert school_class is not None
        wanted = [self._group(school_class, one.name) for one in row.groups if group_key(one.name)]
        now = {
            one.study_group: one
            for one in self._now_in(draft, is_roster=False)
            if one.id not in self.plan.ends
        }
        is_changed = False
        for group in dict.fromkeys(wanted):
            if group.id in now:
                continue
            is_changed = True
            others = [
                one for ident, one in now.items()
                if self.groups[ident].division == group.division and self.groups[ident] not in wanted
                and self.groups[ident].school_class == group.school_class
            ]  # fmt: skip
            begins = max(since, self.frame.today) if others or self._was_in(draft, group) else since
            for one in others:
                self.plan.ends[one.id] = max(begins, one.since) - DAY
            self.plan.joins.append(Joined(group, False, draft, begins))
        return is_changed

    def _was_in(self, draft: Draft, group: Group) -> bool:
        return any(one.study_group == group.id for one in self.memberships.get(draft.id, []))

    def _group(self, school_class: ClassRow, name: str) -> Group:
        return self.frame.group(school_class, name) or self.frame.new_group(school_class, name)

    def _relatives(self, row: StudentRow, child: Draft) -> tuple[bool, bool]:
        is_new = is_changed = False
        for one in row.relatives:
            found = self.family.adult(one, child)
            if isinstance(found, Refusal):
                continue
            adult, is_new_adult, changed = self.family.put(one, found)
            if adult is child:
                continue
            is_new_link, _link_changed = self.family.link(adult, child, one, may_change=False)
            is_new |= is_new_adult or is_new_link
            is_changed |= bool(changed)
        return is_new, is_changed


def _paper(row: StudentRow, known: KnownEnrolment, draft: Draft) -> Enrolled:
    return Enrolled(
        known.id, draft, row.enrolled_on or known.since, row.order_number or known.order_number,
        row.order_date or known.order_date, row.personal_file or known.personal_file,
    )  # fmt: skip


def _shown(
    changed: set[str], is_order: bool, is_moved: bool, is_joined: bool, is_new_family: bool, is_family: bool
) -> str:
    """What changes, in words: "телефон, класс"."""
    names = [_(TITLES[name]) for name in TITLES if name in changed]
    names += [_("внешний ID")] if "external_id" in changed else []
    flags = (
        (is_order, _("зачисление")), (is_moved, _("класс")), (is_joined, _("подгруппа")),
        (is_new_family, _("родитель")), (is_family, _("данные родителя")),
    )  # fmt: skip
    return ", ".join([*names, *(word for flag, word in flags if flag)])
