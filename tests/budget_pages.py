"""The pages and what each may cost: SQL statements, kilobytes; measured by test_budget.

Session and informers are counted, BEGIN and COMMIT are not. A new page adds its line here.
"""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """An address (ids by name of the world), who opens it, at most so many statements and kilobytes."""

    path: str
    login: str
    hat: str
    statements: int
    kilobytes: int

    @property
    def route(self) -> str:
        """The address as docs/permissions.md has it."""
        return self.path.partition("?")[0]


PAGES = (
    Page("/login", "", "", 1, 10),
    Page("/login/factor", "", "", 2, 10),
    Page("/login/again", "elena", "teacher", 6, 16),
    Page("/profile/factors", "elena", "teacher", 6, 16),
    Page("/profile/factors/new", "elena", "teacher", 4, 16),
    Page("/profile/factors/app", "elena", "teacher", 4, 30),
    Page("/", "dasha", "student", 6, 22),
    Page("/", "anna", "parent", 7, 26),
    Page("/", "elena", "teacher", 8, 26),
    Page("/", "irina", "head_teacher", 5, 20),
    Page("/", "svetlana", "secretary", 5, 20),
    Page("/diary", "dasha", "student", 6, 40),
    Page("/diary?child={kirill}", "anna", "parent", 6, 40),
    Page("/diary/marks", "dasha", "student", 5, 30),
    Page("/diary/finals", "anna", "parent", 6, 20),
    Page("/timetable", "dasha", "student", 6, 40),
    Page("/timetable", "elena", "teacher", 6, 40),
    Page("/timetable?class={class_id}", "irina", "head_teacher", 6, 40),
    Page("/directory", "dasha", "student", 4, 24),
    Page("/directory/class", "elena", "teacher", 4, 24),
    Page("/journal", "elena", "teacher", 5, 24),
    Page("/journal", "irina", "head_teacher", 5, 24),
    Page("/journal/{journal}", "elena", "teacher", 6, 60),
    Page("/journal/{journal}", "irina", "head_teacher", 6, 60),
    Page("/journal/{journal}/terms", "elena", "teacher", 5, 60),
    Page("/journal/{journal}/cells/_cell?lesson={lesson}&student={dasha}", "elena", "teacher", 3, 4),
    Page("/journal/lessons/{lesson}", "elena", "teacher", 6, 90),
    Page("/journal/lessons/{lesson}/told", "elena", "teacher", 8, 20),
    Page("/reports", "anna", "parent", 2, 16),
    Page("/reports/{report}", "irina", "head_teacher", 8, 90),
    Page("/reports/{report}/xlsx", "irina", "head_teacher", 7, 40),
    Page("/reports/{report}/pdf", "irina", "head_teacher", 7, 600),
    Page("/reports/{report}/csv", "elena", "teacher", 7, 20),
    Page("/reports/journal.report_card?class={class_id}", "elena", "teacher", 8, 300),
    Page("/reports/journal.attendance?class={class_id}", "elena", "teacher", 8, 60),
    Page("/reports/journal.page?class={class_id}", "irina", "head_teacher", 8, 60),
    Page("/reports/office.class_list?class={class_id}", "svetlana", "secretary", 8, 60),
    Page("/reports/files", "svetlana", "secretary", 3, 16),
    Page("/reports/files/_list", "svetlana", "secretary", 2, 4),
    Page("/reports/files/{token}", "svetlana", "secretary", 3, 1),
    Page("/notices", "anna", "parent", 4, 40),
    Page("/notices", "elena", "teacher", 3, 40),
    Page("/notices/{receipt_id}", "anna", "parent", 5, 16),
    Page("/notices/settings", "anna", "parent", 4, 20),
    Page("/notices/kinds", "irina", "head_teacher", 3, 24),
    Page("/notices/queue", "oleg", "administrator", 4, 60),
    Page("/notices/announcements", "svetlana", "secretary", 3, 24),
    Page("/notices/announcements/new", "svetlana", "secretary", 3, 24),
    Page("/notices/announcements/{announcement_id}", "svetlana", "secretary", 3, 20),
    Page("/office", "svetlana", "secretary", 6, 32),
    Page("/office/checks", "svetlana", "secretary", 5, 32),
    Page("/office/classes", "svetlana", "secretary", 4, 20),
    Page("/office/classes/{class_id}", "svetlana", "secretary", 6, 40),
    Page("/office/classes/{class_id}", "elena", "teacher", 6, 40),
    Page("/office/slips", "svetlana", "secretary", 5, 24),
    Page("/office/slips/{person_id}", "elena", "teacher", 7, 16),
    Page("/office/slips/told?whom=staff&reach=all", "svetlana", "secretary", 7, 16),
    Page("/office/import", "svetlana", "secretary", 5, 24),
    Page("/office/import/{batch_id}", "svetlana", "secretary", 6, 24),
    Page("/office/import/{batch_id}/_progress", "svetlana", "secretary", 3, 4),
    Page("/office/import/{batch_id}/refused", "svetlana", "secretary", 3, 16),
    Page("/office/people", "svetlana", "secretary", 6, 40),
    Page("/office/people?q=о&who=parents", "elena", "teacher", 6, 24),
    Page("/office/people/new", "svetlana", "secretary", 3, 20),
    Page("/office/people/{person_id}", "svetlana", "secretary", 8, 40),
    Page("/office/people/{elena}", "irina", "head_teacher", 8, 40),
    Page("/office/people/{person_id}/edit", "elena", "teacher", 4, 16),
    Page("/office/movements", "svetlana", "secretary", 4, 20),
    Page("/office/people/{person_id}/movements/new?kind=move", "svetlana", "secretary", 4, 16),
    Page("/office/people/{person_id}/posts/new", "svetlana", "secretary", 4, 16),
    Page("/office/people/{person_id}/posts/{post_id}", "svetlana", "secretary", 5, 16),
    Page("/office/people/{person_id}/guardians/new?q=о", "svetlana", "secretary", 5, 40),
    Page("/office/people/{person_id}/guardians/{link_id}", "svetlana", "secretary", 4, 20),
    Page("/office/people/{person_id}/contacts/new", "elena", "teacher", 4, 16),
    Page("/office/people/{person_id}/contacts/{contact_id}", "elena", "teacher", 5, 16),
    Page("/office/people/{person_id}/consents/new", "svetlana", "secretary", 5, 20),
    Page("/office/people/{person_id}/consents/{consent_id}/withdrawal", "svetlana", "secretary", 5, 16),
    Page("/office/consents", "svetlana", "secretary", 7, 40),
    Page("/office/hats?q=о", "oleg", "administrator", 5, 40),
    Page("/office/hats/{grant_id}", "oleg", "administrator", 4, 16),
    Page("/office/classes/{class_id}/card", "irina", "head_teacher", 8, 40),
    Page("/office/classes/{class_id}/groups", "irina", "head_teacher", 5, 40),
    Page("/office/groups", "irina", "head_teacher", 4, 16),
    Page("/office/groups/{group_id}", "irina", "head_teacher", 5, 40),
    Page("/office/load", "irina", "head_teacher", 8, 40),
    Page("/office/load/{assignment_id}", "irina", "head_teacher", 3, 16),
    Page("/office/load/teachers", "irina", "head_teacher", 5, 40),
    Page("/office/load/teachers/{teacher_id}", "irina", "head_teacher", 5, 40),
    Page("/office/subjects", "svetlana", "secretary", 3, 24),
    Page("/office/subjects/{subject_id}", "svetlana", "secretary", 4, 24),
    Page("/office/rooms", "svetlana", "secretary", 5, 24),
    Page("/office/rooms/{room_id}", "svetlana", "secretary", 5, 20),
    Page("/office/calendar", "irina", "head_teacher", 5, 40),
    Page("/office/calendar/{exception_id}", "irina", "head_teacher", 4, 24),
    Page("/office/bells", "irina", "head_teacher", 6, 40),
    Page("/office/bells/{schedule_id}", "irina", "head_teacher", 3, 24),
    Page("/office/terms", "irina", "head_teacher", 7, 40),
    Page("/office/terms/{scheme_id}", "irina", "head_teacher", 3, 20),
    Page("/office/years/{year_id}", "irina", "head_teacher", 4, 20),
    Page("/office/years/{year_id}/classes", "svetlana", "secretary", 7, 40),
    Page("/office/years/{year_id}/classes/{class_id}", "svetlana", "secretary", 6, 32),
    Page("/office/changes", "irina", "head_teacher", 3, 40),
    Page("/office/settings", "irina", "head_teacher", 4, 20),
    Page("/office/rights", "elena", "teacher", 3, 24),
    Page("/reports/journal.report_card", "anna", "parent", 6, 24),
    Page("/reports/journal.report_card", "elena", "teacher", 7, 160),
    Page("/reports/journal.class_summary", "elena", "teacher", 8, 60),
    Page("/reports/journal.attendance", "elena", "teacher", 6, 60),
    Page("/reports/journal.page", "elena", "teacher", 8, 60),
    Page("/reports/journal.page", "irina", "head_teacher", 8, 60),
    Page("/profile", "elena", "teacher", 3, 20),
    Page("/profile/password", "elena", "teacher", 3, 16),
)
