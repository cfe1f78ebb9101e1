"""Timetables as other programs write them: aSc Timetables (XML) and Untis (GPU text files).

Nothing here knows the database or the school. A reader gives a `ForeignRead`: one row for each teacher of
each placed lesson, in the file's own names, and what those names are; whom they mean is planning's business.
"""
