"""Reads; the first parameter is the viewer."""
