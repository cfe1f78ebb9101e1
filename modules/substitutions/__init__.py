"""Substitutions: from "I am ill" to the right people in the right room, the journal and the payroll.

Nouns: an **absence** of a teacher opens lessons; a **planned change** says what shall become of one (a draft,
one for a lesson); a **publication** of a day makes LessonChanges of them and tells those concerned; an
**entry** is a change's line in the register and on the statement. Rules: nothing is seen before it is
published; published again, only what differs is told; a reason of absence is read by the office and its
teacher alone (DOMAIN 2.6); only held lessons whose teacher changed are payable; a rule about people may be
overridden with a reason, which is kept.
"""
