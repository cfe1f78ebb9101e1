"""The office: lists come in (pupils, parents, staff, load, timetable), classes and people are looked after.

A list is read without the database (lists/), checked against the school, shown, and only then written in
one transaction with its audit record. Nothing is deleted by a list, and no list grants a hat.
"""
