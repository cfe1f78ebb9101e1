"""Lists read from files, and taken back."""
