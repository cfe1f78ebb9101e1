"""Forms, one file per thing."""
