"""The launcher: pick a scenario and a seed, run it, see what runs."""
