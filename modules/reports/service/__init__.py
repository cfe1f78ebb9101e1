"""Reports of every class or journal at once, by a worker."""
