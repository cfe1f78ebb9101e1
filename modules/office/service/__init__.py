"""Every write of the office, split by noun; classes are added by the backbone's own service."""
