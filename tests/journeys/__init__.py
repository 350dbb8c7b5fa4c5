"""Whole talks through the three real processes; only the platforms are played."""
