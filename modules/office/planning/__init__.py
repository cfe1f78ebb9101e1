"""What a list would do to the school, row by row; nothing here reads or writes a database.

Facts in (`known`), a plan out: every accepted row is created, changed or unchanged, every other is refused
with a reason; unknown subjects and rooms are questions. Rules (DOMAIN 4.2): a person is matched by external
ID, then СНИЛС, then ФИО with birth date, an adult also by ФИО with phone digits, so that a teacher who is a
parent is one person; Ё is Е; a blank cell never wipes; of several rows about one person the first that says
something is heard. A row is created if anything in it is new.
"""
