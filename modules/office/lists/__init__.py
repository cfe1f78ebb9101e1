"""Lists as schools keep them, read into rows: pupils, parents, staff, teaching load, timetable.

Nothing here knows the database. A reader takes the sheets of a file and gives a `ListRead`: rows with
normalised values, refused rows with a reason each, skipped rows. What only the school can say (is there
such a class, whose external ID is this) is asked afterwards through `ListRead.refusing`; duplicates inside
the file are sought last (`without_duplicates`), since a refused row is nobody's double.
The kinds of errors are a contract with scripts.
"""
