"""The school's people as everybody may know them: the staff, and the list of one's own class.

Rules: the staff by full name, posts, subjects and the class they lead, never a contact (FEATURES A69);
pupils and parents read the names of their own class (A70), teachers of the classes they teach or lead.
Owns no tables.
"""
