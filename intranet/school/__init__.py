"""The school's backbone: people, years, classes, groups, bells, calendar, timetable, dated lessons.

Nouns (DOMAIN 1): Person, Enrolment, Guardianship, StaffPost; SchoolClass, StudyGroup, GroupMembership,
Subject, Journal, Assignment; Term, CalendarException, BellSchedule; TimetableVersion, TimetableSlot,
Lesson, LessonChange.
Rules: people exist before logins; everything that can end is dated (`since`, `until`, both inclusive);
a class is the roster group of its pupils; everything that happens hangs on a dated Lesson, never on a
weekly slot; nothing that anything hangs on is deleted.
"""
