"""Recorded runs: a sink that writes and a reader that only reads."""
