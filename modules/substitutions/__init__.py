"""Substitutions: from "I am ill" to the right people in the right room, the journal and the payroll.

Nouns: an **absence** of a teacher opens lessons; a **planned change** says what shall become of one (a draft,
one for a lesson); a **publication** of a day makes LessonChanges of them and tells those concerned; an
**entry** is a change's line in the register and on the statement. Rules: nothing is seen before it is
published; published again, only what differs is told; a reason of absence is read by the office and its
teacher alone (DOMAIN 2.6); only held lessons whose teacher changed are payable; a rule about people may be
overridden with a reason, which is kept.

What belongs together, whether in planning, queries, service, forms or views:
- what teachers say: `absences`, `tasks` (for a substitute), `standby`, `mine`; the office: `rules`, `limits`;
- the desk of a day: `state` and `day` (all of it, drafts counted), `worklist`, `candidates`, `checks` (what a
  draft breaks), `places`, `drafts`, `change_kinds`, `wishes`, `together` (a swap, a whole day), `desk*`,
  `lesson*`;
- filling a day: `options`, `fill` (the solver), `filling`, `proposals`;
- publishing: `plan` reads the drafts of a publication, `publication` says what differs, `troubles` what is in
  the way, `reach` whom it concerns; `publishing`, `telling`, `messages`, `locks` (in which order all wait);
- what was published: `lines` (a change in words), `published`, `mine`, `tab`, `board`, `screens`, `sheets`.
"""
