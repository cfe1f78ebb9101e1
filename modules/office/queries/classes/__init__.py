"""Classes, groups, load, subjects, the move into the next year."""
