"""Recorded runs: one SQLite file a run, written whole ticks at a time."""
