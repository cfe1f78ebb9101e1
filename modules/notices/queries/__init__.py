"""Every read of the notices."""
