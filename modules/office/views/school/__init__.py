"""The school's own frame: calendar, bells, terms, rooms, rules."""
