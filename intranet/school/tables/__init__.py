"""Every table of the backbone; the constraints SQL alone can say are in the migrations beside it."""

from intranet.school.tables.calendar import (
    Bell,
    BellSchedule,
    CalendarException,
    ClassScheme,
    Term,
    TermScheme,
)
from intranet.school.tables.classes import (
    AcademicYear,
    Assignment,
    Building,
    ClassFate,
    ClassTeacher,
    GroupMembership,
    Journal,
    Movement,
    PupilFate,
    Rollover,
    Room,
    RoomAlias,
    School,
    SchoolClass,
    Setting,
    StudyGroup,
    Subject,
    SubjectAlias,
    TeacherSubject,
)
from intranet.school.tables.people import (
    Consent,
    EmergencyContact,
    Enrolment,
    ExternalId,
    GrantedHat,
    Guardianship,
    Person,
    StaffPost,
)
from intranet.school.tables.timetable import Lesson, LessonChange, TimetableSlot, TimetableVersion

TABLES = [
    School, Setting, AcademicYear, Rollover, Building, Room, RoomAlias, Subject, SubjectAlias,
    Person, ExternalId, Enrolment, Guardianship, EmergencyContact, Consent, StaffPost, GrantedHat,
    SchoolClass, ClassFate, PupilFate, Movement, StudyGroup, GroupMembership, ClassTeacher,
    TeacherSubject, Journal, Assignment,
    TermScheme, Term, ClassScheme, CalendarException, BellSchedule, Bell,
    TimetableVersion, TimetableSlot, Lesson, LessonChange,
]  # fmt: skip
