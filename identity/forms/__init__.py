"""The forms of identity, a file per resource."""
