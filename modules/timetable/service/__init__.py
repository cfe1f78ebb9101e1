"""What changes the timetable's own tables, one file per thing."""
