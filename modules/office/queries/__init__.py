"""Every read of the office, split by noun."""
