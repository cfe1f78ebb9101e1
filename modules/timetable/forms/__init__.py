"""Forms of the timetable's editing."""
