"""Pure rules of the timetable's editing: a draft, its grid, what is wrong with it, in words."""
