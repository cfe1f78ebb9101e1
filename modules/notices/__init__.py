"""Who is told what, how and when, for every module.

A **notice** is something that happened (kind, event key, where to see it); a **receipt** is the notice as one
person under one hat has it, about these children; a **letter** is the e-mail, at once or in the evening's
digest. Recipients come from the school's relations as of the date (`intranet.school.audience`), never from
who happens to be signed in. Telling the same event key twice is telling it once. A letter carries the child's
first name and a link, nothing else of anybody.
"""
