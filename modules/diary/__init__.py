"""The diary: what a pupil and the family read of the study. Owns no tables: it asks `modules.journal.api`.

Nouns: a week of lessons as in the paper diary, all marks of a term by subject, final marks of a year.
Rules: a child is named in every address and heading; homework stands on the day it is due (DOMAIN 2.4);
"nothing recorded" is never shown as "present"; a hint on the next mark never discourages; an average is
shown with the way it is counted.
"""
