"""The office: the school's records by hand and by lists; classes and ways in are looked after.

Nouns: card (a person's records and their history), order (a movement of a pupil, on paper), change (an entry
of the audit, taken back by its inverse), check (what is amiss, with a link that mends it), stage (a list a
school needs, in the order of work), slip (a printed first-entry password), import.
Rules: what an order or a change of the calendar touches is shown before it is done; relations end, nothing
that was true is deleted. A list is read without the database (lists/), checked against the school
(planning/), shown, and only then written in one transaction with its audit record; no list grants a hat. A
slip is shown once and kept nowhere; a class teacher issues them for the own class only. Nobody's marks are
read here. Queries, service, forms, views and templates have the same rooms: people, classes, school, entry
(ways in and rights), imports.
"""
