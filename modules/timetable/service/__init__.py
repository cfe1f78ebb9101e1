"""Writes of the timetable's drafts; the first parameter is the actor."""
