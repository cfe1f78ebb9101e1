"""Writes of the timetable's own tables, one file per thing; the first parameter is the actor."""
