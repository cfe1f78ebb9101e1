"""Classes and study groups, and who teaches whom."""
