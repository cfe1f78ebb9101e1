"""What every module of the intranet stands on: the kit (plumbing) and the school (its backbone)."""
