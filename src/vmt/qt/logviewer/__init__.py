"""The log viewer: what happened in a recorded run, and why."""
