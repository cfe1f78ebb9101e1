"""Tests go through the public door, on a real PostgreSQL; the tree mirrors the code's."""
