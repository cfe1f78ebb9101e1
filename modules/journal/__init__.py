"""The class journal: what is recorded about a lesson and a pupil's study.

Nouns: work (a column of a lesson), mark, attendance, lesson record (topic, roll taken), homework, term mark.
Rules: everything hangs on the dated lesson; a cell is (lesson, student) and has a version, so nobody
overwrites what he has not seen; nothing is ever deleted: a cleared mark is a mark without value, and every
change is a link of the journal's append-only chain (`ledger`); the teacher writes own journals, a substitute
exactly the lessons given to him, the class teacher and the school's heads read; averages are exact.
"""
