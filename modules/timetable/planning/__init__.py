"""Pure rules of the timetable: drafts, grids, checks, days, sheets. Nothing here reads or writes."""
