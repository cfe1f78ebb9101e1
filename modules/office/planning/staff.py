"""The staff list against the school: card, post, subjects, own class. No list grants a hat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from intranet.kit.i18n import _
from modules.office.lists.problems import ErrorKind
from modules.office.lists.rows import StaffRow
from modules.office.lists.table import ListRead
from modules.office.planning import words
from modules.office.planning.family import ExternalCode, PeoplePlan, Refusal
from modules.office.planning.known import STAFF, Frame, KnownPost, PeopleFacts
from modules.office.planning.meant import meant_by
from modules.office.planning.outcome import Register, state_of, unknown_classes
from modules.office.planning.people import TITLES, Draft, People, is_one_person


@dataclass(frozen=True, slots=True)
class Posted:
    """A post to be; `ends` is the post it takes the place of."""

    person: Draft
    title: str
    since: date
    ends: KnownPost | None = None


@dataclass(frozen=True, slots=True)
class Leads:
    """Who will lead a class, from when."""

    school_class: int
    teacher: Draft
    since: date


@dataclass
class StaffPlan(PeoplePlan):
    """What a staff list would write; `teaches` are pairs of a teacher and a subject's id."""

    subjects: Register = field(default_factory=lambda: Register("subject", (), {}))
    posts: list[Posted] = field(default_factory=list)
    teaches: list[tuple[Draft, int]] = field(default_factory=list)
    leads: list[Leads] = field(default_factory=list)


def plan_staff(found: ListRead[StaffRow], facts: PeopleFacts, frame: Frame, subjects: Register) -> StaffPlan:
    """What the list would do; unknown subjects are questions."""
    people = People(facts.people)
    found = _known_subjects(unknown_classes(found, frame.class_of, "leads_class"), subjects)
    matched, found = meant_by(found, lambda row: find_employee(people, row))
    found = _one_leader(found)
    planning = _Staff(StaffPlan(found, people=people, frame=frame, subjects=subjects), facts)
    for row in found.rows:
        planning.take(row, matched.get(id(row)))
    planning.plan.questions = subjects.questions()
    return planning.plan


def _known_subjects(found: ListRead[StaffRow], subjects: Register) -> ListRead[StaffRow]:
    refusals = []
    for row in found.rows if subjects.is_strict else ():
        lost = [text for text in row.subjects if subjects.find(text) is None]
        if lost:
            refusals.append((row, found.error(row, "subjects", ErrorKind.VALUE, words.unknown_name(lost[0]))))
    return found.refusing(refusals)


def find_employee(people: People, row: StaffRow) -> Draft | Refusal | None:
    """By staff number, СНИЛС, ФИО with birth date or phone; a name alone means the only employee of it."""
    coded, printed = people.coded(STAFF, row.id_key), people.printed(row.snils)
    if coded is not None:
        is_other = printed not in (None, coded)
        if is_other or not (printed or is_one_person(coded, row.full, row.born, row.phone)):
            message = words.taken_id(row.external_id, coded.shown)
            return Refusal(ErrorKind.TAKEN_ID, "external_id", message)
        return coded
    if printed is not None:
        if is_one_person(printed, row.full, row.born, row.phone):
            return printed
        return Refusal(ErrorKind.SNILS, "snils", words.taken_snils(printed.shown))
    named = people.named(row.key, row.snils, row.born)
    for draft in named:
        if (row.born and draft.born == row.born) or (row.phone and draft.phone == row.phone):
            return draft
    alone = [one for one in named if one.is_staff and not _speaks_against(one, row)]
    return alone[0] if len(alone) == 1 else None


def _speaks_against(one: Draft, row: StaffRow) -> bool:
    code = one.external.get(STAFF)
    return bool((row.phone and one.phone and row.phone != one.phone) or (row.id_key and code))


def _one_leader(found: ListRead[StaffRow]) -> ListRead[StaffRow]:
    """A class is led by one: the first row stays."""
    first: dict[tuple[int, str], StaffRow] = {}
    refusals = []
    for row in found.rows:
        if row.leads_class is None or first.setdefault(row.leads_class.key, row) is row:
            continue
        message = _(
            "%(name)s уже ведёт сотрудник из строки %(row)s.",
            name=str(row.leads_class), row=first[row.leads_class.key].row,
        )  # fmt: skip
        refusals.append((row, found.error(row, "leads_class", ErrorKind.VALUE, message)))
    return found.refusing(refusals)


class _Staff:
    """One pass over the rows."""

    def __init__(self, plan: StaffPlan, facts: PeopleFacts) -> None:
        assert plan.frame is not None
        self.plan, self.frame, self.people = plan, plan.frame, plan.people
        self.posts: dict[int, list[KnownPost]] = {}
        for one in facts.posts:
            self.posts.setdefault(one.person, []).append(one)
        self.leaders = {one.school_class: one.teacher for one in facts.leaders}
        self.teaches = facts.teaches

    def take(self, row: StaffRow, draft: Draft | None) -> None:
        """One accepted row."""
        is_new = draft is None
        draft = draft or self.people.add(
            row.full, row.snils, sex=str(row.sex or ""), born=row.born, phone=row.phone, email=row.email
        )
        changed = set() if is_new else self._say(draft, row)
        is_employed, is_moved = self._post(row, draft)
        names = [_(TITLES[name]) for name in TITLES if name in changed]
        flags = (
            (self._code(row, draft), _("табельный номер")), (is_employed or is_moved, _("должность")),
            (self._subjects(row, draft), _("предметы")), (self._leads(row, draft), _("классное руководство")),
        )  # fmt: skip
        names += [word for flag, word in flags if flag]
        who = f"{draft.shown}, {row.position}"
        self.plan.add(
            row, state_of(is_new or is_employed, bool(names)), who, "" if is_new else ", ".join(names)
        )

    def _say(self, draft: Draft, row: StaffRow) -> set[str]:
        said = draft.say(sex=str(row.sex or ""), born=row.born, phone=row.phone, email=row.email)
        return draft.say_name(row.full) | said | self.people.say_snils(draft, row.snils)

    def _code(self, row: StaffRow, draft: Draft) -> bool:
        old = draft.external.get(STAFF, "")
        if not row.id_key or old == row.id_key:
            return False
        self.plan.codes.append(ExternalCode(draft, STAFF, row.id_key, row.external_id, old))
        return True

    def _post(self, row: StaffRow, draft: Draft) -> tuple[bool, bool]:
        """Whether the person is employed anew, whether the post is another."""
        known = self.posts.get(draft.id, [])
        if any(one.title == row.position for one in known):
            return False, False
        since = self.frame.today if known else self.frame.start
        ends = known[0] if len(known) == 1 else None
        self.plan.posts.append(Posted(draft, row.position, since, ends))
        return not known, bool(known)

    def _subjects(self, row: StaffRow, draft: Draft) -> bool:
        found = [self.plan.subjects.find(text) for text in row.subjects]
        new = [one for one in dict.fromkeys(found) if one is not None and (draft.id, one) not in self.teaches]
        self.plan.teaches += [(draft, one) for one in new]
        return bool(new)

    def _leads(self, row: StaffRow, draft: Draft) -> bool:
        school_class = self.frame.class_of(row.leads_class) if row.leads_class else None
        if school_class is None or self.leaders.get(school_class.id) == draft.id:
            return False
        since = self.frame.today if school_class.id in self.leaders else self.frame.start
        self.plan.leads.append(Leads(school_class.id, draft, since))
        return True
