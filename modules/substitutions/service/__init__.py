"""Writes; the first parameter is the actor."""
