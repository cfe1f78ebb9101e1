"""Pure rules of the timetable: no database, no request."""
