"""Measures how fast, how large and how quick to start the engine is."""
