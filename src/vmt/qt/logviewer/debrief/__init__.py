"""A run in front of an audience: first what happened, then what theory says of it."""
