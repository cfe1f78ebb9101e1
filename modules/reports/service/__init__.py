"""Files of reports: one at once, or every choice of a parameter in one by a worker."""
