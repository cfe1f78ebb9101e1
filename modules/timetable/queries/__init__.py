"""Reads, one file per thing; the first parameter is the viewer."""
