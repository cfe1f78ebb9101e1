"""The office: lists come in (pupils, parents, staff, load, timetable), classes and ways in are looked after.

Nouns: stage (a list a school needs, in the order of work), class list, slip (a printed first-entry password),
import. Rules: a list is read without the database (lists/), checked against the school, shown, and only then
written in one transaction with its audit record; nothing is deleted by a list, and no list grants a hat. A
slip is shown once and kept nowhere; a class teacher issues them for the own class only. Nobody's marks are
read here.
"""
