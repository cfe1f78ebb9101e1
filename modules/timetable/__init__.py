"""The timetable: my week, a class, a teacher, a room, on any date.

Nouns: a view (whose week), its lessons with their bells, and what has changed in them. Rules: a change is
said in words (DOMAIN 2.6); what a cancelled lesson became stands in its place; a moved lesson is shown at
both ends; no pupil's name stands anywhere in it. Families read their own week and any class; teachers and
rooms are for the staff. Lessons and versions belong to the backbone; a week in the making (**draft**), when a
teacher cannot be put in (**hours**), **duties** in breaks and **calendar links** are kept here.
"""
