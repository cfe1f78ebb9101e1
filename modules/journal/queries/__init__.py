"""Every read of the journal: what it returns starts from what the viewer may see, in SQL."""
